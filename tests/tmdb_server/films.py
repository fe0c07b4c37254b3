"""A small world of films for our own TMDB: invented, the same in every run, and consistent with itself.

The first KNOWN are films of the embedded catalogue (its CC0 facts under ids of ours), so that matching by IMDb id has
something to match. The rest exist nowhere. A few have everything null or empty that TMDB leaves so.
"""

from __future__ import annotations

import random
from functools import cache
from itertools import islice
from typing import Any

from recommendations.catalogue import table

KNOWN, INVENTED = 60, 260
FIRST_ID = 9_000_001
GENRES = {
    28: "Action", 12: "Adventure", 16: "Animation", 35: "Comedy", 80: "Crime", 99: "Documentary", 18: "Drama",
    10751: "Family", 14: "Fantasy", 36: "History", 27: "Horror", 10402: "Music", 9648: "Mystery", 10749: "Romance",
    878: "Science Fiction", 10770: "TV Movie", 53: "Thriller", 10752: "War", 37: "Western",
}  # fmt: skip
KEYWORDS = {
    901: "friendship", 902: "lost", 903: "getting lost", 904: "road trip", 905: "grief", 906: "hopeful", 907: "heist",
    908: "small town", 909: "coming of age", 910: "revenge", 911: "healing", 912: "wedding", 913: "space travel",
    914: "dog", 915: "ghost", 916: "cooking", 917: "train", 918: "lighthouse", 919: "winter", 920: "holiday",
}  # fmt: skip
SERVICES = {8: "Netflix", 9: "Amazon Prime Video", 337: "Disney Plus", 2: "Apple TV", 73: "Tubi TV"}
REGIONS = ("US", "DE", "GB")
CERTIFICATES = {"US": ("G", "PG", "PG-13", "R", "NC-17"), "DE": ("0", "6", "12", "16", "18")}
_LANGUAGES = ("en", "en", "en", "fr", "de", "ja", "es", "ko")
_FIRST = ("Quiet", "Second", "Paper", "Northern", "Borrowed", "Golden", "Last", "Small", "Midnight", "Hidden", "Long")
_SECOND = ("Harbour", "Winter", "Orchard", "Signal", "Lantern", "Bridge", "Garden", "Orbit", "Letters", "Tide", "Room")
_PEOPLE = (
    "Ada Winters",
    "Ben Okafor",
    "Chiara Lind",
    "Dev Marsh",
    "Eun-ji Park",
    "Femi Stone",
    "Greta Holm",
    "Hugo Bell",
)


@cache
def world() -> dict[int, dict[str, Any]]:
    """Every film by id, as its details with everything appended. Treat as read-only; copy before changing."""
    chance = random.Random(4)
    known = [_known(number, film, chance) for number, film in enumerate(_best_known())]
    invented = [_invented(FIRST_ID + number, chance) for number in range(INVENTED)]
    films = {film["id"]: film for film in (*known, *invented)}
    _empty(films[FIRST_ID])
    for film in films.values():
        near = [other for other in films.values() if other is not film and set(_ids(other)) & set(_ids(film))]
        film["similar"], film["recommendations"] = near[:20], near[20:40]
    return films


def _ids(film: dict[str, Any]) -> list[int]:
    return [genre["id"] for genre in film["genres"]]


def _best_known() -> list[table.CatalogueFilm]:
    with_ids = (film for film in table.read() if film.imdb_id and film.genres)
    return sorted(islice(with_ids, 5000), key=lambda film: (-film.reviews, film.id))[:KNOWN]


def _known(number: int, film: table.CatalogueFilm, chance: random.Random) -> dict[str, Any]:
    names = {name: key for key, name in GENRES.items()}
    genres = [names[name] for name in film.genres if name in names] or [18]
    return {
        **_invented(1_001 + number, chance),
        "title": film.title,
        "original_title": film.title,
        "imdb_id": film.imdb_id,
        "release_date": film.release_date or f"{film.year}-06-01",
        "runtime": film.runtime or 0,
        "genres": [{"id": key, "name": GENRES[key]} for key in genres],
    }


