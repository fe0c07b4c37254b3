"""Topics that a person may never want to meet, and how a film is checked for them. Pure.

A film is checked in three ways. Words: its keywords, title and (where it is known) overview are held against a topic's
phrases. Genres that are the topic ("War") always count. Genres that commonly carry it count only where nobody wrote
keywords for the film: absence of a keyword says little where there are none at all, so the film is left out rather
than let through. A film with neither keywords nor genres cannot be checked and is left out too. The lists are our own
judgement, on the safe side; they are not measured, and a film can hold what no word about it says.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache
from pathlib import Path
from types import MappingProxyType
from typing import Final

from recommendations.catalogue.folding import fold
from recommendations.types import FilmFeatures

KNOWN: Final = 3  # keywords from which a film counts as described


@dataclass(frozen=True, slots=True)
class Topic:
    """`words` are folded phrases, a "*" standing for any ending; `always` and `often` are genres."""

    key: str
    label: str
    words: tuple[str, ...]
    always: frozenset[str]
    often: frozenset[str]


class Check(StrEnum):
    """What can be said of a film and the topics that are avoided."""

    CLEAR = "clear"
    CROSSED = "crossed"
    UNKNOWN = "unknown"


def _topic(key: str, row: Mapping[str, str]) -> Topic:
    return Topic(
        key, row["label"], _names(row["words"]), frozenset(_names(row["always"])), frozenset(_names(row["often"]))
    )


def _names(text: str) -> tuple[str, ...]:
    return tuple(name for part in text.split(",") if (name := " ".join(part.split())))


def _read() -> dict[str, Topic]:
    text = (Path(__file__).parent / "data" / "topics.toml").read_text(encoding="utf-8")
    return {key: _topic(key, row) for key, row in tomllib.loads(text).items()}


TOPICS: Final[Mapping[str, Topic]] = MappingProxyType(_read())


def labels() -> dict[str, str]:
    """Every topic's key and what it is called, in the order in which they are offered."""
    return {topic.key: topic.label for topic in TOPICS.values()}


def label(key: str) -> str:
    """What a topic is called; the key itself where nobody knows it any more."""
    return TOPICS[key].label if key in TOPICS else key


def check(film: FilmFeatures, avoid: Iterable[str]) -> Check:
    """CROSSED where a word or a genre says so, UNKNOWN where only genres that often carry it do or nothing is known."""
    keys = tuple(key for key in avoid if key in TOPICS)
    if not keys:
        return Check.CLEAR
    always, often = _genres(keys)
    if not always.isdisjoint(film.genres) or _pattern(keys).search(_text(film)) or set(keys) & set(film.topics):
        return Check.CROSSED
    described = len(film.keywords) >= KNOWN
    if not described and (not film.genres or not often.isdisjoint(film.genres)):
        return Check.UNKNOWN
    return Check.CLEAR


def crossed(film: FilmFeatures, avoid: Iterable[str]) -> tuple[str, ...]:
    """The topics that the film crosses or may cross, in the order of `avoid`."""
    return tuple(key for key in avoid if check(film, (key,)) is not Check.CLEAR)


def topics_in(text: str) -> tuple[str, ...]:
    """Every topic that a text, such as an overview, speaks of."""
    folded = fold(text)
    return tuple(key for key in TOPICS if _pattern((key,)).search(folded)) if folded else ()


@lru_cache(maxsize=256)
def _genres(keys: tuple[str, ...]) -> tuple[frozenset[str], frozenset[str]]:
    chosen = [TOPICS[key] for key in keys]
    return (
        frozenset().union(*(topic.always for topic in chosen)),
        frozenset().union(*(topic.often for topic in chosen)),
    )


@lru_cache(maxsize=256)
def _pattern(keys: tuple[str, ...]) -> re.Pattern[str]:
    phrases = sorted({word for key in keys for word in TOPICS[key].words}, key=len, reverse=True)
    # A stem that ends in "*" takes any ending; other words may stand in the plural.
    parts = [re.escape(word[:-1]) + r"\w*" if word.endswith("*") else re.escape(word) + "s?" for word in phrases]
    return re.compile(rf"\b(?:{'|'.join(parts)})\b")


def _text(film: FilmFeatures) -> str:
    return " | ".join((fold(film.title), *film.keywords))
