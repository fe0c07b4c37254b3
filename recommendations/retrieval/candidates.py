"""Candidates for a row, by index: its best films by standing, as deep as what a person rules out asks for."""

from __future__ import annotations

from collections.abc import Callable
from threading import Lock
from typing import Final

from django.db.models import Exists, OuterRef, QuerySet

from recommendations.catalogue.search_index import matching_keywords
from recommendations.models import Film, FilmGenre
from recommendations.ranking.affinity import RowSpec
from recommendations.retrieval.features import features
from recommendations.types import FilmFeatures

Allows = Callable[[FilmFeatures], bool]
DEPTH: Final = 300


class Pools:
    """The best films of each row for one version of the catalogue, in steps of `DEPTH`."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._version = -1
        self._kept: dict[tuple[RowSpecKey, int], tuple[int, ...]] = {}

    def get(self, spec: RowSpec, *, version: int, allows: Allows = lambda _film: True) -> list[FilmFeatures]:
        """Films by standing, best first, that `allows` lets through: `DEPTH` / 2 at least, or all there are."""
        steps = 1
        while True:
            ids = self._pool(spec, version, steps)
            left = [film for film in features(ids, version=version).values() if allows(film)]
            if len(left) >= DEPTH // 2 or len(ids) < steps * DEPTH:
                return left
            steps *= 2

    def _pool(self, spec: RowSpec, version: int, steps: int) -> tuple[int, ...]:
        key = ((spec.key, spec.genres, spec.without, spec.keywords), steps)
        kept = self._of(version)
        if key not in kept:
            kept[key] = tuple(_ids(spec)[: steps * DEPTH])
        return kept[key]

    def _of(self, version: int) -> dict[tuple[RowSpecKey, int], tuple[int, ...]]:
        with self._lock:
            if version != self._version:
                self._version, self._kept = version, {}
            return self._kept


RowSpecKey = tuple[str, tuple[str, ...], tuple[str, ...], tuple[str, ...]]
pool = Pools().get


def _ids(spec: RowSpec) -> QuerySet[Film, int] | QuerySet[FilmGenre, int]:
    """A walk down one index.

    The first genre's films by standing, the other genres and the keywords looked up on the way.
    """
    if not spec.genres:
        films = Film.objects.filter(listed=True).order_by("-standing", "pk")
        films = films.exclude(film_genres__genre__name__in=spec.without) if spec.without else films
        return (films.filter(pk__in=matching_keywords(spec.keywords)) if spec.keywords else films).values_list(
            "pk", flat=True
        )
    first, *others = spec.genres
    links = FilmGenre.objects.filter(genre__name=first, film__listed=True).order_by("-standing", "film_id")
    for name in others:
        links = links.filter(Exists(_same_film(name)))
    for name in spec.without:
        links = links.exclude(Exists(_same_film(name)))
    if spec.keywords:
        links = links.filter(film_id__in=matching_keywords(spec.keywords))
    return links.values_list("film_id", flat=True)


def _same_film(name: str) -> QuerySet[FilmGenre]:
    return FilmGenre.objects.filter(film_id=OuterRef("film_id"), genre__name=name)
