"""What TMDB says about films, written into the one table of films, and forgotten again.

An embedded film keeps its own facts and only gains TMDB's columns. A film that only TMDB knows stands on TMDB's word
alone. What staff wrote stays either way.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from django.db import transaction
from django.dispatch import Signal

from accounts.regions import LANGUAGES
from recommendations.catalogue import state
from recommendations.catalogue.certificates import first_known
from recommendations.models import Film, FilmGenre, Genre, Source
from recommendations.tmdb import matching
from recommendations.tmdb.columns import DERIVED, OWN, QUIET, SHARED, STEP, nothing_said
from recommendations.tmdb.genres import NAMES
from recommendations.tmdb.ids import film_id_of
from recommendations.tmdb.types import TmdbDetails, TmdbFilm

forgotten = Signal()
"""Sent with `film_ids` when they are forgotten, so that whatever was worked out from TMDB's words goes with them."""

BATCH: Final = 500
CAST: Final = 12
SPOKEN: Final[Mapping[str, str]] = {"cn": "Cantonese", "zh": "Mandarin", "no": "Norwegian", "nb": "Norwegian"}


@dataclass(frozen=True, slots=True)
class Told:
    """The film of ours behind each TMDB id, and whether anything changed. A waiting film is the one it waits for."""

    ids: Mapping[int, int]
    changed: bool


def tell(said: Iterable[tuple[TmdbFilm, datetime]], *, keywords: Mapping[int, Collection[str]] | None = None) -> Told:
    """Write films of TMDB's lists, each with when TMDB said it. A handful of queries, however many films.

    `keywords`: by TMDB id, what a question has shown to hold for the film. Bumps the catalogue's version where
    something changed.
    """
    heard = {film.tmdb_id: (film, when) for film, when in said if film.title}
    if not heard:
        return Told({}, changed=False)
    with transaction.atomic():
        rows = matching.known(heard)
        waits = matching.twins([film for number, (film, _) in heard.items() if _unsettled(rows.get(number))])
        for number, (film, when) in heard.items():
            row = rows.setdefault(number, _new(film))
            row.same_as = waits.get(number, row.same_as)
            _list_words(row, film, when, (keywords or {}).get(number, ()))
        changed = _write({row: heard[number][0].genre_ids for number, row in rows.items()})
        if changed:
            state.bump()
    return Told({number: row.same_as or row.pk for number, row in rows.items()}, changed=bool(changed))


@transaction.atomic
def tell_details(details: TmdbDetails) -> Film:
    """Write all that TMDB says of one film, and settle whether an embedded film is the same. The film it belongs to.

    The version is bumped where a page of films would change: a film that waited has come or gone. What else changed
    is read at the next bump.
    """
    number = details.film.tmdb_id
    found = matching.known([number]).get(number)
    row, was_listed = found or _new(details.film), found is not None and found.listed
    twin = matching.of_imdb(details.imdb_id) if row.source == Source.TMDB else None
    if twin is not None:
        if found is not None:
            matching.merge(found, twin)
        row = twin
    elif details.imdb_id:
        row.same_as = None  # it waited for this, and is a film of its own
    _list_words(row, details.film, details.fetched_at, ())
    _detail_words(row, details)
    _write({row: details.film.genre_ids})
    if twin is not None or row.listed != was_listed:
        state.bump()
    return row


@transaction.atomic
def claim(found: Sequence[tuple[Film, TmdbFilm]], when: datetime) -> None:
    """TMDB knows these embedded films, by their IMDb ids. One that we held for another film until now is merged."""
    others = matching.known([said.tmdb_id for _, said in found])
    for film, said in found:
        other = others.get(said.tmdb_id)
        if other is not None and other.source == Source.TMDB:
            matching.merge(other, film)
        elif other is None:
            Film.objects.filter(pk=film.pk, tmdb_id=None).update(tmdb_id=said.tmdb_id)
        others[said.tmdb_id] = film  # should two embedded films carry one IMDb id, the first has it
    tell((said, when) for _, said in found)


def forget(*, before: datetime | None = None) -> int:
    """Drop what TMDB said before that time (all of it without one); how many films lost something.

    An embedded film keeps its own facts. Of a film that only TMDB knew the number stays, since what people said about
    it points there; it is unlisted until TMDB speaks of it again.
    """
    old = Film.objects.filter(fetched_at__lt=before) if before else Film.objects.exclude(tmdb_id=None, fetched_at=None)
    pks, count = list(old.values_list("pk", flat=True)), 0
    for start in range(0, len(pks), BATCH):
        with transaction.atomic():
            count += _forget(pks[start : start + BATCH])
            state.bump()
    return count


def _forget(pks: list[int]) -> int:
    """A film that only TMDB knows becomes a number; an embedded one loses TMDB's columns."""
    own = Film.objects.filter(pk__in=pks, source=Source.TMDB)
    FilmGenre.objects.filter(film__in=own).delete()
    own.update(**nothing_said())
    embedded = Film.objects.filter(pk__in=pks, source=Source.EMBEDDED)
    embedded.update(**nothing_said(SHARED))
    rows = list(embedded)
    for row in rows:
        row.derive()
    Film.objects.bulk_update(rows, DERIVED, batch_size=100)
    forgotten.send(sender=Film, film_ids=pks)
    return len(pks)


