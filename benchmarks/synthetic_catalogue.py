"""A catalogue of any size, made by drawing facts of the embedded catalogue's films anew. Seeded: the same each time.

Each film takes its genres, languages and people from one film of the embedded catalogue, its year and runtime from a
second and its reviews, box office and awards from a third. Names carry the number of their round through the embedded
catalogue, so that a director has as many films in a million as in seventeen thousand. The embedded catalogue has no
keywords; half of the films here get one to five of our own list (`film_moods/keywords.toml`), so that mood profiles are
as fine as those of films that TMDB describes.
"""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Any, Final

BATCH: Final = 5_000
FIRST_ID: Final = 1_000_000


@dataclass(frozen=True, slots=True)
class Made:
    """A film's row in the order of the table's columns, and its genres."""

    row: tuple[Any, ...]
    standing: float
    genres: tuple[str, ...]


def fill(count: int, *, seed: int) -> None:
    """Write `count` films, their genres and everything that stands beside them into the empty default database."""
    from django.db import connection, transaction

    from recommendations.catalogue import search_index, seeds, state
    from recommendations.models import Genre
    from recommendations.retrieval import stale

    seeds.plant()
    genres = {genre.name: genre.pk for genre in Genre.objects.all()}
    with connection.cursor() as cursor:
        dropped = _without_triggers(cursor, connection.vendor)
        films = made(count, seed=seed)
        number = 0
        while batch := list(islice(films, BATCH)):
            with transaction.atomic():
                number = _write(cursor, batch, genres, number)
        if dropped:
            cursor.execute(search_index._REBUILD)  # noqa: SLF001 - the triggers' work, all at once
    search_index.ensure()
    stale.ensure()
    state.bump()


def _without_triggers(cursor: Any, vendor: str) -> bool:
    """Drop SQLite's triggers while the table is filled. PostgreSQL's own are few and stay off by replica mode."""
    if vendor == "postgresql":
        cursor.execute("SET session_replication_role = replica")
        return False
    cursor.execute("SELECT name FROM sqlite_master WHERE type = 'trigger' AND name LIKE 'recommendations_%%'")
    for (name,) in cursor.fetchall():
        cursor.execute(f"DROP TRIGGER {name}")
    return True


def made(count: int, *, seed: int) -> Iterator[Made]:
    """The films one by one."""
    from recommendations.catalogue import table
    from recommendations.catalogue.quality import standing
    from recommendations.film_moods.keyword_moods import keyword_list

    draw, words = random.Random(seed), sorted(keyword_list().moods)
    films = list(table.read())
    rows = [_columns(film) for film in films]
    names = list(rows[0])
    for number in range(count):
        place, again = number % len(films), number // len(films)
        film, dated, praised = films[place], draw.choice(films), draw.choice(films)
        stands = standing(praised.rating, praised.reviews, dated.year, praised.box_office, praised.oscars)
        telling = draw.sample(words, draw.randint(1, 5)) if draw.random() < 0.5 else []  # noqa: PLR2004
        values = rows[place] | {
            "id": FIRST_ID + number,
            "year": dated.year,
            "runtime": dated.runtime,
            "rating": praised.rating,
            "reviews": praised.reviews,
            "box_office": praised.box_office,
            "oscars": praised.oscars,
            "standing": round(min(1.0, max(0.0, stands + draw.gauss(0, 0.01))), 6),
        }
        yield Made(tuple(_prepared(values, names, again, telling)), values["standing"], film.genres)


def _columns(film: Any) -> dict[str, Any]:
    """Every column of the table for one film of the embedded catalogue."""
    from recommendations.catalogue import loading
    from recommendations.models import Film

    row = Film(id=film.id, **loading._values(film))  # noqa: SLF001 - as loading the catalogue would write it
    row.derive()
    return {field.attname: getattr(row, field.attname) for field in Film._meta.concrete_fields}


def _prepared(values: dict[str, Any], names: Sequence[str], again: int, telling: list[str]) -> Iterator[Any]:
    """Values as the database takes them; `again` sets one round's names apart from another's."""
    import json

    mark = f" {again}" if again else ""
    for name in names:
        value = values[name]
        if name == "keywords":
            value = telling
        elif name in ("directors", "cast") and again:
            value = [f"{person}{mark}" for person in value]
        elif name == "title":
            value = f"{value}{mark}"
        elif name in ("imdb_id", "wikidata_id"):
            value = ""
        yield json.dumps(value) if isinstance(value, list) else value


def _write(cursor: Any, films: Sequence[Made], genres: dict[str, int], number: int) -> int:
    """Write one batch; the number of the last link between a film and a genre."""
    from django.db import connection

    from recommendations.models import Film

    names = [connection.ops.quote_name(str(field.column)) for field in Film._meta.concrete_fields]
    marks = ", ".join(["%s"] * len(names))
    sql = f"INSERT INTO recommendations_film ({', '.join(names)}) VALUES ({marks})"  # noqa: S608
    cursor.executemany(sql, [film.row for film in films])
    links = [
        (number + place, film.row[0], genres[name], film.standing)
        for place, (film, name) in enumerate(((film, name) for film in films for name in film.genres), start=1)
    ]
    cursor.executemany(
        "INSERT INTO recommendations_filmgenre (id, film_id, genre_id, standing) VALUES (%s, %s, %s, %s)", links
    )
    return number + len(links)
