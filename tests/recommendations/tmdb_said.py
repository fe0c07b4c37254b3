"""What TMDB might say of a film, for tests that need no server."""

from datetime import UTC, date, datetime

from recommendations.tmdb.types import Person, Release, TmdbDetails, TmdbFilm

NOON = datetime(2026, 11, 20, 12, tzinfo=UTC)


def said(tmdb_id, title="The Quiet Lighthouse", year=2023, **changes):
    fields = {
        "tmdb_id": tmdb_id,
        "title": title,
        "original_title": title,
        "overview": "A keeper counts ships.",
        "release_date": date(year, 5, 4) if year else None,
        "genre_ids": (18, 10402, 10770),
        "original_language": "en",
        "rating": 7.1,
        "votes": 900,
        "popularity": 12.5,
        "adult": False,
        "poster_path": f"/p{tmdb_id}.jpg",
        "backdrop_path": None,
    }
    return TmdbFilm(**{**fields, **changes})


def detailed(film, imdb_id="", **changes):
    fields = {
        "film": film,
        "imdb_id": imdb_id,
        "runtime": 101,
        "tagline": "",
        "genres": (),
        "countries": ("Norway",),
        "languages": ("English", "Norwegian"),
        "companies": ("Small Boats",),
        "revenue": None,
        "cast": (Person(1, "Ida Berg", "The keeper", None),),
        "crew": (Person(2, "Nils Vik", "Director", None), Person(3, "Lea Moe", "Writer", None)),
        "keywords": ("lighthouse", "solitude"),
        "videos": (),
        "recommended": (),
        "similar": (),
        "where": (),
        "releases": (Release("US", "", None), Release("GB", "12A", None)),
        "fetched_at": NOON,
    }
    return TmdbDetails(**{**fields, **changes})
