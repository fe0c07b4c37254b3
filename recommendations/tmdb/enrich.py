"""What TMDB adds to a film's own page: one request for all of it, kept by the client, and never waited for long."""

from __future__ import annotations

import time
from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import timedelta
from types import MappingProxyType
from typing import Final

from django.db import DatabaseError
from django.utils import timezone

from accounts.regions import REGIONS
from moodflix_site.common import memos
from recommendations.models import Film, Source
from recommendations.tmdb import asks, client, feed, films, matching
from recommendations.tmdb.errors import TmdbError, TmdbNotFound
from recommendations.tmdb.ids import tmdb_id_of
from recommendations.tmdb.types import Provider, TmdbDetails, Video, WhereToWatch
from recommendations.types import Role, Services, Trailer, WhereShown

LIMIT_SECONDS: Final = 1.5
LEAST: Final = 0.2  # seconds below which a second question is not worth asking
AGAIN: Final = 60  # seconds for which the film's page does not wait for TMDB again
UNKNOWN_FOR: Final = timedelta(days=30)  # until TMDB is asked again about a film it did not know
CAST: Final = 12
MISSING: Final = "TMDB does not answer just now, so some of what it knows about this film may be missing here."
HOW: Final[Mapping[str, str]] = MappingProxyType(
    {"flatrate": "Stream", "free": "Free", "ads": "Free with ads", "rent": "Rent", "buy": "Buy"}
)


@dataclass(frozen=True, slots=True)
class FilmExtras:
    """What TMDB says of the film `film_id`, which is the embedded one where two turned out to be the same.

    `near` are films of ours that TMDB names beside it, the likeliest first. `note` says to people what is missing.
    """

    film_id: int
    tagline: str = ""
    roles: tuple[Role, ...] = ()
    trailer: Trailer | None = None
    where: tuple[WhereToWatch, ...] = ()
    near: tuple[int, ...] = ()
    note: str = ""
    tmdb_id: int | None = field(default=None)


def details(film_id: int, *, limit_seconds: float = LIMIT_SECONDS) -> FilmExtras | None:
    """Ask TMDB about one film, write down what it says, and give what only the film's page shows.

    None where TMDB has nothing to say: no key, or no such film there. An embedded film that was never matched is first
    found by its IMDb id. A failure gives extras with nothing but a `note`.
    """
    row = Film.objects.filter(pk=film_id).first() if client.configured() else None
    if row is None:
        return None
    late = f"tmdb:late:{film_id}"
    if (note := memos.get(late)) is not None:
        return FilmExtras(film_id, note=note)
    try:
        said = _ask(row, time.monotonic() + limit_seconds)
        return None if said is None else _extras(said, _write(row, said))
    except TmdbNotFound:
        memos.put(late, "", UNKNOWN_FOR.total_seconds())
        return None
    except (TmdbError, DatabaseError):
        memos.put(late, MISSING, AGAIN)
        return FilmExtras(film_id, note=MISSING)


def where_in(where: Iterable[WhereToWatch], region: str) -> WhereShown | None:
    """Who has the film in that region; None where TMDB names nobody there."""
    offer = next((one for one in where if one.region == region), None)
    services = tuple(
        Services(word, names) for kind, word in HOW.items() if offer and (names := _named(offer.providers, kind))
    )
    return WhereShown(region, REGIONS.get(region, region), offer.link, services) if offer and services else None


def _ask(row: Film, until: float) -> TmdbDetails | None:
    number = row.tmdb_id or (tmdb_id_of(row.pk) if row.source == Source.TMDB else _find(row, until))
    left = until - time.monotonic()
    if number is None:
        return None
    return client.get(asks.details(number), limit_seconds=max(LEAST, left))


def _find(row: Film, until: float) -> int | None:
    """The TMDB id of an embedded film, by its IMDb id; a film that TMDB did not know is left alone for a while."""
    asked_lately = row.asked_at is not None and timezone.now() - row.asked_at < UNKNOWN_FOR
    if asked_lately or not row.imdb_id:
        return None
    with suppress(ValueError):  # no IMDb id that could be asked for
        found = client.get(asks.find_by_imdb(row.imdb_id), limit_seconds=until - time.monotonic())
        if found is not None:
            films.claim([(row, found)], timezone.now())
            return found.tmdb_id
    Film.objects.filter(pk=row.pk).update(asked_at=timezone.now())
    return None


def _write(row: Film, said: TmdbDetails) -> int:
    """Only what is news: a page that is opened again writes nothing."""
    if row.asked_at is not None and row.asked_at >= said.fetched_at and row.same_as is None:
        return row.pk
    return films.tell_details(said).pk


def _extras(said: TmdbDetails, film_id: int) -> FilmExtras:
    return FilmExtras(
        film_id=film_id,
        tagline=said.tagline,
        roles=tuple(Role(person.name, person.role) for person in said.cast[:CAST]),
        trailer=_trailer(said.videos),
        where=said.where,
        near=_near(said),
        tmdb_id=said.film.tmdb_id,
    )


def _near(said: TmdbDetails) -> tuple[int, ...]:
    """What TMDB recommends after the film and calls similar; written down once while the answer is fresh."""
    named = {film.tmdb_id: film for film in (*said.recommended, *said.similar) if not film.adult}
    key = f"tmdb:near:{said.film.tmdb_id}:{said.fetched_at.timestamp()}"
    if memos.get(key) is None:
        ids = feed.told([(film, said.fetched_at) for film in named.values()])
        if ids is None:
            return ()
        memos.put(key, len(ids), asks.details(said.film.tmdb_id).fresh_for.total_seconds())
        return tuple(dict.fromkeys(ids.values()))
    return matching.ids_of(list(named))


def _trailer(videos: Sequence[Video]) -> Trailer | None:
    """The studio's own trailer before others, a trailer before a teaser; YouTube only, whose address we know."""
    fitting = [video for video in videos if video.site == "YouTube" and video.kind in {"Trailer", "Teaser"}]
    if not fitting:
        return None
    best = min(fitting, key=lambda video: (video.kind != "Trailer", not video.official))
    return Trailer(f"https://www.youtube.com/watch?v={best.key}", "YouTube", best.name)


def _named(providers: Iterable[Provider], kind: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(provider.name for provider in providers if provider.kind == kind))
