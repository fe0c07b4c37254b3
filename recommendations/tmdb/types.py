"""What the TMDB client answers with: frozen, with nulls made plain. Sizes of images are chosen in `images`."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime


@dataclass(frozen=True, slots=True)
class TmdbFilm:
    """A film of a list. `rating` is the audience's mean on 0 to 10, None without votes; genres are TMDB's ids."""

    tmdb_id: int
    title: str
    original_title: str
    overview: str
    release_date: date | None
    genre_ids: tuple[int, ...]
    original_language: str
    rating: float | None
    votes: int
    popularity: float
    adult: bool
    poster_path: str | None
    backdrop_path: str | None


@dataclass(frozen=True, slots=True)
class TmdbPage:
    """A page of a list. `fetched_at` says when TMDB said so: the cache may have kept it."""

    films: tuple[TmdbFilm, ...]
    page: int
    pages: int
    total: int
    fetched_at: datetime


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody in a film; `role` is the character or the job."""

    tmdb_id: int
    name: str
    role: str
    profile_path: str | None


@dataclass(frozen=True, slots=True)
class Video:
    """A trailer or clip at `site` ("YouTube") under `key`."""

    key: str
    site: str
    kind: str
    name: str
    language: str
    official: bool


@dataclass(frozen=True, slots=True)
class Provider:
    """A streaming service, shop or rental. `kind` is "flatrate", "free", "ads", "rent" or "buy"."""

    tmdb_id: int
    name: str
    logo_path: str | None
    kind: str


@dataclass(frozen=True, slots=True)
class WhereToWatch:
    """One region's services. TMDB gives a single JustWatch `link` for all of them."""

    region: str
    link: str
    providers: tuple[Provider, ...]


@dataclass(frozen=True, slots=True)
class Release:
    """A certificate ("PG-13") in one region; `certificate` may be empty."""

    region: str
    certificate: str
    released_on: date | None


@dataclass(frozen=True, slots=True)
class TmdbDetails:
    """All that one request with `append_to_response` says of a film."""

    film: TmdbFilm
    imdb_id: str
    runtime: int | None
    tagline: str
    genres: tuple[str, ...]
    countries: tuple[str, ...]
    languages: tuple[str, ...]
    companies: tuple[str, ...]
    revenue: int | None
    cast: tuple[Person, ...]
    crew: tuple[Person, ...]
    keywords: tuple[str, ...]
    videos: tuple[Video, ...]
    recommended: tuple[TmdbFilm, ...]
    similar: tuple[TmdbFilm, ...]
    where: tuple[WhereToWatch, ...]
    releases: tuple[Release, ...]
    fetched_at: datetime


@dataclass(frozen=True, slots=True)
class Discover:
    """A question to TMDB's discover: `genres` and `keywords` are ids, all of which hold; `any_genres` and
    `any_keywords` hold where one does. `providers` need a `region`; runtimes are minutes, `certificate` is the highest
    allowed in `certificate_country`. `sort` is TMDB's own, such as "popularity.desc"."""

    genres: tuple[int, ...] = ()
    any_genres: tuple[int, ...] = ()
    without_genres: tuple[int, ...] = ()
    keywords: tuple[int, ...] = ()
    any_keywords: tuple[int, ...] = ()
    without_keywords: tuple[int, ...] = ()
    providers: tuple[int, ...] = ()
    region: str = ""
    runtime_min: int | None = None
    runtime_max: int | None = None
    votes_min: int | None = None
    released_from: date | None = None
    released_to: date | None = None
    certificate_country: str = ""
    certificate: str = ""
    original_language: str = ""
    include_adult: bool = False
    sort: str = "popularity.desc"


@dataclass(frozen=True, slots=True)
class ImageSizes:
    """TMDB's configuration of images: `base` ends in "/", sizes are names such as "w342"."""

    base: str
    posters: tuple[str, ...]
    backdrops: tuple[str, ...]
    profiles: tuple[str, ...]
    logos: tuple[str, ...]
    fetched_at: datetime | None = field(default=None)
