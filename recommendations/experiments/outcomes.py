"""What came of a film that was shown: a reward by one rule, joined from what people did, never written down.

The strongest thing a person did with the film counts: seen or liked 1, saved 0.6, trailer watched 0.4, opened 0.2,
nothing 0; refused or put away is -0.5 whatever else. It counts for the last page that showed them the film before, and
only within `WINDOW` of it.
"""

from __future__ import annotations

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from types import MappingProxyType
from typing import Final
from uuid import UUID

from recommendations.feedback.models import EventKind, FilmEvent
from recommendations.models import FeedbackKind, FilmFeedback

WINDOW: Final = timedelta(hours=48)
WORTH: Final[Mapping[str, float]] = MappingProxyType(
    {
        EventKind.SEEN: 1.0,
        FeedbackKind.LIKE: 1.0,
        EventKind.SAVED: 0.6,
        EventKind.TRAILER: 0.4,
        EventKind.OPENED: 0.2,
        EventKind.DISMISSED: -0.5,
        FeedbackKind.DISLIKE: -0.5,
    }
)


@dataclass(frozen=True, slots=True)
class Shown:
    """An impression as reports read it."""

    user_id: int
    film_id: int
    page: UUID
    row: str
    position: int
    arm: str
    team: str
    propensity: float
    rivals: Mapping[str, float]
    shown_at: datetime


@dataclass(frozen=True, slots=True)
class Deed:
    """One thing that a person did with a film."""

    user_id: int
    film_id: int
    kind: str
    at: datetime


def rewards(shown: Sequence[Shown]) -> list[float]:
    """The reward of each impression, in their order; two queries."""
    if not shown:
        return []
    return credited(shown, deeds(shown))


def deeds(shown: Sequence[Shown]) -> list[Deed]:
    """What these people did from their first page until the last page's window ended."""
    people = {entry.user_id for entry in shown}
    first, last = min(entry.shown_at for entry in shown), max(entry.shown_at for entry in shown) + WINDOW
    events = FilmEvent.objects.filter(at__range=(first, last)).order_by()
    opinions = FilmFeedback.objects.filter(updated_at__range=(first, last)).order_by()
    done = (
        events.values_list("user_id", "film_id", "kind", "at"),
        opinions.values_list("user_id", "film_id", "kind", "updated_at"),
    )
    return [Deed(*row) for rows in done for row in rows.iterator() if row[0] in people]


def credited(shown: Sequence[Shown], done: Iterable[Deed]) -> list[float]:
    """Each deed goes to the last page that showed the film before it, if that was within `WINDOW`. Pure."""
    pages: dict[tuple[int, int], list[tuple[datetime, int]]] = defaultdict(list)
    for index, entry in enumerate(shown):
        pages[entry.user_id, entry.film_id].append((entry.shown_at, index))
    for entries in pages.values():
        entries.sort()
    came: dict[int, list[str]] = defaultdict(list)
    for deed in done:
        entries = pages.get((deed.user_id, deed.film_id), [])
        before = bisect_right(entries, deed.at, key=lambda entry: entry[0])
        if before and deed.at - entries[before - 1][0] <= WINDOW:
            came[entries[before - 1][1]].append(deed.kind)
    return [worth(came[index]) for index in range(len(shown))]


def worth(kinds: Iterable[str]) -> float:
    """The reward of what came of one film: a refusal counts before everything else, then the strongest."""
    values = [WORTH[kind] for kind in kinds if kind in WORTH]
    return min(values) if values and min(values) < 0 else max(values, default=0.0)