def _new(film: TmdbFilm) -> Film:
    return Film(id=film_id_of(film.tmdb_id), source=Source.TMDB, tmdb_id=film.tmdb_id)


def _unsettled(row: Film | None) -> bool:
    """Not heard of before, or forgotten since: it may be an embedded film's twin."""
    return row is None or (row.source == Source.TMDB and row.fetched_at is None)


def _list_words(row: Film, film: TmdbFilm, when: datetime, keywords: Collection[str]) -> None:
    """What a list says. `fetched_at` stays that of the details where these are older: it is the oldest that counts."""
    row.tmdb_id = row.tmdb_id or film.tmdb_id
    if row.fetched_at is None or row.asked_at is None:
        row.fetched_at = when
    row.original_title = film.original_title[:300] if film.original_title != film.title else ""
    row.overview, row.popularity = film.overview, film.popularity
    row.poster_path, row.backdrop_path = film.poster_path or "", film.backdrop_path or ""
    row.tmdb_rating, row.tmdb_votes = film.rating, film.votes
    row.keywords = list(dict.fromkeys([*row.keywords, *keywords]))
    if row.source == Source.TMDB:
        spoken = _language(film.original_language)
        _set(
            row,
            title=film.title[:300],
            year=film.release_date.year if film.release_date else None,
            release_date=film.release_date,
            adult=film.adult,
            languages=list(dict.fromkeys([*([spoken] if spoken else []), *row.languages])),
            listed=row.same_as is None,
        )


def _detail_words(row: Film, details: TmdbDetails) -> None:
    row.fetched_at = row.asked_at = details.fetched_at
    row.keywords = list(details.keywords)
    row.tmdb_certificate = first_known((release.region, release.certificate) for release in details.releases)
    if row.source == Source.TMDB:
        spoken = _language(details.film.original_language)
        _set(
            row,
            imdb_id=details.imdb_id[:12],
            runtime=details.runtime,
            directors=[person.name for person in details.crew if person.role == "Director"],
            cast=[person.name for person in details.cast[:CAST]],
            languages=list(dict.fromkeys([*([spoken] if spoken else []), *details.languages])),
            countries=list(details.countries),
            companies=list(details.companies),
            box_office=details.revenue or None,
        )


def _set(row: Film, **values: Any) -> None:
    for name, value in values.items():
        if name not in row.edited_fields:
            setattr(row, name, value)


def _language(code: str) -> str:
    return SPOKEN.get(code) or LANGUAGES.get(code, "")


def _write(rows: Mapping[Film, Sequence[int]]) -> int:
    """Save the films and the genres of those that only TMDB knows; how many changed."""
    before = Film.objects.in_bulk([row.pk for row in rows])
    for row in rows:
        row.derive()
    changed = [row for row in rows if _differs(row, before.get(row.pk))]
    own = [row for row in rows if row.source == Source.TMDB]
    _save(own, (*SHARED, *OWN, *DERIVED))
    _save([row for row in rows if row.source != Source.TMDB], (*SHARED, *DERIVED))
    _link({row: rows[row] for row in own if "genres" not in row.edited_fields})
    return len(changed)


def _save(rows: Sequence[Film], names: Sequence[str]) -> None:
    """In the order of ids, so that two pages that write the same films wait for each other instead of locking up."""
    if rows:
        rows = sorted(rows, key=lambda row: row.pk)
        Film.objects.bulk_create(rows, update_conflicts=True, unique_fields=["id"], update_fields=list(names))


def _link(rows: Mapping[Film, Sequence[int]]) -> None:
    """Their genres, by the names we have for TMDB's; a film that waits has none."""
    genres = dict(Genre.objects.values_list("name", "pk")) if rows else {}
    named = {row: {NAMES.get(number, "") for number in ids} if row.listed else set() for row, ids in rows.items()}
    links = {(row.pk, genres[name]): row.standing for row, names in named.items() for name in names if name in genres}
    there = FilmGenre.objects.filter(film_id__in=[row.pk for row in rows])
    stale = [pk for pk, *link in there.values_list("pk", "film_id", "genre_id") if tuple(link) not in links]
    FilmGenre.objects.filter(pk__in=stale).delete()
    FilmGenre.objects.bulk_create(
        [FilmGenre(film_id=film, genre_id=genre, standing=standing) for (film, genre), standing in links.items()],
        update_conflicts=True,
        unique_fields=["film", "genre"],
        update_fields=["standing"],
    )


def _differs(row: Film, before: Film | None) -> bool:
    """Whether a page or a ranking would notice."""
    if before is None or abs(row.standing - before.standing) >= STEP:
        return True
    return any(getattr(row, name) != getattr(before, name) for name in (*SHARED, *OWN) if name not in QUIET)
