"""Candidates for a row, by index: its best films by standing, as deep as what a person rules out asks for."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from threading import Lock
from typing import Final

from django.db.models import Exists, OuterRef, Q, QuerySet

from recommendations.catalogue.search_index import matching_keywords
from recommendations.models import Film, FilmGenre
from recommendations.ranking.affinity import RowSpec
from recommendations.retrieval.features import features
from recommendations.types import FilmFeatures

Allows = Callable[[FilmFeatures], bool]
DEPTH: Final = 300
DEEPEST: Final = 64  # steps: all of the embedded catalogue, and of a larger one its best known films
LISTS: Final = 2_000  # lists of ids that are kept


@dataclass(frozen=True, slots=True)
class Bounds:
    """Limits that the database can hold a film against on the way; None and () rule nothing out."""

    year_from: int | None = None
    year_to: int | None = None
    runtime_min: int | None = None
    runtime_max: int | None = None
    genres: tuple[str, ...] = ()
    without: tuple[str, ...] = ()

    def on(self, prefix: str) -> Q:
        """The condition on a film's own columns, which `prefix` leads to."""
        asked = {
            f"{prefix}year__gte": self.year_from,
            f"{prefix}year__lte": self.year_to,
            f"{prefix}runtime__gte": self.runtime_min,
            f"{prefix}runtime__lte": self.runtime_max,
        }
        return Q(**{name: value for name, value in asked.items() if value is not None})


Key = tuple[tuple[str, ...], tuple[str, ...], tuple[str, ...], Bounds]
UNBOUND: Final = Bounds()


class Pools:
    """The best films of each row for one version of the catalogue, in steps of `DEPTH`."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._version = -1
        self._kept: OrderedDict[tuple[Key, int], tuple[int, ...]] = OrderedDict()
        self._worded: dict[tuple[str, ...], frozenset[int]] = {}

    def get(
        self, spec: RowSpec, *, version: int, allows: Allows = lambda _film: True, bounds: Bounds = UNBOUND
    ) -> list[FilmFeatures]:
        """Films by standing, best first, that `allows` lets through: `DEPTH` / 2 at least, or all there are.

        Of a catalogue of hundreds of thousands no more than the best known `DEEPEST` · `DEPTH` are looked at.
        """
        steps = 1
        while True:
            ids = self._pool(spec, version, bounds, steps)
            left = [film for film in features(ids, version=version).values() if allows(film)]
            if len(left) >= DEPTH // 2 or len(ids) < steps * DEPTH or steps >= DEEPEST:
                return left
            steps *= 2

    def holds(self, spec: RowSpec, film: FilmFeatures, *, version: int) -> bool:
        """Whether the film, found elsewhere, belongs into the row by its definition."""
        held = frozenset(film.genres)
        return (
            film.listed
            and held.issuperset(spec.genres)
            and held.isdisjoint(spec.without)
            and (not spec.keywords or film.id in self._with_words(spec.keywords, version))
        )

    def _pool(self, spec: RowSpec, version: int, bounds: Bounds, steps: int) -> tuple[int, ...]:
        key = (spec.genres, spec.without, spec.keywords, bounds), steps
        kept = self._of(version)
        found = kept.get(key)
        if found is None:
            found = kept[key] = tuple(_ids(spec, bounds)[: steps * DEPTH])
        with self._lock:
            while len(kept) > LISTS:
                kept.popitem(last=False)
        return found

    def _with_words(self, keywords: tuple[str, ...], version: int) -> frozenset[int]:
        self._of(version)
        found = self._worded.get(keywords)
        if found is None:
            found = self._worded[keywords] = frozenset(matching_keywords(keywords))
        return found

    def _of(self, version: int) -> OrderedDict[tuple[Key, int], tuple[int, ...]]:
        with self._lock:
            if version != self._version:
                self._version, self._kept, self._worded = version, OrderedDict(), {}
            return self._kept


_pools = Pools()
pool = _pools.get
holds = _pools.holds


def _ids(spec: RowSpec, bounds: Bounds) -> QuerySet[Film, int] | QuerySet[FilmGenre, int]:
    """A walk down one index.

    The first genre's films by standing; the other genres, the keywords and the bounds looked up on the way.
    """
    wanted = tuple(dict.fromkeys((*spec.genres, *bounds.genres)))
    without = tuple(dict.fromkeys((*spec.without, *bounds.without)))
    if not wanted:
        films = Film.objects.filter(bounds.on(""), listed=True).order_by("-standing", "pk")
        films = films.exclude(film_genres__genre__name__in=without) if without else films
        return (films.filter(pk__in=matching_keywords(spec.keywords)) if spec.keywords else films).values_list(
            "pk", flat=True
        )
    first, *others = wanted
    links = FilmGenre.objects.filter(bounds.on("film__"), genre__name=first, film__listed=True)
    links = _narrowed(links.order_by("-standing", "film_id"), others, without)
    if spec.keywords:
        links = links.filter(film_id__in=matching_keywords(spec.keywords))
    return links.values_list("film_id", flat=True)


def _narrowed(links: QuerySet[FilmGenre], others: Iterable[str], without: Iterable[str]) -> QuerySet[FilmGenre]:
    for name in others:
        links = links.filter(Exists(_same_film(name)))
    for name in without:
        links = links.exclude(Exists(_same_film(name)))
    return links


def _same_film(name: str) -> QuerySet[FilmGenre]:
    return FilmGenre.objects.filter(film_id=OuterRef("film_id"), genre__name=name)
