"""What our TMDB answers: routes, filters, pages and sorting as documented for API v3. Pure."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from typing import Any

from tests.tmdb_server.films import CERTIFICATES, GENRES, KEYWORDS, REGIONS, SERVICES, world

Film = dict[str, Any]
Answer = tuple[int, Any]
PER_PAGE, LAST_PAGE, MOST_APPENDED = 20, 500, 20
APPENDABLE = (
    "credits", "keywords", "videos", "recommendations", "similar", "watch/providers", "release_dates",
)  # fmt: skip
_LISTED = (
    "id", "title", "original_title", "overview", "release_date", "original_language", "vote_average", "vote_count",
    "popularity", "adult", "video", "poster_path", "backdrop_path",
)  # fmt: skip


def error(status: int, code: int, message: str) -> Answer:
    return status, {"success": False, "status_code": code, "status_message": message}


UNAUTHORISED = error(401, 7, "Invalid API key: You must be granted a valid key.")
NOT_FOUND = error(404, 34, "The resource you requested could not be found.")
BAD_PAGE = error(400, 22, "Invalid page: Pages start at 1 and max at 500. They are expected to be an integer.")
BAD_DATE = error(422, 20, "Invalid date: Should be a date as YYYY-MM-DD.")
TOO_MANY_APPENDED = error(400, 27, "Too many append to response objects: The maximum number of remote calls is 20.")
TOO_MANY = error(429, 25, "Your request count (41) is over the allowed limit of 40.")
INTERNAL = error(500, 11, "Internal error: Something went wrong, contact TMDb.")
OFFLINE = error(503, 9, "Service offline: This service is temporarily offline, try again later.")


def answer(path: str, params: Mapping[str, str]) -> Answer:
    """Status and JSON of a question that came with a good key; `path` without the "/3"."""
    for pattern, reply in _ROUTES:
        if found := re.fullmatch(pattern, path):
            return reply(params, *found.groups())
    return NOT_FOUND


def listed(film: Film) -> Film:
    """A film as lists show it."""
    return {**{name: film[name] for name in _LISTED}, "genre_ids": _genres(film)}


def _page(films: list[Film], params: Mapping[str, str]) -> Answer:
    number = params.get("page", "1")
    if not number.isdigit() or not 1 <= int(number) <= LAST_PAGE:
        return BAD_PAGE
    start = (int(number) - 1) * PER_PAGE
    results = films[start : start + PER_PAGE]
    pages = -(-len(films) // PER_PAGE)
    return 200, {"page": int(number), "results": results, "total_pages": pages, "total_results": len(films)}


# --- Discover


def _discover(params: Mapping[str, str]) -> Answer:
    dates = [params[name] for name in params if name.startswith("primary_release_date.")]
    if any(not re.fullmatch(r"\d{4}-\d\d-\d\d", date) for date in dates):
        return BAD_DATE
    films = [film for film in world().values() if all(holds(film, params) for holds in _FILTERS)]
    return _page([listed(film) for film in _sorted(films, params.get("sort_by", "popularity.desc"))], params)


def _sorted(films: Iterable[Film], sort: str) -> list[Film]:
    field, _, direction = sort.partition(".")
    field = {"primary_release_date": "release_date"}.get(field, field)
    return sorted(films, key=lambda film: (film[field] or type(film[field])(), film["id"]), reverse=direction == "desc")


def _matches(asked: str, has: Iterable[int]) -> bool:
    """A comma is AND, a pipe is OR."""
    there = {str(number) for number in has}
    return bool(there & set(asked.split("|"))) if "|" in asked else set(asked.split(",")) <= there


def _genres(film: Film) -> list[int]:
    return [genre["id"] for genre in film["genres"]]


def _keywords(film: Film) -> list[int]:
    return [keyword["id"] for keyword in film["keywords"]["keywords"]]


def _by_ids(film: Film, params: Mapping[str, str]) -> bool:
    has = {"genres": _genres(film), "keywords": _keywords(film)}
    return all(
        ((asked := params.get(f"with_{name}", "")) == "" or _matches(asked, ids))
        and not set(re.split("[,|]", params.get(f"without_{name}", ""))) & {str(number) for number in ids}
        for name, ids in has.items()
    )


def _by_numbers(film: Film, params: Mapping[str, str]) -> bool:
    fields = {"with_runtime": film["runtime"], "vote_count": film["vote_count"], "vote_average": film["vote_average"]}
    return all(
        float(params.get(f"{name}.gte", "-inf")) <= value <= float(params.get(f"{name}.lte", "inf"))
        for name, value in fields.items()
    )


def _by_date(film: Film, params: Mapping[str, str]) -> bool:
    first, last = params.get("primary_release_date.gte", ""), params.get("primary_release_date.lte", "9999")
    asked = "primary_release_date.gte" in params or "primary_release_date.lte" in params
    return not asked or (bool(film["release_date"]) and first <= film["release_date"] <= last)


def _by_services(film: Film, params: Mapping[str, str]) -> bool:
    """Without a region TMDB passes the services over."""
    region, asked = params.get("watch_region"), params.get("with_watch_providers")
    if not (region and asked):
        return True
    kinds = params.get("with_watch_monetization_types", "flatrate|free|ads|rent|buy").split("|")
    offer = film["watch/providers"]["results"].get(region, {})
    return _matches(asked, [service["provider_id"] for kind in kinds for service in offer.get(kind, [])])


def _by_certificate(film: Film, params: Mapping[str, str]) -> bool:
    country, most = params.get("certification_country", ""), params.get("certification.lte", "")
    if not (country and most):
        return True
    order = CERTIFICATES.get(country, ())
    own = [
        entry["certification"]
        for release in film["release_dates"]["results"]
        if release["iso_3166_1"] == country
        for entry in release["release_dates"]
    ]
    return most in order and any(found in order and order.index(found) <= order.index(most) for found in own)


def _by_words(film: Film, params: Mapping[str, str]) -> bool:
    language = params.get("with_original_language")
    return (not language or film["original_language"] in language.split("|")) and (
        not film["adult"] or params.get("include_adult") == "true"
    )


_FILTERS: tuple[Callable[[Film, Mapping[str, str]], bool], ...] = (
    _by_ids, _by_numbers, _by_date, _by_services, _by_certificate, _by_words,
)  # fmt: skip

# --- The rest


def _search(params: Mapping[str, str]) -> Answer:
    words = params.get("query", "").casefold()
    year, adult = params.get("primary_release_year"), params.get("include_adult") == "true"
    films = [
        listed(film)
        for film in _sorted(world().values(), "popularity.desc")
        if words
        and words in film["title"].casefold()
        and (adult or not film["adult"])
        and (not year or str(film["release_date"]).startswith(year))
    ]
    return _page(films, params)


def _search_keyword(params: Mapping[str, str]) -> Answer:
    words = params.get("query", "").casefold()
    return _page([{"id": key, "name": name} for key, name in KEYWORDS.items() if words and words in name], params)


def _details(params: Mapping[str, str], number: str) -> Answer:
    film = world().get(int(number))
    if film is None:
        return NOT_FOUND
    appended = [name for name in params.get("append_to_response", "").split(",") if name]
    if len(appended) > MOST_APPENDED:
        return TOO_MANY_APPENDED
    plain = {name: value for name, value in film.items() if name not in APPENDABLE}
    return 200, {**plain, **{name: _appended(film, name) for name in appended if name in APPENDABLE}}


def _appended(film: Film, name: str) -> Any:
    if name not in {"similar", "recommendations"}:
        return film[name]
    return _page([listed(other) for other in film[name]], {})[1]


def _trending(params: Mapping[str, str], _window: str) -> Answer:
    films = _sorted((film for film in world().values() if not film["adult"]), "popularity.desc")
    return _page([{**listed(film), "media_type": "movie"} for film in films], params)


def _find(params: Mapping[str, str], external: str) -> Answer:
    if params.get("external_source") != "imdb_id":
        return NOT_FOUND
    films = [listed(film) for film in world().values() if film["imdb_id"] == external]
    return 200, {"movie_results": films, "person_results": [], "tv_results": []}


def _genre_list(_params: Mapping[str, str]) -> Answer:
    return 200, {"genres": [{"id": key, "name": name} for key, name in GENRES.items()]}


def _services(params: Mapping[str, str]) -> Answer:
    services = SERVICES.items() if params.get("watch_region", "US") in REGIONS else ()
    results = [
        {"provider_id": key, "provider_name": name, "logo_path": f"/logo{key}.jpg", "display_priority": place}
        for place, (key, name) in enumerate(services)
    ]
    return 200, {"results": results[::-1]}


def _configuration(_params: Mapping[str, str]) -> Answer:
    images = {
        "base_url": "http://image.tmdb.org/t/p/",
        "secure_base_url": "https://image.tmdb.org/t/p/",
        "poster_sizes": ["w92", "w154", "w185", "w342", "w500", "w780", "original"],
        "backdrop_sizes": ["w300", "w780", "w1280", "original"],
        "profile_sizes": ["w45", "w185", "h632", "original"],
        "logo_sizes": ["w45", "w92", "w154", "w185", "w300", "w500", "original"],
    }
    return 200, {"images": images, "change_keys": ["adult"]}


_ROUTES: tuple[tuple[str, Callable[..., Answer]], ...] = (
    (r"/discover/movie", _discover),
    (r"/search/movie", _search),
    (r"/search/keyword", _search_keyword),
    (r"/movie/(\d+)", _details),
    (r"/trending/movie/(day|week)", _trending),
    (r"/find/(\w+)", _find),
    (r"/genre/movie/list", _genre_list),
    (r"/watch/providers/movie", _services),
    (r"/configuration", _configuration),
)
