"""What ranking reads of a film, kept in this process by id until the catalogue's version changes.

A film's mood profile is the sum of the evidence there is (`film_moods.profiles`): its genres always, its keywords where
it has any, and what is kept of its description, of people and of staff.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from itertools import islice
from threading import Lock
from typing import Any, Final

from recommendations.catalogue.certificates import age_of_either
from recommendations.catalogue.folding import fold
from recommendations.catalogue.genres import ORDER
from recommendations.catalogue.quality import acclaim, audience_acclaim
from recommendations.film_moods.kept import kept
from recommendations.film_moods.keyword_moods import from_keywords
from recommendations.film_moods.profiles import profile_of
from recommendations.film_moods.types import Evidence, MoodProfile
from recommendations.models import Film, FilmGenre, Source
from recommendations.ranking.taste import traits
from recommendations.steering.topics import topics_in
from recommendations.types import FilmFeatures

KEPT: Final = 50_000
BATCH: Final = 2_000  # films in one query
FIELDS: Final = (
    "id", "title", "year", "release_date", "runtime", "directors", "languages", "rating", "reviews", "standing",
    "adult", "listed", "source", "cast", "tmdb_id", "poster_path", "keywords", "certificate", "tmdb_certificate",
    "tmdb_rating", "tmdb_votes", "overview",
)  # fmt: skip
PLAIN: Final = ("id", "title", "year", "release_date", "runtime", "standing", "adult", "listed", "tmdb_id")
BILLED: Final = 5  # actors, from the best known


class FeatureCache:
    """Features by id for one version of the catalogue; a newer version empties it."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._version = -1
        self._kept: dict[int, FilmFeatures | None] = {}  # None: no such film

    def get(self, ids: Iterable[int], *, version: int) -> dict[int, FilmFeatures]:
        """Features of the films that exist, in the order of `ids`; what is not at hand is read in three queries."""
        wanted = list(dict.fromkeys(ids))
        kept = self._of(version)
        missing = [film_id for film_id in wanted if film_id not in kept]
        if missing:
            kept.update(dict.fromkeys(missing) | {features.id: features for features in read(missing)})
        return {film_id: film for film_id in wanted if (film := kept[film_id]) is not None}

    def _of(self, version: int) -> dict[int, FilmFeatures | None]:
        """What is kept for this version; when that is too much, the half that was read first goes."""
        with self._lock:
            if version != self._version:
                self._version, self._kept = version, {}
            elif len(self._kept) > KEPT:
                self._kept = dict(islice(self._kept.items(), KEPT // 2, None))
            return self._kept


_folded = lru_cache(maxsize=20_000)(fold)  # films share their keywords
_cache = FeatureCache()
features = _cache.get


def read(ids: Sequence[int]) -> Iterator[FilmFeatures]:
    """Features as the database has them now, past the cache."""
    for start in range(0, len(ids), BATCH):
        yield from _read(ids[start : start + BATCH])


def _read(ids: Sequence[int]) -> Iterator[FilmFeatures]:
    genres: dict[int, list[str]] = {film_id: [] for film_id in ids}
    for film_id, name in FilmGenre.objects.filter(film_id__in=ids).values_list("film_id", "genre__name"):
        genres[film_id].append(name)
    evidence = kept(ids)
    for row in Film.objects.filter(pk__in=ids).values(*FIELDS):
        names = tuple(sorted(genres[row["id"]], key=lambda name: ORDER.get(name, 0)))
        keywords = tuple(filter(None, map(_folded, row["keywords"]))) if row["keywords"] else ()
        profile = _profile(names, keywords, evidence.get(row["id"], ()))
        actors, decade = tuple(row["cast"][:BILLED]), row["year"] // 10 * 10 if row["year"] else None
        yield FilmFeatures(
            **{name: row[name] for name in PLAIN},
            genres=names,
            directors=tuple(row["directors"]),
            actors=actors,
            languages=tuple(row["languages"]),
            keywords=keywords,
            age=age_of_either(row["certificate"], row["tmdb_certificate"]),
            poster_path=row["poster_path"] or None,
            rating=row["rating"] if row["rating"] is not None else row["tmdb_rating"],
            acclaim=_acclaim(row),
            moods=profile.moods,
            mood_basis=profile.basis,
            mood_weight=profile.weight,
            topics=topics_in(row["overview"]) if row["overview"] else (),
            traits=traits(names, row["directors"], decade, actors, keywords),
        )


def _profile(genres: tuple[str, ...], keywords: tuple[str, ...], found: Sequence[Evidence]) -> MoodProfile:
    said = from_keywords(keywords) if keywords else None
    return profile_of(genres, [said, *found] if said else found)


def _acclaim(row: Mapping[str, Any]) -> float:
    """By critics, or by the audience for a film that only TMDB knows."""
    if row["source"] == Source.TMDB:
        return audience_acclaim(row["tmdb_rating"], row["tmdb_votes"])
    return acclaim(row["rating"], row["reviews"])
