"""Changes of spelling that a reader hardly notices, each one decided by the text alone."""

from __future__ import annotations

import re
import string
import zlib
from collections.abc import Callable, Mapping
from random import Random
from types import MappingProxyType
from typing import Final

SLIPS: Final = 2
STRETCH: Final = 4
_WORD: Final = re.compile(r"[A-Za-z]+")
_VOWEL: Final = re.compile(r"(?<=\w)[aeiou]", re.IGNORECASE)
_ROWS: Final = ("qwertyuiop", "asdfghjkl", "zxcvbnm")
_BESIDE: Final = MappingProxyType(
    {row[at]: row[at + 1] if at + 1 < len(row) else row[at - 1] for row in _ROWS for at in range(len(row))}
)


def stretch(text: str) -> str:
    """Draw a word out as people do: a final y ("happyyyy"), else its first inner vowel ("saaaad")."""
    if text.lower().endswith("y"):
        return text + text[-1] * (STRETCH - 1)
    return _VOWEL.sub(lambda vowel: vowel[0] * STRETCH, text, count=1)


def capital(text: str) -> str:
    """Make the first letter a capital and leave the rest."""
    return text[:1].upper() + text[1:]


def swap(text: str) -> str:
    """Swap two unlike neighbouring letters inside up to two words."""
    return _slips(text, lambda word, at: word[:at] + word[at + 1] + word[at] + word[at + 2 :])


def drop(text: str) -> str:
    """Leave one inner letter of up to two words out."""
    return _slips(text, lambda word, at: word[:at] + word[at + 1 :])


def double(text: str) -> str:
    """Type one inner letter of up to two words twice."""
    return _slips(text, lambda word, at: word[: at + 1] + word[at:])


def key(text: str) -> str:
    """Hit the key beside an inner letter of up to two words (QWERTY)."""
    return _slips(text, lambda word, at: word[:at] + _BESIDE[word[at].lower()] + word[at + 1 :])


def _slips(text: str, change: Callable[[str, int], str]) -> str:
    """Apply `change` at an inner letter of up to `SLIPS` words; the same text gets the same slips in every process."""
    random = Random(zlib.crc32(text.encode()))
    places = [word for word in _WORD.finditer(text) if _inner(word[0])]
    for word in sorted(random.sample(places, min(SLIPS, len(places))), key=re.Match.start, reverse=True):
        text = text[: word.start()] + change(word[0], random.choice(_inner(word[0]))) + text[word.end() :]
    return text


def _inner(word: str) -> list[int]:
    """Return where a slip may stand: not at an end, so that words like "not" stay whole, nor between equal letters."""
    return [at for at in range(1, len(word) - 2) if word[at] != word[at + 1]]


PERTURBATIONS: Final[Mapping[str, Callable[[str], str]]] = MappingProxyType(
    {
        "upper": str.upper,
        "lower": str.lower,
        "title": string.capwords,
        "swap": swap,
        "drop": drop,
        "double": double,
        "key": key,
    }
)
SHAPES: Final[Mapping[str, Callable[[str], str]]] = MappingProxyType(
    {"upper": str.upper, "capital": capital, "stretch": stretch}
)
