"""Candidates that one person's ask finds and a walk by standing would miss; each source is bounded.

By vectors, the films that score best by the linear part of the blend, anywhere in the catalogue; the films that people
who liked the same liked; and films of the people behind the camera and before it whom this person likes.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import dataclass
from heapq import nlargest
from itertools import islice
from threading import Lock
from typing import Final

from recommendations.catalogue import search_index
from recommendations.ranking.affinity import RowSpec
from recommendations.ranking.blend import Asked, Weights
from recommendations.retrieval import vectors
from recommendations.retrieval.candidates import holds
from recommendations.retrieval.features import features
from recommendations.retrieval.layout import DECADES, Musts, query_vector
from recommendations.steering.languages import names_of_all
from recommendations.steering.types import Wishes
from recommendations.types import FilmFeatures

Allows = Callable[[FilmFeatures], bool]
NEAR: Final = 80  # films by vectors
DEEPER: Final = 400  # asked for where most of those are ruled out
COMPANY: Final = 60  # films by people who liked the same
LOOKED_AT: Final = 300  # of the item–item model's best, before a row's definition is held against them
LIKED_NAMES: Final = 4  # directors and actors, each, whose films are looked up
BY_NAME: Final = 40  # films of one of them
FIRM: Final = 0.1  # mean opinion from which somebody is liked
NAMES_KEPT: Final = 5_000


@dataclass(frozen=True, slots=True)
class Search:
    """What is looked for: the row, the ask, what counts, the hard limits, and who may be offered what.

    `known` are films of which both is known already: they belong into the row, and they may be offered.
    """

    spec: RowSpec
    asked: Asked
    weights: Weights
    wishes: Wishes
    refused_genres: frozenset[str]
    include_adult: bool
    allows: Allows
    version: int
    known: Collection[int] = ()

    def fitting(self, ids: Iterable[int]) -> Iterator[FilmFeatures]:
        """Those of the films that belong into the row and may be offered."""
        for film in features(ids, version=self.version).values():
            if film.id in self.known or (holds(self.spec, film, version=self.version) and self.allows(film)):
                yield film


class _Names:
    """Films by a person's name, for one version of the catalogue."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._version = -1
        self._kept: dict[str, tuple[int, ...]] = {}

    def films_of(self, name: str, *, version: int) -> tuple[int, ...]:
        with self._lock:
            if version != self._version or len(self._kept) > NAMES_KEPT:
                self._version, self._kept = version, {}
            kept = self._kept
        found = kept.get(name)
        if found is None:
            found = kept[name] = tuple(search_index.find(name)[:BY_NAME])
        return found


_names = _Names()


def personal(search: Search) -> list[FilmFeatures]:
    """The union of the three, each film once."""
    near, company, people = near_ids(search, NEAR), _company_ids(search), _people_ids(search)
    features((*near, *company, *people), version=search.version)  # read all at once what is not at hand
    found = list(islice(search.fitting(near), NEAR))
    if len(found) < NEAR // 2 and len(near) >= NEAR:
        found = list(islice(search.fitting(near_ids(search, DEEPER)), NEAR))
    found += [*islice(search.fitting(company), COMPANY), *search.fitting(people)]
    return list({film.id: film for film in found}.values())


def near_ids(search: Search, count: int) -> list[int]:
    """The films that score best by the linear part of the blend; which of them may be offered is not looked at."""
    return vectors.nearest(query_vector(search.asked, search.weights, _musts(search)), count)


def _company_ids(search: Search) -> list[int]:
    """What people liked who liked the same."""
    scores = search.asked.company.scores
    best = nlargest(LOOKED_AT, scores, key=scores.__getitem__)
    return [film_id for film_id in best if scores[film_id] > 0]


def _people_ids(search: Search) -> list[int]:
    """Films that directors and actors made whom this person likes."""
    means = search.asked.taste.means
    ids: list[int] = []
    for kind in ("director:", "actor:"):
        liked = [key for key, mean in means.items() if mean >= FIRM and key.startswith(kind)]
        for key in nlargest(LIKED_NAMES, liked, key=means.__getitem__):
            ids += _names.films_of(key.removeprefix(kind), version=search.version)
    return ids


def _musts(search: Search) -> Musts:
    """What every film of the row should have, as far as a vector can say it."""
    wishes = search.wishes
    bound = wishes.year_from is not None or wishes.year_to is not None
    return Musts(
        genres=(*search.spec.genres, *wishes.all_genres),
        one_of=wishes.include_genres,
        without=(*search.spec.without, *wishes.exclude_genres, *sorted(search.refused_genres)),
        decades=tuple(_decades(wishes)) if bound else (),
        languages=tuple(sorted(names_of_all(wishes.languages))) if wishes.languages else (),
        adult=search.include_adult,
    )


def _decades(wishes: Wishes) -> Iterator[int]:
    first, last = wishes.year_from or DECADES[0], wishes.year_to or DECADES[-1] + 9
    yield from (decade for decade in DECADES if decade + 9 >= first and decade <= last)
