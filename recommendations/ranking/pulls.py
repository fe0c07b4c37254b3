"""Which of a person's films pull another film up or down, and by exactly how much. Pure.

A mean opinion is linear in the opinions that it is made of, and so are the item–item scores: each film of the history
has an exact share in another film's taste term. What is left are the favourites somebody named.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from heapq import nsmallest
from typing import TYPE_CHECKING

from recommendations.ranking.company import Company
from recommendations.ranking.taste import Taste
from recommendations.types import FilmFeatures, Pull

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Pulled:
    """The taste term of a film by where it comes from: `pulls`, the strongest first, and `favourites` add up to it."""

    pulls: tuple[Pull, ...]
    favourites: float


class Pulls:
    """Takes taste terms apart by film, for one person."""

    def __init__(self, taste: Taste, company: Company) -> None:
        self._taste, self._company = taste, company
        self.titles = {opinion.film.id: opinion.film.title for opinion in taste.opinions}
        self._sources = tuple(self.titles)
        self._shares = _shares(taste, {film_id: place for place, film_id in enumerate(self._sources)})

    def of(self, film: FilmFeatures, weight: float) -> Pulled:
        """The taste term of `film` where taste counts `weight` (`Weights.taste`).

        What somebody said of the film itself counts like any other opinion.
        """
        pulls = [self._pull(source, value) for source, value in self._values(film, weight).items() if value]
        pulls.sort(key=lambda pull: (-pull.value, pull.film_id))
        return Pulled(tuple(pulls), weight * self._company.content * self._favourites(film))

    def strongest(self, film: FilmFeatures, weight: float, limit: int) -> tuple[Pull, ...]:
        """Up to `limit` other films that lift this one, the strongest first."""
        values = self._values(film, weight)
        lifts = [(-value, source) for source, value in values.items() if value > 0 and source != film.id]
        return tuple(self._pull(source, -value) for value, source in nsmallest(limit, lifts))

    def _pull(self, source: int, value: float) -> Pull:
        return Pull(source, self.titles.get(source, ""), value)

    def _values(self, film: FilmFeatures, weight: float) -> dict[int, float]:
        """What each film adds to the taste term."""
        import numpy as np

        sums = np.zeros(len(self._sources))
        for key, share in film.traits:
            if key in self._shares:
                places, parts = self._shares[key]
                sums[places] += share * parts
        content = weight * self._company.content
        values = dict(zip(self._sources, (content * sums).tolist(), strict=True))
        for source, value in self._company.pulls(film.id).items():
            values[source] = values.get(source, 0.0) + weight * value
        return values

    def _favourites(self, film: FilmFeatures) -> float:
        taste, lift = self._taste, self._taste.lift(film)
        return sum([share * taste.named(key) + lift[key] for key, share in film.traits if key in lift])


def _shares(taste: Taste, places: Mapping[int, int]) -> dict[str, tuple[NDArray[np.int64], Floats]]:
    """By feature: the places of the films with an opinion, each once, and what each adds to the feature's mean."""
    import numpy as np

    shares: dict[str, dict[int, float]] = defaultdict(lambda: defaultdict(float))
    for opinion in taste.opinions:
        weighed, place = opinion.recency * opinion.value, places[opinion.film.id]
        for key, _ in opinion.film.traits:
            shares[key][place] += weighed / taste.weights[key]
    return {
        key: (np.fromiter(held, dtype=np.int64), np.fromiter(held.values(), dtype=np.float64))
        for key, held in shares.items()
    }
