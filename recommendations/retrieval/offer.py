"""What one person may be offered tonight, row by row."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, field, replace

from recommendations.ranking.affinity import RowSpec
from recommendations.retrieval.candidates import pool
from recommendations.types import FilmFeatures
from recommendations.viewers import Viewer


@dataclass(frozen=True, slots=True)
class Offer:
    """The films of one version of the catalogue that a person may be offered.

    `genres` keeps to films with at least one of these; films already seen come only with `include_seen`.
    """

    viewer: Viewer
    genres: Collection[str]
    include_seen: bool
    version: int
    _found: dict[str, list[FilmFeatures]] = field(default_factory=dict)

    def films(self, spec: RowSpec) -> list[FilmFeatures]:
        """What the row could hold: its best films by standing; with `genres`, the best of each of them in it."""
        if spec.key not in self._found:
            pools = (pool(one, version=self.version, allows=self._allows) for one in self._narrowed(spec))
            found = {film.id: film for films in pools for film in films}
            self._found[spec.key] = list(found.values())
        return self._found[spec.key]

    def breadth(self, spec: RowSpec) -> int:
        """How many films the catalogue has for the row, up to a bound.

        The same for everybody, so that the order in which rows choose does not turn on one film more or less.
        """
        return sum(len(pool(one, version=self.version)) for one in self._narrowed(spec))

    def _narrowed(self, spec: RowSpec) -> list[RowSpec]:
        narrowed = [replace(spec, genres=(*spec.genres, name)) for name in self.genres if name not in spec.genres]
        return narrowed if self.genres and len(narrowed) == len(set(self.genres)) else [spec]

    def _allows(self, film: FilmFeatures) -> bool:
        return self.viewer.allows(film) and (self.include_seen or film.id not in self.viewer.seen)
