"""What people who liked the same films say, and how far it is trusted beside content and the quality prior. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from math import sqrt
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from recommendations.ranking.collaborative import ItemItem


@dataclass(frozen=True, slots=True)
class Tuning:
    """How much of the taste comes from other people's likes. Chosen on training users alone (docs/recommender.md).

    With n opinions that the item–item model knows, it is trusted by n / (n + `doubt`). Each of its scores counts
    `company` times that; content keeps `content` and the quality prior `prior` of their weight where trust is full.
    `liked` is what a film that everybody likes has in the popularity, on the scale of `standing`.
    """

    doubt: float = 5.0
    company: float = 1.5
    content: float = 0.5
    prior: float = 0.5
    liked: float = 0.5


@dataclass(frozen=True, slots=True, eq=False)
class Company:
    """One person's history before the item–item model. Empty: nobody's, and nothing is said.

    `history` maps films to 1 (liked today) … -1; `scores` is what the model makes of it, film by film; `known` counts
    the films of the history that the model knows; `fond` are those that the person is known to like.
    """

    model: ItemItem | None = None
    history: Mapping[int, float] = field(default_factory=dict)
    scores: Mapping[int, float] = field(default_factory=dict)
    known: int = 0
    fond: frozenset[int] = frozenset()
    tuning: Tuning = field(default_factory=Tuning)

    @property
    def trust(self) -> float:
        """From 0 (no history) towards 1."""
        return self.known / (self.known + self.tuning.doubt) if self.known else 0.0

    @property
    def gain(self) -> float:
        """What a score of the model counts in the taste."""
        return self.tuning.company * self.trust

    @property
    def content(self) -> float:
        """What content keeps of its weight in the taste."""
        return 1.0 - (1.0 - self.tuning.content) * self.trust

    @property
    def prior(self) -> float:
        """What the quality prior keeps of its weight."""
        return 1.0 - (1.0 - self.tuning.prior) * self.trust

    def pulls(self, film_id: int) -> dict[int, float]:
        """What each film of the history adds to the taste for `film_id`, before the weight of the taste."""
        if self.model is None or film_id not in self.scores:
            return {}
        return {source: self.gain * value for source, value in self.model.pulls(film_id, self.history).items()}

    def liked(self, film_id: int) -> float:
        """How widely liked the film is, on the scale of `standing`; 0 where the model does not know it."""
        return self.tuning.liked * _liked(self.model).get(film_id, 0.0) if self.model else 0.0


def company_of(
    model: ItemItem, history: Mapping[int, float], tuning: Tuning = Tuning(), *, fond: Iterable[int] = ()
) -> Company:
    """The history before this model; films that the model does not know count for nothing."""
    known = {film_id: value for film_id, value in history.items() if model.place(film_id) >= 0}
    return Company(model, known, model.scores(known) if known else {}, len(known), frozenset(fond), tuning)


@lru_cache(maxsize=4)
def _liked(model: ItemItem) -> Mapping[int, float]:
    """The square root of the share of people who like each film: popularity's long tail, drawn in."""
    people = max(1, model.people)
    return {film_id: sqrt(likes / people) for film_id, likes in zip(model.ids, model.likes, strict=True)}
