"""Questions to TMDB, as values: where they go, with what, how their answer is read and how long it stays fresh. Pure.

`client.get` and `client.gather` ask them.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, Final, Generic, TypeVar

from django.utils import timezone

from recommendations.tmdb import parse
from recommendations.tmdb.types import Discover, ImageSizes, Provider, TmdbDetails, TmdbFilm, TmdbPage

T = TypeVar("T")
LONGEST_QUERY: Final = 100  # characters
APPEND: Final = "credits,keywords,videos,recommendations,similar,watch/providers,release_dates"
INCLUDED: Final = "flatrate|free|ads"  # what a service holds for those who have it
SEARCH: Final = "search"
# Hours an answer counts as fresh. Lists move with the day; what a service offers, with the week.
FRESH_HOURS: Final = {
    "discover": 12, "trending": 6, SEARCH: 24, "details": 48, "find": 168, "genres": 720, "keywords": 720,
    "providers": 168, "configuration": 168,
}  # fmt: skip


@dataclass(frozen=True)
class Ask(Generic[T]):
    """One question. `read` turns the JSON and the time it was fetched into the answer; `slim` cuts what is kept."""

    kind: str
    path: str
    params: tuple[tuple[str, str], ...]
    read: Callable[[Any, datetime], T]
    slim: Callable[[Any], Any] | None = None

    @property
    def key(self) -> str:
        """Its name in the cache: a hash of path, parameters (language among them) and parser version; no secret."""
        named = json.dumps([parse.VERSION, self.path, self.params], ensure_ascii=False)
        return hashlib.sha256(named.encode()).hexdigest()

    @property
    def fresh_for(self) -> timedelta:
        return timedelta(hours=FRESH_HOURS[self.kind])

    def is_fresh(self, fetched_at: datetime) -> bool:
        return timezone.now() - fetched_at < self.fresh_for


def discover(question: Discover, page: int = 1, language: str | None = None) -> Ask[TmdbPage]:
    """Films that fit. Raises ValueError for what TMDB cannot be asked, such as services without a region."""
    params: dict[str, object] = {
        **_choice("with_genres", question.genres, question.any_genres),
        "without_genres": _joined(question.without_genres),
        **_choice("with_keywords", question.keywords, question.any_keywords),
        "without_keywords": _joined(question.without_keywords),
        **_services(question),
        "with_runtime.gte": question.runtime_min,
        "with_runtime.lte": question.runtime_max,
        "vote_count.gte": question.votes_min,
        "primary_release_date.gte": question.released_from,
        "primary_release_date.lte": question.released_to,
        **_certificate(question),
        "with_original_language": question.original_language,
        "include_adult": question.include_adult,
        "sort_by": question.sort,
        "page": _page(page),
        "language": language or _language(),
    }
    return again("discover", "/discover/movie", _params(params))


def search(
    query: str,
    page: int = 1,
    *,
    include_adult: bool = False,
    year: int | None = None,
    language: str | None = None,
) -> Ask[TmdbPage]:
    """Films by title. White space and case make no difference, so that one answer serves them all."""
    words = " ".join(query.split())[:LONGEST_QUERY].casefold()
    if not words:
        raise ValueError("a search needs words")
    params = {
        "query": words,
        "page": _page(page),
        "include_adult": include_adult,
        "primary_release_year": year,
        "language": language or _language(),
    }
    return Ask(SEARCH, "/search/movie", _params(params), parse.page)


def details(tmdb_id: int, language: str | None = None) -> Ask[TmdbDetails]:
    """Everything of one film in one request. Videos may also be in English or without words."""
    language = language or _language()
    spoken = language.split("-")[0]
    videos = ",".join(dict.fromkeys((spoken, "en", "null")))
    params = {"append_to_response": APPEND, "language": language, "include_video_language": videos}
    return again("details", f"/movie/{int(tmdb_id)}", _params(params))


def trending(window: str = "week", page: int = 1, language: str | None = None) -> Ask[TmdbPage]:
    """`window` is "day" or "week"."""
    if window not in {"day", "week"}:
        raise ValueError("trending of a day or a week")
    params = {"page": _page(page) if page > 1 else None, "language": language or _language()}
    return again("trending", f"/trending/movie/{window}", _params(params))


def find_by_imdb(imdb_id: str, language: str | None = None) -> Ask[TmdbFilm | None]:
    """`imdb_id` is "tt" and digits."""
    if not (imdb_id.startswith("tt") and imdb_id[2:].isascii() and imdb_id[2:].isdigit()):
        raise ValueError("an IMDb id is tt and digits")
    params = {"external_source": "imdb_id", "language": language or _language()}
    return again("find", f"/find/{imdb_id}", _params(params))


def genres(language: str | None = None) -> Ask[dict[int, str]]:
    """Every genre of films by its number."""
    return again("genres", "/genre/movie/list", _params({"language": language or _language()}))


def keyword_ids(name: str) -> Ask[tuple[int, ...]]:
    """The numbers of the keywords called exactly so (TMDB may have several)."""
    words = " ".join(name.split())[:LONGEST_QUERY].casefold()
    if not words:
        raise ValueError("a keyword has a name")
    return Ask("keywords", "/search/keyword", _params({"query": words, "page": 1}), parse.keyword_ids(words))


def providers(region: str, language: str | None = None) -> Ask[tuple[Provider, ...]]:
    """The services of a region ("DE"), in the order TMDB shows them."""
    params = {"watch_region": _region(region), "language": language or _language()}
    return again("providers", "/watch/providers/movie", _params(params))


def configuration() -> Ask[ImageSizes]:
    """Where images lie and in which sizes."""
    return again("configuration", "/configuration", ())


def again(kind: str, path: str, params: Iterable[Iterable[str]]) -> Ask[Any]:
    """A question as the cache remembers it. Raises KeyError for kinds whose words are not kept."""
    read, slim = _READERS[kind]
    return Ask(kind, path, tuple((name, value) for name, value in params), read, slim)


_READERS: Final[dict[str, tuple[Callable[[Any, datetime], Any], Callable[[Any], Any] | None]]] = {
    "discover": (parse.page, None),
    "trending": (parse.page, None),
    "details": (parse.details, parse.slim_details),
    "find": (parse.found, None),
    "genres": (parse.genres, None),
    "providers": (parse.providers, None),
    "configuration": (parse.configuration, None),
}
REPEATABLE: Final = tuple(_READERS)


def _services(question: Discover) -> dict[str, object]:
    """On any of the services without paying extra; TMDB answers for one region at a time."""
    if not question.providers:
        return {}
    return {
        "with_watch_providers": _joined(question.providers, "|"),
        "with_watch_monetization_types": INCLUDED,
        "watch_region": _region(question.region),
    }


def _certificate(question: Discover) -> dict[str, object]:
    if not question.certificate:
        return {}
    country = _region(question.certificate_country)
    return {"certification_country": country, "certification.lte": question.certificate}


def _region(region: str) -> str:
    if len(region) != 2 or not (region.isascii() and region.isalpha()):  # noqa: PLR2004 - ISO 3166-1 alpha-2
        raise ValueError("a region is two letters")
    return region.upper()


def _choice(name: str, every: tuple[int, ...], some: tuple[int, ...]) -> dict[str, object]:
    """TMDB reads a comma as AND and a pipe as OR, and does not mix them."""
    if every and some:
        raise ValueError(f"{name}: all of these or any of those, not both in one question")
    return {name: _joined(every) or _joined(some, "|")}


def _joined(ids: Iterable[int], sign: str = ",") -> str:
    """In one order, so that the same question has one name."""
    return sign.join(str(number) for number in sorted(set(ids)))


def _page(page: int) -> int:
    if not 1 <= page <= parse.LAST_PAGE:
        raise ValueError(f"TMDB has pages 1 to {parse.LAST_PAGE}")
    return page


def _params(params: dict[str, Any]) -> tuple[tuple[str, str], ...]:
    """In one order, as TMDB writes values, without those that nobody set."""
    return tuple((name, _written(value)) for name, value in sorted(params.items()) if value not in (None, ""))


def _written(value: object) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    return value.isoformat() if isinstance(value, date) else str(value)


def _language() -> str:
    from django.conf import settings

    return str(settings.TMDB_LANGUAGE)
