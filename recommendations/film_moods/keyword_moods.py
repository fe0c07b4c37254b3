"""What a film's keywords say of its mood, by an open list of our own (`keywords.toml`)."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path
from typing import Final

from ml.moods import MOODS
from recommendations.catalogue.folding import fold
from recommendations.film_moods.types import Evidence, Source

LIST: Final = Path(__file__).with_name("keywords.toml")
PER_KEYWORD: Final = 0.5  # a telling keyword is worth half of what the genres say together
MOST: Final = 2.0
READ: Final = 60  # keywords of one film that are looked at
NAMED: Final = 4  # keywords that the evidence names


@dataclass(frozen=True, slots=True)
class KeywordList:
    """Moods by folded phrase; `longest` counts the words of the longest phrase."""

    moods: Mapping[str, tuple[str, ...]]
    longest: int
    version: str


@cache
def keyword_list() -> KeywordList:
    """Read the list, once a process."""
    raw = tomllib.loads(LIST.read_text(encoding="utf-8"))
    moods: dict[str, list[str]] = {}
    for mood in MOODS:
        for phrase in filter(None, (fold(part) for part in raw["moods"][mood].split(","))):
            if mood not in moods.setdefault(phrase, []):
                moods[phrase].append(mood)
    longest = max(phrase.count(" ") + 1 for phrase in moods)
    return KeywordList({phrase: tuple(found) for phrase, found in moods.items()}, longest, str(raw["version"]))


@lru_cache(maxsize=20_000)
def moods_of_keyword(keyword: str) -> tuple[str, ...]:
    """The moods that one keyword speaks for; () where the list knows nothing of it."""
    found = [mood for phrase in _phrases(fold(keyword)) for mood in keyword_list().moods[phrase]]
    return tuple(dict.fromkeys(found))


def from_keywords(keywords: Iterable[str]) -> Evidence | None:
    """The keywords' word on a film; None where none of them tells anything. Each telling keyword has one voice."""
    telling = [(word, moods) for word in list(keywords)[:READ] if (moods := moods_of_keyword(word))]
    if not telling:
        return None
    shares = dict.fromkeys(MOODS, 0.0)
    for _, moods in telling:
        for mood in moods:
            shares[mood] += 1 / (len(moods) * len(telling))
    named = ", ".join(word for word, _ in telling[:NAMED])
    more = len(telling) - NAMED
    detail = f"{named} and {more} more" if more > 0 else named
    weight = min(MOST, PER_KEYWORD * len(telling))
    return Evidence(Source.KEYWORDS, shares, weight, detail[:200], f"keywords {keyword_list().version}")


def _phrases(words: str) -> Iterator[str]:
    """The whole of it where it is listed, else the longest listed phrases inside, left to right."""
    listed, tokens, at = keyword_list(), words.split(), 0
    while at < len(tokens):
        sizes = range(min(listed.longest, len(tokens) - at), 0, -1)
        size = next((size for size in sizes if " ".join(tokens[at : at + size]) in listed.moods), 0)
        if size:
            yield " ".join(tokens[at : at + size])
        at += size or 1
