"""Which of a person's films pull another film up or down, and by exactly how much. Pure.

A mean opinion is linear in the opinions that it is made of, and so are the item–item scores: each film of the history
has an exact share in another film's taste term. What is left are the favourites somebody named.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass

from recommendations.ranking.company import Company
from recommendations.ranking.taste import Taste
from recommendations.types import FilmFeatures, Pull


@dataclass(frozen=True, slots=True)
class Pulled:
    """The taste term of a film by where it comes from: `pulls`, the strongest first, and `favourites` add up to it."""

    pulls: tuple[Pull, ...]
    favourites: float

    @property
    def lifts(self) -> tuple[Pull, ...]:
        """Those that speak for the film."""
        return tuple(pull for pull in self.pulls if pull.value > 0)


class Pulls:
    """Takes taste terms apart by film, for one person."""

    def __init__(self, taste: Taste, company: Company) -> None:
        self._taste, self._company = taste, company
        self._shares = _shares(taste)
        self.titles = {opinion.film.id: opinion.film.title for opinion in taste.opinions}

    def of(self, film: FilmFeatures, weight: float) -> Pulled:
        """The taste term of `film` where taste counts `weight` (`Weights.taste`).

        What somebody said of the film itself counts like any other opinion.
        """
        values: dict[int, float] = defaultdict(float)
        content = weight * self._company.content
        for key, share in film.traits:
            for source, part in self._shares.get(key, ()):
                values[source] += content * share * part
        for source, value in self._company.pulls(film.id).items():
            values[source] += weight * value
        pulls = [Pull(source, self.titles.get(source, ""), value) for source, value in values.items() if value]
        pulls.sort(key=lambda pull: (-pull.value, pull.film_id))
        return Pulled(tuple(pulls), content * self._favourites(film))

    def _favourites(self, film: FilmFeatures) -> float:
        taste, lift = self._taste, self._taste.lift(film)
        return sum([share * taste.named(key) + lift[key] for key, share in film.traits if key in lift])


def _shares(taste: Taste) -> dict[str, list[tuple[int, float]]]:
    """By feature: each film with an opinion and what it adds to the feature's mean."""
    shares: dict[str, list[tuple[int, float]]] = defaultdict(list)
    for opinion in taste.opinions:
        weighed = opinion.recency * opinion.value
        for key, _ in opinion.film.traits:
            shares[key].append((opinion.film.id, weighed / taste.weights[key]))
    return shares
