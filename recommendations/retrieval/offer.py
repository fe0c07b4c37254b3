"""What one person may be offered tonight, row by row."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import Final

from recommendations.ranking.affinity import RowSpec
from recommendations.ranking.blend import Asked, Weights
from recommendations.retrieval.candidates import Bounds, pool
from recommendations.retrieval.personal import Search, personal
from recommendations.steering.types import Wishes
from recommendations.steering.wishes import NOTHING, allows
from recommendations.types import FilmFeatures
from recommendations.viewers import Viewer

USUAL: Final = Weights()


@dataclass(frozen=True, slots=True)
class Offer:
    """The films of one version of the catalogue that a person may be offered.

    Films already seen come only with `include_seen`. `wishes` are hard limits; `at_service` the films that the wished
    services have, None where nobody could say.
    """

    viewer: Viewer
    version: int
    include_seen: bool = False
    wishes: Wishes = NOTHING
    at_service: frozenset[int] | None = None
    _found: dict[str, list[FilmFeatures]] = field(default_factory=dict)
    _answers: dict[int, bool] = field(default_factory=dict)

    def films(self, spec: RowSpec) -> list[FilmFeatures]:
        """What the row could hold: its best films by standing; of wished genres, the best of each in it."""
        if spec.key not in self._found:
            bounds = self._bounds()
            pools = (
                pool(one, version=self.version, allows=self._allows, bounds=bounds) for one in self._narrowed(spec)
            )
            found = {film.id: film for films in pools for film in films}
            self._found[spec.key] = list(found.values())
        return self._found[spec.key]

    def candidates(self, spec: RowSpec, asked: Asked, weights: Weights = USUAL) -> list[FilmFeatures]:
        """What is ranked for the row: `films`, and what this very ask finds elsewhere in the catalogue."""
        found = {film.id: film for film in self.films(spec)}
        search = Search(
            spec, asked, weights, self.wishes, self.viewer.refused_genres, self.viewer.include_adult,
            self._allows, self.version, found.keys(),
        )  # fmt: skip
        return [*found.values(), *(film for film in personal(search) if film.id not in found)]

    def breadth(self, spec: RowSpec) -> int:
        """How many films the catalogue has for the row, up to a bound.

        The same for everybody, so that the order in which rows choose does not turn on one film more or less.
        """
        return sum(len(pool(one, version=self.version)) for one in self._narrowed(spec))

    def _narrowed(self, spec: RowSpec) -> list[RowSpec]:
        names = list(dict.fromkeys(self.wishes.include_genres))
        narrowed = [replace(spec, genres=(*spec.genres, name)) for name in names if name not in spec.genres]
        return narrowed if names and len(narrowed) == len(names) else [spec]

    def _bounds(self) -> Bounds:
        wishes = self.wishes
        return Bounds(
            wishes.year_from, wishes.year_to, wishes.runtime_min, wishes.runtime_max, wishes.all_genres,
            wishes.exclude_genres,
        )  # fmt: skip

    def _allows(self, film: FilmFeatures) -> bool:
        """Asked of the same film for several rows, answered once."""
        if (answer := self._answers.get(film.id)) is None:
            answer = self._answers[film.id] = self._may(film)
        return answer

    def _may(self, film: FilmFeatures) -> bool:
        return (
            self.viewer.allows(film)
            and (self.include_seen or film.id not in self.viewer.seen)
            and (self.wishes is NOTHING or allows(film, self.wishes, at_service=self.at_service))
        )
