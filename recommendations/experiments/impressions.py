"""Writing down what was shown to a signed-in person: one insert a page. Of a guest nothing is written."""

from __future__ import annotations

import logging
import uuid
from collections.abc import Iterator, Mapping, Sequence
from datetime import timedelta
from itertools import islice
from types import MappingProxyType
from typing import Final

from django.conf import settings
from django.db import DatabaseError
from django.utils import timezone

from accounts.models import User
from recommendations.access import Visitor
from recommendations.experiments.assignment import Assigned
from recommendations.experiments.models import Impression
from recommendations.types import Row

logger = logging.getLogger(__name__)

MOST: Final = 60  # films of one page: what goes into SQLite in one statement
NONE: Final[Mapping[int, str]] = MappingProxyType({})
UNKNOWN: Final[Mapping[int, Mapping[str, float]]] = MappingProxyType({})


def log(
    *,
    user: Visitor,
    rows: Sequence[Row],
    assigned: Assigned,
    page_id: uuid.UUID | None = None,
    teams: Mapping[int, str] = NONE,
    rivals: Mapping[int, Mapping[str, float]] = UNKNOWN,
    start: int = 0,
) -> uuid.UUID:
    """Write down one page of films; return the id that ties them together. A guest's page is not written down.

    `teams` maps the films of an interleaved page to "a" or "b". `rivals` maps a film to how likely other strategies
    (by name) would have put it where it stands. `start` is the position of the first film, for the further pages of
    one long list. A page is worth more than its record: when the rows cannot be written the page goes on without.
    """
    page = page_id or uuid.uuid4()
    if isinstance(user, User):
        shown = islice(_shown(user, page, rows, assigned, start), MOST)
        try:
            Impression.objects.bulk_create(_with(shown, teams, rivals))
        except DatabaseError:
            logger.exception("a page's impressions could not be written")
    return page


def log_once(
    *,
    user: Visitor,
    rows: Sequence[Row],
    assigned: Assigned,
    page_id: uuid.UUID,
    teams: Mapping[int, str] = NONE,
    rivals: Mapping[int, Mapping[str, float]] = UNKNOWN,
) -> None:
    """As `log`, but a page that is written down already stays as it is: loading it again shows nothing new."""
    if isinstance(user, User) and not Impression.objects.filter(user=user, page=page_id).exists():
        log(user=user, rows=rows, assigned=assigned, page_id=page_id, teams=teams, rivals=rivals)


def lately(*, user: User, within: timedelta, but: uuid.UUID) -> frozenset[int]:
    """The films that this person was shown within that time, on other pages than this one."""
    shown = Impression.objects.filter(user=user, shown_at__gte=timezone.now() - within).exclude(page=but)
    return frozenset(shown.order_by().values_list("film_id", flat=True))


def _shown(user: User, page: uuid.UUID, rows: Sequence[Row], assigned: Assigned, start: int) -> Iterator[Impression]:
    now = timezone.now()
    for row in rows:
        for position, film in enumerate(row.films, start):
            yield Impression(
                user=user,
                page=page,
                film_id=film.id,
                row=row.key,
                position=position,
                strategy=assigned.strategy.name,
                experiment_id=assigned.experiment_id,
                arm=assigned.arm,
                explored=film.explored,
                propensity=film.propensity,
                shown_at=now,
            )


def _with(
    shown: Iterator[Impression], teams: Mapping[int, str], rivals: Mapping[int, Mapping[str, float]]
) -> list[Impression]:
    written = list(shown)
    for impression in written:
        impression.team = teams.get(impression.film_id, "")
        impression.rivals = dict(rivals.get(impression.film_id, {}))
    return written


def forget_old() -> int:
    """Delete what was shown more than `IMPRESSION_DAYS` ago; how many rows."""
    limit = timezone.now() - timedelta(days=settings.IMPRESSION_DAYS)
    return Impression.objects.filter(shown_at__lt=limit).delete()[0]
