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
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache
from pathlib import Path
from types import MappingProxyType
from typing import Final

from recommendations.catalogue.folding import fold
from recommendations.types import FilmFeatures

KNOWN: Final = 3  # keywords from which a film counts as described
VERDICTS: Final = 100_000  # kept
STEM: Final = 3  # letters that every stem has at least


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
    keys = tuple(avoid)
    return _checked(film.title, film.keywords, film.genres, film.topics, keys) if keys else Check.CLEAR


@lru_cache(maxsize=VERDICTS)
def _checked(
    title: str, keywords: tuple[str, ...], genres: tuple[str, ...], found: tuple[str, ...], avoid: tuple[str, ...]
) -> Check:
    """Kept, as the same films are held against the same topics evening after evening."""
    keys = tuple(key for key in avoid if key in TOPICS)
    if not keys:
        return Check.CLEAR
    always, often = _genres(keys)
    if not always.isdisjoint(genres) or set(keys) & set(found) or _pattern(keys).search(_text(title, keywords)):
        return Check.CROSSED
    described = len(keywords) >= KNOWN
    if not described and (not genres or not often.isdisjoint(genres)):
        return Check.UNKNOWN
    return Check.CLEAR


def crossed(film: FilmFeatures, avoid: Iterable[str]) -> tuple[str, ...]:
    """The topics that the film crosses or may cross, in the order of `avoid`."""
    return tuple(key for key in avoid if check(film, (key,)) is not Check.CLEAR)


def topics_in(text: str) -> tuple[str, ...]:
    """Every topic that a text, such as an overview, speaks of.

    The same phrases as in `check`, looked up word by word: many overviews are read at once, and this is quicker.
    """
    words = fold(text).split()
    found = {key for place in range(len(words)) for key in _beginning(words, place)}
    return tuple(key for key in TOPICS if key in found)


def _beginning(words: list[str], place: int) -> Iterator[str]:
    """The topics of every phrase that begins with this word."""
    word, (phrases, stems) = words[place], _index()
    for stem, key in stems.get(word[:STEM], ()):
        if word.startswith(stem):
            yield key
    for first in {word, word.removesuffix("s")}:
        for rest, key in phrases.get(first, ()):
            if not rest or (first == word and _follows(words[place + 1 : place + 1 + len(rest)], rest)):
                yield key


def _follows(words: list[str], rest: tuple[str, ...]) -> bool:
    """Whether the words begin with the rest of a phrase, whose last word may have an ending."""
    *inner, last = rest
    if len(words) < len(rest) or words[: len(inner)] != inner:
        return False
    word = words[len(inner)]
    return word.startswith(last[:-1]) if last.endswith("*") else word in {last, f"{last}s"}


@lru_cache(maxsize=1)
def _index() -> tuple[Mapping[str, list[tuple[tuple[str, ...], str]]], Mapping[str, list[tuple[str, str]]]]:
    """Phrases by their first word, and stems by their first letters, each with its topic."""
    phrases: dict[str, list[tuple[tuple[str, ...], str]]] = {}
    stems: dict[str, list[tuple[str, str]]] = {}
    for topic in TOPICS.values():
        for phrase in topic.words:
            first, *rest = phrase.split()
            if first.endswith("*"):
                stems.setdefault(first[:STEM], []).append((first[:-1], topic.key))
            else:
                phrases.setdefault(first, []).append((tuple(rest), topic.key))
    return phrases, stems


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


def _text(title: str, keywords: Iterable[str]) -> str:
    return " | ".join((fold(title), *keywords))