def _invented(number: int, chance: random.Random) -> dict[str, Any]:
    title = f"The {chance.choice(_FIRST)} {chance.choice(_SECOND)} {number % 1000}"
    genres = chance.sample(sorted(GENRES), chance.randint(1, 3))
    votes = chance.choice((0, 3, 40, 250, 1800, 12_000))
    return {
        "id": number,
        "imdb_id": f"tt{number + 90_000_000}",
        "title": title,
        "original_title": title,
        "overview": f"{chance.choice(_PEOPLE)} goes back to where it began, and finds {chance.choice(_PEOPLE)} there.",
        "tagline": "",
        "release_date": f"{chance.randint(1950, 2026)}-{chance.randint(1, 12):02}-{chance.randint(1, 28):02}",
        "genres": [{"id": key, "name": GENRES[key]} for key in genres],
        "original_language": chance.choice(_LANGUAGES),
        "vote_average": round(chance.uniform(4, 9), 3) if votes else 0,
        "vote_count": votes,
        "popularity": round(chance.expovariate(0.05), 3),
        "adult": chance.random() < 0.03,
        "video": False,
        "poster_path": f"/poster{number}.jpg",
        "backdrop_path": f"/backdrop{number}.jpg",
        "runtime": chance.randint(70, 190),
        "revenue": chance.choice((0, 4_500_000, 120_000_000)),
        "status": "Released",
        "homepage": None,
        "belongs_to_collection": None,
        "production_countries": [{"iso_3166_1": "US", "name": "United States of America"}],
        "production_companies": [{"id": 1, "name": "Lantern House", "logo_path": None, "origin_country": "US"}],
        "spoken_languages": [{"iso_639_1": "en", "name": "English", "english_name": "English"}],
        **_appended(number, chance),
    }


def _appended(number: int, chance: random.Random) -> dict[str, Any]:
    keywords = chance.sample(sorted(KEYWORDS), chance.randint(0, 4))
    return {
        "credits": {"cast": [_actor(place, chance) for place in range(30)], "crew": _crew(chance)},
        "keywords": {"keywords": [{"id": key, "name": KEYWORDS[key]} for key in keywords]},
        "videos": {"results": [_trailer(number)] if number % 3 else []},
        "watch/providers": {"results": {region: _offer(number, region, chance) for region in REGIONS}},
        "release_dates": {"results": [_release(region, chance) for region in CERTIFICATES]},
    }


def _actor(place: int, chance: random.Random) -> dict[str, Any]:
    name = chance.choice(_PEOPLE)
    return {
        "id": 500 + _PEOPLE.index(name),
        "name": name,
        "character": f"Role {place}",
        "order": place,
        "profile_path": None if place % 2 else f"/face{place}.jpg",
    }


def _crew(chance: random.Random) -> list[dict[str, Any]]:
    jobs = ("Director", "Screenplay", "Best Boy")
    return [{"id": 600 + place, "name": chance.choice(_PEOPLE), "job": job} for place, job in enumerate(jobs)]


def _trailer(number: int) -> dict[str, Any]:
    return {
        "key": f"trailer_{number}",
        "site": "YouTube",
        "type": "Trailer",
        "name": "Official Trailer",
        "iso_639_1": "en",
        "official": True,
    }


def _offer(number: int, region: str, chance: random.Random) -> dict[str, Any]:
    stream, shop = chance.sample(sorted(SERVICES), 2)
    return {
        "link": f"https://www.themoviedb.org/movie/{number}/watch?locale={region}",
        "flatrate": [_service(stream)],
        "rent": [_service(shop)],
    }


def _service(key: int) -> dict[str, Any]:
    priority = list(SERVICES).index(key)
    return {
        "provider_id": key, "provider_name": SERVICES[key], "logo_path": f"/logo{key}.jpg",
        "display_priority": priority,
    }  # fmt: skip


def _release(region: str, chance: random.Random) -> dict[str, Any]:
    certificate = chance.choice((*CERTIFICATES[region], ""))
    return {
        "iso_3166_1": region,
        "release_dates": [{"certification": certificate, "release_date": "2001-03-09T00:00:00.000Z", "type": 3}],
    }


def _empty(film: dict[str, Any]) -> None:
    """As TMDB leaves a film that nobody has filled in."""
    for name in ("poster_path", "backdrop_path", "imdb_id", "tagline", "overview"):
        film[name] = None
    film.update(release_date="", runtime=0, vote_count=0, vote_average=0, revenue=0, videos={"results": []})
    film["watch/providers"] = {"results": {}}
