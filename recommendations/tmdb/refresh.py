"""Ask again what was asked before: answers past their freshness, the oldest first."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from itertools import islice
from typing import Any, Final

from django.db.models import Q
from django.utils import timezone

from recommendations.tmdb import asks, client
from recommendations.tmdb.errors import TmdbError, TmdbNotFound
from recommendations.tmdb.models import TmdbResponse

AT_ONCE: Final = 14  # questions in one round: half a second's worth


@dataclass(frozen=True, slots=True)
class Round:
    """What became of a round's questions. `stopped` is the code of what ended the work early, or empty."""

    renewed: int = 0
    gone: int = 0
    failed: int = 0
    stopped: str = ""


def due(kinds: tuple[str, ...] = asks.REPEATABLE) -> list[str]:
    """Keys of the kept answers that are no longer fresh and whose question is known, the oldest first."""
    stale = Q()
    for kind in kinds:
        stale |= Q(kind=kind, fetched_at__lt=timezone.now() - timedelta(hours=asks.FRESH_HOURS[kind]))
    return list(TmdbResponse.objects.filter(stale).order_by("fetched_at").values_list("key", flat=True))


def refresh(keys: list[str]) -> Iterator[Round]:
    """Ask these again, round by round. A film that is gone at TMDB is gone here; stops when TMDB as a whole fails."""
    waiting = iter(keys)
    while batch := list(islice(waiting, AT_ONCE)):
        done = _round(batch)
        yield done
        if done.stopped:
            return


def _round(keys: list[str]) -> Round:
    rows = TmdbResponse.objects.filter(key__in=keys)
    questions = {row.key: asks.again(row.kind, row.path, row.params) for row in rows}
    answers = dict(zip(questions, client.renew(list(questions.values())), strict=True))
    gone = [key for key, answer in answers.items() if isinstance(answer, TmdbNotFound)]
    TmdbResponse.objects.filter(key__in=gone).delete()
    errors = [answer for answer in answers.values() if _failed(answer)]
    outage = next((error.code for error in errors if error.is_outage), "")
    renewed = len(answers) - len(gone) - len(errors)
    return Round(renewed, len(gone), len(errors), stopped=outage if not renewed else "")


def _failed(answer: Any) -> bool:
    return isinstance(answer, TmdbError) and not isinstance(answer, TmdbNotFound)
