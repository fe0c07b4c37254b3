"""Values that leave this room, frozen."""

from __future__ import annotations

from dataclasses import dataclass

from recommendations.feedback.kinds import keys_of
from recommendations.types import FilmFeatures


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
