"""What ranking reads of a film, kept in this process by id until the catalogue's version changes.

A film's mood profile is the plain mean of what its genres tend to carry (`genres.GENRES`): honest, and no finer than
genres are. Nobody watched the film or read a plot for it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import lru_cache
from threading import Lock
from types import MappingProxyType
from typing import Any, Final

from ml.moods import MOODS
from recommendations.catalogue.certificates import age_of_either
from recommendations.catalogue.folding import fold
from recommendations.catalogue.genres import BY_NAME, GENRES, ORDER
from recommendations.catalogue.quality import acclaim, audience_acclaim
from recommendations.models import Film, FilmGenre, Source
from recommendations.ranking.taste import traits
from recommendations.types import FilmFeatures

KEPT: Final = 50_000
FIELDS: Final = (
    "id", "title", "year", "release_date", "runtime", "directors", "languages", "rating", "reviews", "standing",
    "adult", "listed", "source", "cast", "tmdb_id", "poster_path", "keywords", "certificate", "tmdb_certificate",
    "tmdb_rating", "tmdb_votes",
)  # fmt: skip
PLAIN: Final = ("id", "title", "year", "release_date", "runtime", "standing", "adult", "listed", "tmdb_id")
BILLED: Final = 5  # actors, from the best known


@lru_cache(maxsize=4096)
def moods_of(genres: tuple[str, ...]) -> Mapping[str, float]:
    """A distribution over the canonical moods. A film without a genre gets the mean of all genres.

    It could be anything.
    """
    known = [BY_NAME[name] for name in genres if name in BY_NAME] or list(GENRES)
    return MappingProxyType({mood: sum(spec.moods.get(mood, 0.0) for spec in known) / len(known) for mood in MOODS})


class FeatureCache:
    """Features by id for one version of the catalogue; a newer version empties it."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._version = -1
        self._kept: dict[int, FilmFeatures | None] = {}  # None: no such film

    def get(self, ids: Iterable[int], *, version: int) -> dict[int, FilmFeatures]:
        """Features of the films that exist, in the order of `ids`; what is not at hand is read in two queries."""
        wanted = list(dict.fromkeys(ids))
        kept = self._of(version)
        missing = [film_id for film_id in wanted if film_id not in kept]
        if missing:
            kept.update(dict.fromkeys(missing) | {features.id: features for features in _read(missing)})
        return {film_id: film for film_id in wanted if (film := kept[film_id]) is not None}

    def _of(self, version: int) -> dict[int, FilmFeatures | None]:
        with self._lock:
            if version != self._version or len(self._kept) > KEPT:
                self._version, self._kept = version, {}
            return self._kept


_cache = FeatureCache()
features = _cache.get


def _read(ids: list[int]) -> Iterable[FilmFeatures]:
    genres: dict[int, list[str]] = {film_id: [] for film_id in ids}
    for film_id, name in FilmGenre.objects.filter(film_id__in=ids).values_list("film_id", "genre__name"):
        genres[film_id].append(name)
    for row in Film.objects.filter(pk__in=ids).values(*FIELDS):
        names = tuple(sorted(genres[row["id"]], key=lambda name: ORDER.get(name, 0)))
        yield FilmFeatures(
            **{name: row[name] for name in PLAIN},
            genres=names,
            directors=tuple(row["directors"]),
            actors=tuple(row["cast"][:BILLED]),
            languages=tuple(row["languages"]),
            keywords=tuple(filter(None, map(fold, row["keywords"]))),
            age=age_of_either(row["certificate"], row["tmdb_certificate"]),
            poster_path=row["poster_path"] or None,
            rating=row["rating"] if row["rating"] is not None else row["tmdb_rating"],
            acclaim=_acclaim(row),
            moods=moods_of(names),
            traits=traits(names, row["directors"], row["year"] // 10 * 10 if row["year"] else None),
        )


def _acclaim(row: Mapping[str, Any]) -> float:
    """By critics, or by the audience for a film that only TMDB knows."""
    if row["source"] == Source.TMDB:
        return audience_acclaim(row["tmdb_rating"], row["tmdb_votes"])
    return acclaim(row["rating"], row["reviews"])
