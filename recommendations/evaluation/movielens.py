"""MovieLens as the evaluation reads it: who likes what, and what the embedded catalogue knows about the films.

The data is for research: it is read from a folder that the caller names and never copied. A film is known to the
catalogue by its IMDb id; of the others only the genres and the year of MovieLens' own list are known.
"""

from __future__ import annotations

import csv
import re
from collections import Counter, defaultdict
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

from recommendations.catalogue import table
from recommendations.catalogue.genres import BY_NAME, ORDER
from recommendations.catalogue.quality import acclaim, standing
from recommendations.catalogue.table import CatalogueFilm
from recommendations.film_moods.profiles import profile_of
from recommendations.ranking.taste import BILLED, traits
from recommendations.types import FilmFeatures

LIKED_FROM: Final = 4.0  # stars of five
FEWEST: Final = 3  # likes of a film before it is ranked
LARGEST: Final = 64 * 2**20  # bytes of a file; ml-latest-small has 2.4 MB
GENRES: Final = {"Sci-Fi": "Science Fiction", "Children": "Family", "Film-Noir": "Crime"}
_TITLE: Final = re.compile(r"^(.*?)\s*\((\d{4})\)\s*$")


@dataclass(frozen=True, slots=True)
class Person:
    """`likes` are the rankable films somebody gave four stars or more, `seen` those they gave fewer, both by id."""

    id: int
    likes: tuple[int, ...]
    seen: tuple[int, ...]


@dataclass(frozen=True, slots=True, eq=False)
class MovieLens:
    """`films` are those that can be ranked, by MovieLens id; `known` says how many the catalogue knows."""

    films: tuple[FilmFeatures, ...]
    people: tuple[Person, ...]
    known: int

    @property
    def ids(self) -> tuple[int, ...]:
        return tuple(film.id for film in self.films)

    @property
    def likes(self) -> int:
        return sum(len(person.likes) for person in self.people)


def load(folder: Path) -> MovieLens:
    """Read `ratings.csv`, `links.csv` and `movies.csv`. ValueError, KeyError or OSError for files of another make."""
    likes, seen = _ratings(folder / "ratings.csv")
    counts = Counter(film_id for films in likes.values() for film_id in films)
    rankable = sorted(film_id for film_id, count in counts.items() if count >= FEWEST)
    films, known = _films(folder, rankable)
    return MovieLens(tuple(films), tuple(_people(likes, seen, set(rankable))), known)


def _ratings(path: Path) -> tuple[dict[int, list[int]], dict[int, list[int]]]:
    likes: dict[int, list[int]] = defaultdict(list)
    seen: dict[int, list[int]] = defaultdict(list)
    for row in _rows(path):
        kind = likes if float(row["rating"]) >= LIKED_FROM else seen
        kind[int(row["userId"])].append(int(row["movieId"]))
    return likes, seen


def _people(
    likes: Mapping[int, list[int]], seen: Mapping[int, list[int]], rankable: Collection[int]
) -> Iterator[Person]:
    """Everybody with a like that can be ranked."""
    for person_id in sorted(likes):
        held = tuple(sorted(film_id for film_id in likes[person_id] if film_id in rankable))
        if held:
            others = tuple(sorted(film_id for film_id in seen.get(person_id, ()) if film_id in rankable))
            yield Person(person_id, held, others)


def _films(folder: Path, rankable: list[int]) -> tuple[list[FilmFeatures], int]:
    catalogue = {film.imdb_id: film for film in table.read()}
    imdb = {int(row["movieId"]): f"tt{row['imdbId']}" for row in _rows(folder / "links.csv")}
    listed = {int(row["movieId"]): row for row in _rows(folder / "movies.csv")}
    found = [catalogue.get(imdb.get(film_id, "")) for film_id in rankable]
    films = [
        _of_catalogue(film_id, film) if film else _of_list(film_id, listed[film_id])
        for film_id, film in zip(rankable, found, strict=True)
    ]
    return films, sum(film is not None for film in found)


def _of_catalogue(film_id: int, film: CatalogueFilm) -> FilmFeatures:
    """What the product's ranking reads of this film on a fresh installation."""
    prior = standing(film.rating, film.reviews, film.year, film.box_office, film.oscars)
    known = _features(film_id, film.title, film.year, film.genres, film.directors, film.cast)
    return replace(known, rating=film.rating, standing=prior, acclaim=acclaim(film.rating, film.reviews))


def _of_list(film_id: int, row: Mapping[str, str]) -> FilmFeatures:
    """A film that the catalogue has not: nothing is known of its standing or its people."""
    named = _TITLE.match(row["title"])
    title, year = (named[1], int(named[2])) if named else (row["title"], None)
    genres = tuple(name for own in row["genres"].split("|") if (name := GENRES.get(own, own)) in BY_NAME)
    return _features(film_id, title, year, genres)


def _features(
    film_id: int,
    title: str,
    year: int | None,
    genres: tuple[str, ...],
    directors: tuple[str, ...] = (),
    actors: tuple[str, ...] = (),
) -> FilmFeatures:
    """A film without a review."""
    names = tuple(sorted(genres, key=lambda name: ORDER.get(name, 0)))
    profile = profile_of(names)
    return FilmFeatures(
        id=film_id,
        title=title,
        year=year,
        release_date=None,
        runtime=None,
        genres=names,
        directors=directors,
        actors=actors[:BILLED],
        languages=(),
        rating=None,
        standing=standing(None, 0, year, None, 0),
        acclaim=acclaim(None, 0),
        adult=False,
        listed=True,
        moods=profile.moods,
        mood_basis=profile.basis,
        mood_weight=profile.weight,
        traits=traits(names, directors, year // 10 * 10 if year else None, actors),
    )


def _rows(path: Path) -> Iterator[dict[str, str]]:
    if path.stat().st_size > LARGEST:
        raise ValueError(f"{path.name} is larger than {LARGEST // 2**20} MB.")
    with path.open(encoding="utf-8", newline="") as file:
        yield from csv.DictReader(file)
