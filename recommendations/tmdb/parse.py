"""TMDB's JSON to typed, frozen values (https://developer.themoviedb.org/reference). Pure.

Strict about types, so that a page of nonsense is an error and never a row; tolerant of null, which TMDB answers for
anything that nobody has filled in yet. `VERSION` is part of every cache key: raise it when stored answers would be
read otherwise.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from datetime import datetime
from typing import Any, Final

from recommendations.tmdb import fields
from recommendations.tmdb.errors import TmdbUnreadable
from recommendations.tmdb.fields import Row
from recommendations.tmdb.types import (
    ImageSizes,
    Person,
    Provider,
    Release,
    TmdbDetails,
    TmdbFilm,
    TmdbPage,
    Video,
    WhereToWatch,
)

VERSION: Final = 1
LAST_PAGE: Final = 500  # TMDB answers no page after it
CAST: Final = 20  # of a film's cast, in the order of the credits
JOBS: Final = (
    "Director", "Screenplay", "Writer", "Story", "Novel", "Author", "Original Music Composer",
    "Director of Photography",
)  # fmt: skip
KINDS: Final = ("flatrate", "free", "ads", "rent", "buy")
_VIDEO_KEY = re.compile(r"[\w-]{1,64}")
_IMDB_ID = re.compile(r"tt\d{1,10}")
_BEST_RATING: Final = 10.0


def film(value: Any) -> TmdbFilm:
    """A film of a list, or the head of its details (where genres are objects)."""
    entry = fields.row(value)
    votes = max(0, fields.integer(entry, "vote_count") or 0)
    original = fields.text(entry, "original_title")
    return TmdbFilm(
        tmdb_id=fields.identity(entry),
        title=fields.text(entry, "title") or original,
        original_title=original,
        overview=fields.text(entry, "overview"),
        release_date=fields.day(entry, "release_date"),
        genre_ids=_genre_ids(entry),
        original_language=fields.text(entry, "original_language"),
        rating=_rating(entry, votes),
        votes=votes,
        popularity=max(0.0, fields.number(entry, "popularity")),
        adult=fields.truth(entry, "adult"),
        poster_path=fields.image(entry, "poster_path"),
        backdrop_path=fields.image(entry, "backdrop_path"),
    )


def _genre_ids(entry: Row) -> tuple[int, ...]:
    if "genres" in entry:
        return tuple(fields.identity(genre) for genre in fields.rows(entry, "genres"))
    return fields.integers(entry, "genre_ids")


def _rating(entry: Row, votes: int) -> float | None:
    """A mean of no votes says nothing, and 0 is what TMDB writes then."""
    rating = fields.number(entry, "vote_average")
    return rating if votes and 0 < rating <= _BEST_RATING else None


def page(value: Any, fetched_at: datetime) -> TmdbPage:
    answer = _answer(value)
    return TmdbPage(
        films=_films(answer),
        page=fields.positive(answer, "page") or 1,
        pages=min(LAST_PAGE, fields.positive(answer, "total_pages") or 0),
        total=fields.positive(answer, "total_results") or 0,
        fetched_at=fetched_at,
    )


def _films(answer: Row) -> tuple[TmdbFilm, ...]:
    """A film without any title cannot be shown; lists may hold series and people as well."""
    entries = (entry for entry in fields.rows(answer, "results") if entry.get("media_type") in {None, "movie"})
    return tuple(found for entry in entries if (found := film(entry)).title)


def _answer(value: Any) -> Row:
    """The whole answer: here null is no answer."""
    if not isinstance(value, dict):
        raise TmdbUnreadable
    return value


def details(value: Any, fetched_at: datetime) -> TmdbDetails:
    answer = _answer(value)
    imdb_id = fields.text(answer, "imdb_id")
    credited = fields.row(answer.get("credits"))
    return TmdbDetails(
        film=film(answer),
        imdb_id=imdb_id if _IMDB_ID.fullmatch(imdb_id) else "",
        runtime=fields.positive(answer, "runtime"),
        tagline=fields.text(answer, "tagline"),
        genres=fields.names(answer, "genres"),
        countries=fields.names(answer, "production_countries", "iso_3166_1"),
        languages=fields.names(answer, "spoken_languages", "iso_639_1"),
        companies=fields.names(answer, "production_companies"),
        revenue=fields.positive(answer, "revenue"),
        cast=_cast(credited),
        crew=_crew(credited),
        keywords=fields.names(fields.row(answer.get("keywords")), "keywords"),
        videos=tuple(_videos(fields.row(answer.get("videos")))),
        recommended=_films(fields.row(answer.get("recommendations"))),
        similar=_films(fields.row(answer.get("similar"))),
        where=where_to_watch(answer.get("watch/providers")),
        releases=tuple(_releases(fields.row(answer.get("release_dates")))),
        fetched_at=fetched_at,
    )


def _cast(credited: Row) -> tuple[Person, ...]:
    entries = sorted(fields.rows(credited, "cast"), key=lambda entry: fields.integer(entry, "order") or 0)
    return tuple(_person(entry, "character") for entry in entries[:CAST])


def _crew(credited: Row) -> tuple[Person, ...]:
    entries = (entry for entry in fields.rows(credited, "crew") if fields.text(entry, "job") in JOBS)
    return tuple(_person(entry, "job") for entry in entries)


def _person(entry: Row, role: str) -> Person:
    return Person(
        tmdb_id=fields.identity(entry),
        name=fields.text(entry, "name"),
        role=fields.text(entry, role),
        profile_path=fields.image(entry, "profile_path"),
    )


def _videos(answer: Row) -> Iterable[Video]:
    for entry in fields.rows(answer, "results"):
        key = fields.text(entry, "key")
        if _VIDEO_KEY.fullmatch(key):  # it ends up in an address
            yield Video(
                key=key,
                site=fields.text(entry, "site"),
                kind=fields.text(entry, "type"),
                name=fields.text(entry, "name"),
                language=fields.text(entry, "iso_639_1"),
                official=fields.truth(entry, "official"),
            )


def where_to_watch(value: Any) -> tuple[WhereToWatch, ...]:
    """Regions in alphabetical order. A region whose link is no https address is left out: the link is the credit."""
    regions = fields.row(fields.row(value).get("results"))
    found = ((region, fields.row(offer)) for region, offer in sorted(regions.items()))
    return tuple(
        WhereToWatch(region=region, link=fields.text(offer, "link"), providers=_providers(offer))
        for region, offer in found
        if fields.text(offer, "link").startswith("https://")
    )


def _providers(offer: Row) -> tuple[Provider, ...]:
    return tuple(provider for kind in KINDS for provider in _in_order(offer, kind, kind=kind))


def _in_order(parent: Row, name: str, *, kind: str) -> list[Provider]:
    """Services by the priority that TMDB shows them in."""
    entries = sorted(fields.rows(parent, name), key=lambda entry: fields.integer(entry, "display_priority") or 0)
    return [_provider(entry, kind) for entry in entries]


def _provider(entry: Row, kind: str) -> Provider:
    return Provider(
        tmdb_id=fields.identity(entry, "provider_id"),
        name=fields.text(entry, "provider_name"),
        logo_path=fields.image(entry, "logo_path"),
        kind=kind,
    )


def _releases(answer: Row) -> Iterable[Release]:
    for country in fields.rows(answer, "results"):
        for entry in fields.rows(country, "release_dates"):
            yield Release(
                region=fields.text(country, "iso_3166_1"),
                certificate=fields.text(entry, "certification"),
                released_on=fields.day(entry, "release_date"),
            )


def found(value: Any, _fetched_at: datetime) -> TmdbFilm | None:
    """The film of a look-up by another site's id."""
    entry = next(fields.rows(_answer(value), "movie_results"), None)
    return None if entry is None else film(entry)


