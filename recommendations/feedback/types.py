"""Values that leave this room, frozen."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.core.paginator import Page

from recommendations.feedback.kinds import Kind, keys_of
from recommendations.types import FeedbackState, FilmCard, FilmFeatures


@dataclass(frozen=True, slots=True)
class HeldBack:
    """What may not be offered to somebody now.

    `film_ids` were put off or put away for the evening; `kinds` are keys of refused kinds ("genre:Horror",
    "director:…", "series:…"; see `kinds.keys_of`).
    """

    film_ids: frozenset[int] = frozenset()
    kinds: frozenset[str] = frozenset()

    def holds(self, film: FilmFeatures) -> bool:
        """Whether this film may not be offered."""
        return film.id in self.film_ids or (bool(self.kinds) and not self.kinds.isdisjoint(keys_of(film)))


@dataclass(frozen=True, slots=True)
class FilmState(FeedbackState):
    """All that one person said of one film. `put_off_until` is None where it is offered, `ignored` that it is not used.

    `kinds` are those one may refuse it by, each with whether it is refused now.
    """

    saved: bool = False
    put_off_until: datetime | None = None
    ignored: bool = False
    kinds: tuple[tuple[Kind, bool], ...] = ()


@dataclass(frozen=True, slots=True)
class PutOff:
    """A film that is not offered before `until`."""

    film: FilmCard
    until: datetime


@dataclass(frozen=True, slots=True)
class KeptBack:
    """What somebody asked to be left out, for the lists where it can be taken back."""

    put_off: Page[PutOff]
    kinds: tuple[Kind, ...]
    ignored: Page[FilmCard]
