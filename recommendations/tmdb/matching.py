"""Films known to both sources are one film, told by their IMDb id.

Until TMDB has told a film's IMDb id (a list does not), a film whose folded title and year (give or take one) are those
of an embedded film without a TMDB id *waits*: it is kept unlisted, and the embedded film stands for it. No page shows
both.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Any, Final

from django.db import IntegrityError, transaction
from django.db.models import QuerySet

from accounts.models import WatchEntry
from recommendations.catalogue.folding import fold
from recommendations.models import Film, FilmGenre, Source
from recommendations.tmdb.columns import nothing_said
from recommendations.tmdb.ids import film_id_of
from recommendations.tmdb.types import TmdbFilm

NEAR: Final = 1  # years by which two sources may differ about one film


def known(tmdb_ids: Collection[int]) -> dict[int, Film]:
    """The films of the table by their TMDB id, the embedded one where both sources have it. Two queries, or three."""
    found = {film.tmdb_id: film for film in Film.objects.filter(tmdb_id__in=list(tmdb_ids)) if film.tmdb_id}
    numbers = {film_id_of(number): number for number in tmdb_ids if number not in found}
    rows = {numbers[film.pk]: film for film in Film.objects.filter(pk__in=list(numbers))}
    moved = {number: film.same_as for number, film in rows.items() if film.same_as}
    targets = Film.objects.in_bulk(list(set(moved.values()))) if moved else {}
    rows |= {number: targets[pk] for number, pk in moved.items() if pk in targets}
    return found | rows


def ids_of(tmdb_ids: Sequence[int]) -> tuple[int, ...]:
    """The films of ours behind these, in that order; for one that waits, the one it waits for."""
    rows = known(tmdb_ids)
    return tuple(dict.fromkeys(rows[number].same_as or rows[number].pk for number in tmdb_ids if number in rows))


def twins(films: Sequence[TmdbFilm]) -> dict[int, int]:
    """By TMDB id, the embedded film of the same folded title and year that no TMDB film has claimed. One query."""
    titles = {name: None for film in films for name in _names(film)}
    rows = Film.objects.filter(source=Source.EMBEDDED, tmdb_id=None, listed=True, search_title__in=list(titles))
    by_title: dict[str, list[tuple[int, int]]] = {}
    for pk, title, year in rows.values_list("pk", "search_title", "year"):
        by_title.setdefault(title, []).append((pk, year or 0))
    pairs = ((film.tmdb_id, _nearest(film, by_title)) for film in films)
    return {number: pk for number, pk in pairs if pk is not None}


def of_imdb(imdb_id: str) -> Film | None:
    """The embedded film under this IMDb id."""
    return Film.objects.filter(source=Source.EMBEDDED, imdb_id=imdb_id).first() if imdb_id else None


@transaction.atomic
def merge(film: Film, into: Film) -> None:
    """`film` turned out to be `into`, which takes over its TMDB id and what people said about it.

    An opinion that somebody gave on both stays as it is on `into`. The old number goes on leading to the film.
    """
    number = film.tmdb_id
    Film.objects.filter(pk=film.pk).update(**nothing_said() | {"same_as": into.pk})
    Film.objects.filter(pk=into.pk).update(tmdb_id=number)
    film.tmdb_id, film.same_as, film.listed, into.tmdb_id = None, into.pk, False, number
    film.film_genres.all().delete()
    for relation in Film._meta.related_objects:
        if relation.one_to_many and relation.related_model is not FilmGenre:
            rows = relation.related_model._default_manager.filter(**{relation.field.name: film.pk})  # noqa: SLF001
            _move(rows, relation.field.attname, into.pk)
    _move(WatchEntry.objects.filter(film_id=film.pk), "film_id", into.pk)


def _move(rows: QuerySet[Any], column: str, film_id: int) -> None:
    """All at once, or one by one where somebody has a row for that film already, which then stays."""
    try:
        with transaction.atomic():
            rows.update(**{column: film_id})
    except IntegrityError:
        for pk in list(rows.values_list("pk", flat=True)):
            _move_one(rows.model._default_manager.filter(pk=pk), column, film_id)  # noqa: SLF001


def _move_one(row: QuerySet[Any], column: str, film_id: int) -> None:
    try:
        with transaction.atomic():
            row.update(**{column: film_id})
    except IntegrityError:
        row.delete()


def _names(film: TmdbFilm) -> tuple[str, ...]:
    return tuple(dict.fromkeys(filter(None, (fold(film.title)[:300], fold(film.original_title)[:300]))))


def _nearest(film: TmdbFilm, by_title: dict[str, list[tuple[int, int]]]) -> int | None:
    if film.release_date is None:
        return None
    year = film.release_date.year
    rows = [(abs(year - made), pk) for name in _names(film) for pk, made in by_title.get(name, ())]
    return next((pk for apart, pk in sorted(rows) if apart <= NEAR), None)