def genres(value: Any, _fetched_at: datetime) -> dict[int, str]:
    return {fields.identity(entry): fields.text(entry, "name") for entry in fields.rows(_answer(value), "genres")}


def keyword_ids(name: str) -> Callable[[Any, datetime], tuple[int, ...]]:
    """Reads the search for `name`: the ids of keywords that are exactly it, whatever the case."""

    def read(value: Any, _fetched_at: datetime) -> tuple[int, ...]:
        entries = fields.rows(_answer(value), "results")
        return tuple(
            fields.identity(entry) for entry in entries if fields.text(entry, "name").casefold() == name.casefold()
        )

    return read


def providers(value: Any, _fetched_at: datetime) -> tuple[Provider, ...]:
    """A region's services; `kind` is empty, for a service may sell and stream."""
    return tuple(_in_order(_answer(value), "results", kind=""))


def configuration(value: Any, fetched_at: datetime) -> ImageSizes:
    images = fields.row(_answer(value).get("images"))
    base = fields.text(images, "secure_base_url")
    if not base.startswith("https://"):
        raise TmdbUnreadable
    return ImageSizes(
        base=base.rstrip("/") + "/",
        posters=fields.texts(images, "poster_sizes"),
        backdrops=fields.texts(images, "backdrop_sizes"),
        profiles=fields.texts(images, "profile_sizes"),
        logos=fields.texts(images, "logo_sizes"),
        fetched_at=fetched_at,
    )


def slim_details(value: Any) -> Any:
    """What of a film's details is worth keeping: credits are most of the answer, and few of them are shown."""
    answer = {name: value.get(name) for name in _KEPT}
    credited = fields.row(answer["credits"])
    cast = sorted(fields.rows(credited, "cast"), key=lambda entry: fields.integer(entry, "order") or 0)[:CAST]
    crew = [entry for entry in fields.rows(credited, "crew") if fields.text(entry, "job") in JOBS]
    return {**answer, "credits": {"cast": cast, "crew": crew}}


_KEPT: Final = (
    "id", "imdb_id", "title", "original_title", "overview", "tagline", "release_date", "genres", "original_language",
    "vote_average", "vote_count", "popularity", "adult", "poster_path", "backdrop_path", "runtime", "revenue",
    "production_countries", "production_companies", "spoken_languages", "credits", "keywords", "videos",
    "recommendations", "similar", "watch/providers", "release_dates",
)  # fmt: skip
