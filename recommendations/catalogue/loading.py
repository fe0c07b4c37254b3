"""Bring the embedded catalogue into the database.

All at once, again and again, without touching what people and staff wrote.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import islice
from pathlib import Path
from typing import Any, Final, TypeVar

from django.db import transaction
from django.utils import timezone

from recommendations.catalogue import seeds, state, table
from recommendations.catalogue.table import CatalogueFilm
from recommendations.models import CatalogueState, Film, FilmGenre, Genre

BATCH: Final = 1000
ADULT_CERTIFICATES: Final = frozenset({"NC-17", "X"})
PLAIN: Final = (
    "imdb_id", "title", "year", "runtime", "certificate", "directors", "cast", "languages", "countries", "companies",
    "rating", "reviews", "box_office", "oscars",
)  # fmt: skip
FIELDS: Final = (*PLAIN, "release_date", "adult", "wikidata_id")
DERIVED: Final = ("standing", "search_title", "search_people", "search_companies")
GENRES: Final = "genres"
T = TypeVar("T")
Progress = Callable[[int], None]


@dataclass(frozen=True, slots=True)
class Loaded:
    """`changed` is False when this very table was loaded before and nothing was done."""

    films: int
    unlisted: int
    rows: int
    changed: bool


def load(*, path: Path = table.TABLE, force: bool = False, progress: Progress = lambda _count: None) -> Loaded:
    """Load the table at `path`, in one transaction. Raises CatalogueUnreadable.

    Films keep their ids; feedback stays; a field that staff edited stays. A film that the table no longer has is
    unlisted, not deleted.
    """
    digest = table.digest(path)
    before = state.current()
    if before.digest == digest and not force:
        return Loaded(before.films, 0, 0, changed=False)
    with transaction.atomic():
        # Whoever loads at the same time waits here, and then finds its work done.
        now = CatalogueState.objects.select_for_update().get(pk=before.pk)
        if now.digest == digest and not force:
            return Loaded(now.films, 0, 0, changed=False)
        return _load(path, digest, progress)


def _load(path: Path, digest: str, progress: Progress) -> Loaded:
    rows = seeds.plant()
    films = list(table.read(path))
    _write(films, progress)
    unlisted = _unlist_others({film.id for film in films})
    written = {"digest": digest, "films": len(films), "loaded_at": timezone.now()}
    CatalogueState.objects.filter(pk=CatalogueState.ONLY).update(**written)
    state.bump()
    return Loaded(len(films), unlisted, rows, changed=True)


def _write(films: Sequence[CatalogueFilm], progress: Progress) -> None:
    genres = {genre.name: genre.pk for genre in Genre.objects.all()}
    edited = {film.pk: film for film in Film.objects.exclude(edited_fields=[])}
    done = 0
    for batch in _batches(films):
        rows = [_row(film, edited.get(film.id)) for film in batch]
        Film.objects.bulk_create(
            rows, update_conflicts=True, unique_fields=["id"], update_fields=[*FIELDS, *DERIVED, "listed"]
        )
        _link(batch, rows, genres)
        done += len(batch)
        progress(done)


def _row(film: CatalogueFilm, edited: Film | None) -> Film:
    """The film as the table has it, with the fields that staff wrote laid over it."""
    values = _values(film)
    listed = True
    if edited is not None:
        values |= {name: getattr(edited, name) for name in edited.edited_fields if name in values}
        listed = edited.listed if "listed" in edited.edited_fields else True
    row = Film(id=film.id, listed=listed, edited_fields=edited.edited_fields if edited else [], **values)
    row.derive()
    return row


def _values(film: CatalogueFilm) -> dict[str, Any]:
    plain: dict[str, Any] = {name: getattr(film, name) for name in PLAIN}
    lists = {name: list(value) for name, value in plain.items() if isinstance(value, tuple)}
    return plain | lists | {
        "release_date": date.fromisoformat(film.release_date) if film.release_date else None,
        "adult": film.certificate in ADULT_CERTIFICATES,
        "wikidata_id": f"Q{film.id}",
    }  # fmt: skip


def _link(batch: Sequence[CatalogueFilm], rows: Sequence[Film], genres: dict[str, int]) -> None:
    """Write the genre links anew, but for films whose genres staff chose: there only the standing is refreshed."""
    ours = [(film, row) for film, row in zip(batch, rows, strict=True) if GENRES not in row.edited_fields]
    FilmGenre.objects.filter(film_id__in=[film.id for film, _ in ours]).delete()
    FilmGenre.objects.bulk_create(
        FilmGenre(film_id=film.id, genre_id=genres[name], standing=row.standing)
        for film, row in ours
        for name in film.genres
    )
    for row in rows:
        if GENRES in row.edited_fields:
            row.film_genres.update(standing=row.standing)


def _unlist_others(kept: set[int]) -> int:
    gone = [
        pk
        for pk in Film.objects.filter(listed=True).exclude(wikidata_id="").values_list("pk", flat=True)
        if pk not in kept
    ]
    for batch in _batches(gone):
        Film.objects.filter(pk__in=batch).update(listed=False)
    return len(gone)


def _batches(items: Iterable[T]) -> Iterator[list[T]]:
    iterator = iter(items)
    while batch := list(islice(iterator, BATCH)):
        yield batch
