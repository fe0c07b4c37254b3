"""What people who liked the same films say, and how far it is trusted beside content and the quality prior. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from math import log, sqrt
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from recommendations.ranking.collaborative import ItemItem

CROWD: Final = 100.0  # people whom "nothing known of what people like" weighs as much as


@dataclass(frozen=True, slots=True)
class Tuning:
    """How much of the score comes from other people's likes. Chosen on training users alone (docs/recommender.md).

    With n opinions that the item–item model knows, it is trusted by n / (n + `doubt`). Each of its scores counts
    `company` times that; content keeps `content` and the quality prior `prior` of their weight where trust is full.
    On the scale of `standing`, `liked` is what a film that everybody likes gains in the popularity while nothing is
    known of the person, fading as trust grows; and `famous` is what it loses for somebody of whom very much is known
    (half of it at `versed` opinions): they have met the famous ones.
    """

    doubt: float = 1.0
    company: float = 16.0
    content: float = 1.0
    prior: float = 1.0
    liked: float = 5.2
    famous: float = 8.3
    versed: float = 100.0


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
        """What it counts that the film is widely liked, on the scale of `standing`; 0 where the model knows it not."""
        return self.liked_of((film_id,))[0]

    def liked_of(self, film_ids: Sequence[int]) -> list[float]:
        """`liked` of many films, in their order."""
        if self.model is None:
            return [0.0] * len(film_ids)
        renown, gain = _renown(self.model), self.tuning.liked * (1.0 - self.trust)
        loss = self.tuning.famous * self.seasoned
        pairs = [renown.get(film_id, (0.0, 0.0)) for film_id in film_ids]
        return [gain * loved - loss * famous for loved, famous in pairs]

    @property
    def seasoned(self) -> float:
        """How far the person may be taken to have met what everybody knows, from 0 towards 1."""
        return self.known / (self.known + self.tuning.versed) if self.known else 0.0


def company_of(
    model: ItemItem, history: Mapping[int, float], tuning: Tuning = Tuning(), *, fond: Iterable[int] = ()
) -> Company:
    """The history before this model; films that the model does not know count for nothing, nor does an empty model."""
    if not model.ids:
        return Company(tuning=tuning)
    known = {film_id: value for film_id, value in history.items() if model.place(film_id) >= 0}
    return Company(model, known, model.scores(known) if known else {}, len(known), frozenset(fond), tuning)


@lru_cache(maxsize=4)
def _renown(model: ItemItem) -> Mapping[int, tuple[float, float]]:
    """Of each film the square root and the logarithm of how many people like it, both 0 to 1.

    The root draws popularity's long tail in; the logarithm tells the little known apart. It starts at the film that
    fewest people like, so that a film is not better for the model not knowing it. What a handful of people like is not
    yet popular: both are believed by people / (people + `CROWD`).
    """
    people, fewest = max(2, model.people), max(1, min(model.likes, default=1))
    span, told = log(people / fewest) or 1.0, people / (people + CROWD)
    return {
        film_id: (told * sqrt(likes / people), told * max(0.0, log(max(1, likes) / fewest) / span))
        for film_id, likes in zip(model.ids, model.likes, strict=True)
    }
