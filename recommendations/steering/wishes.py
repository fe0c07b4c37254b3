"""Whether a film keeps to what a person set. Pure; hard limits only, nothing here moves a score.

What cannot be checked does not pass: a film without a runtime is not offered to somebody with ninety minutes. The one
exception are services: who streams a film is known only through TMDB, so `at_service` None (nobody could say) lets the
film through and the page says that it could not be checked.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable
from dataclasses import replace
from functools import lru_cache
from typing import Final

from recommendations.catalogue.folding import fold
from recommendations.steering import topics
from recommendations.steering.languages import names_of_all
from recommendations.steering.types import Wishes
from recommendations.types import FilmFeatures

GROWN_UP: Final = 18  # a limit from here on rules nothing out
# A film without a certificate is for children only where its genres say so, and none of them says otherwise.
_FOR_CHILDREN: Final = frozenset({"Family", "Animation"})
NOT_IN_FAMILY: Final = frozenset({"Crime", "Horror", "Thriller", "War"})
NOT_IN_ANIMATION: Final = NOT_IN_FAMILY | {"Action", "Drama", "Romance", "Science Fiction"}
NOTHING: Final = Wishes()


def allows(film: FilmFeatures, wishes: Wishes, *, at_service: Collection[int] | None = None) -> bool:
    """Whether the film keeps to every hard limit. `at_service`: ids of the films that the wished services have."""
    if wishes == NOTHING:
        return True
    return (
        _genres(film, wishes)
        and _within(film.runtime, wishes.runtime_min, wishes.runtime_max)
        and _within(film.year, wishes.year_from, wishes.year_to)
        and _spoken(film, wishes)
        and suits_age(film, wishes.certificate)
        and (at_service is None or not wishes.services or film.id in at_service)
        and not (wishes.exclude_words and _words(wishes.exclude_words).search(_text(film)))
        and topics.check(film, wishes.avoid) is topics.Check.CLEAR
    )


def suits_age(film: FilmFeatures, limit: int | None) -> bool:
    """By the certificate; by genres where the film has none: see the rule above."""
    if limit is None or limit >= GROWN_UP:
        return True
    if film.adult:
        return False
    if film.age is not None:
        return film.age <= limit
    genres = frozenset(film.genres)
    return ("Family" in genres and genres.isdisjoint(NOT_IN_FAMILY)) or (
        "Animation" in genres and genres.isdisjoint(NOT_IN_ANIMATION)
    )


def matching(film: FilmFeatures, words: Collection[str]) -> tuple[str, ...]:
    """The theme words that the film's title or keywords hold, in their order."""
    text = _text(film) if words else ""
    return tuple(word for word in words if _words((word,)).search(text))


def with_profile(
    wishes: Wishes, *, avoid: Iterable[str] = (), services: Iterable[int] = (), region: str = ""
) -> Wishes:
    """The wishes of an evening with what the profile always says: its topics, and its services where they are meant."""
    return replace(
        wishes,
        avoid=tuple(dict.fromkeys((*wishes.avoid, *avoid))),
        services=tuple(dict.fromkeys((*wishes.services, *(services if wishes.my_services else ())))),
        region=wishes.region or region,
    )


def _genres(film: FilmFeatures, wishes: Wishes) -> bool:
    held = frozenset(film.genres)
    return (
        (not wishes.include_genres or not held.isdisjoint(wishes.include_genres))
        and held.issuperset(wishes.all_genres)
        and held.isdisjoint(wishes.exclude_genres)
    )


def _within(value: int | None, least: int | None, most: int | None) -> bool:
    if least is None and most is None:
        return True
    return value is not None and (least is None or value >= least) and (most is None or value <= most)


def _spoken(film: FilmFeatures, wishes: Wishes) -> bool:
    if not wishes.languages and not wishes.exclude_languages:
        return True
    spoken = frozenset(film.languages)
    return (
        bool(spoken)
        and (not wishes.languages or not spoken.isdisjoint(names_of_all(wishes.languages)))
        and spoken.isdisjoint(names_of_all(wishes.exclude_languages))
    )


@lru_cache(maxsize=256)
def _words(words: tuple[str, ...]) -> re.Pattern[str]:
    """Whole words, in the singular or plural whichever was said ("superhero", "superheroes")."""
    stems = (re.escape(re.sub(r"(?:e?s)$", "", word) if len(word) > len("gas") else word) for word in map(fold, words))
    return re.compile(rf"\b(?:{'|'.join(stems)})(?:es|e|s)?\b")


def _text(film: FilmFeatures) -> str:
    return _folded(film.title, film.keywords)


@lru_cache(maxsize=60_000)
def _folded(title: str, keywords: tuple[str, ...]) -> str:
    return " | ".join((fold(title), *keywords))
