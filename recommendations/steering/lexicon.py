"""The phrases that mean something, found in a sentence; a slip of the finger in the longer words is forgiven. Pure."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Mapping
from functools import lru_cache
from pathlib import Path
from types import MappingProxyType
from typing import Final

from recommendations.steering.canonical import canonical
from recommendations.steering.found import Found
from recommendations.steering.words import word_set

# Of the lists of words, "small_words" carry no wish, "rule_words" are read by the rules for lengths, years and ages,
# and "real_words" are words in their own right that are one letter away from one of ours.
FORGIVEN: Final = 6  # letters from which a word may hold one slip
VERY_LONG: Final = 10  # and two
# Slips are only looked for in these: a wrong genre is worse than one that was not understood.
_FORGIVING: Final = ("genre", "dial", "mood")
# "We lost our cat" asks for no film about cats, "I feel weird" for no weird one.
_NOT_AFTER: Final = {
    "theme": re.compile(r"\b(?:my|our|his|her|their) $"),
    "mood": re.compile(
        r"\b(?:i feel|we feel|feel|feeling|feels|im|i am|were|we are|i was|was|been|im so|i got|gets|shes|hes) "
        r"(?:(?:so|a bit|really|very|quite|kind of|a little|pretty|rather|all|too|totally|still) )*$"
    ),
}


@lru_cache(maxsize=1)
def _table() -> Mapping[str, Mapping[str, tuple[str, ...]]]:
    text = (Path(__file__).parent / "data" / "lexicon.toml").read_text(encoding="utf-8")
    return MappingProxyType(
        {
            section: {value: _phrases(said) for value, said in values.items()}
            for section, values in tomllib.loads(text).items()
        }
    )


def _phrases(said: str) -> tuple[str, ...]:
    return tuple(phrase for part in said.split(",") if (phrase := canonical(part).text))


def phrases(section: str) -> Mapping[str, tuple[str, ...]]:
    """Every value of a slot and the phrases that ask for it, in their plain form."""
    return _table()[section]


@lru_cache(maxsize=32)
def _compiled(section: str) -> tuple[re.Pattern[str], Mapping[str, str]]:
    values = {phrase: value for value, said in phrases(section).items() for phrase in said}
    parts = sorted(map(re.escape, values), key=len, reverse=True)
    return re.compile(rf"(?<!\w)(?:{'|'.join(parts)})(?!\w)"), MappingProxyType(values)


def find(section: str, text: str) -> Iterator[Found]:
    """Every phrase of the section in the plain form; the longest wins where two begin alike."""
    pattern, values = _compiled(section)
    for match in pattern.finditer(text):
        value = match.group() if section == "theme" else values[match.group()]
        if not (section in _NOT_AFTER and _NOT_AFTER[section].search(text[: match.start()])):
            yield Found(section, value, match.start(), match.end(), match.group())


def find_all(text: str) -> list[Found]:
    """Every phrase of every slot, overlapping ones included."""
    sections = [section for section in _table() if section not in {"country", "region"}]
    return [found for section in sections for found in find(section, text)]


def corrected(text: str) -> str:
    """The plain form with slips put right in place ("scarry" becomes "scary"); the number of words stays the same."""
    return " ".join(_put_right(word) for word in text.split(" "))


@lru_cache(maxsize=1)
def _words() -> Mapping[int, frozenset[str]]:
    """The single words worth a correction, by length."""
    known = {phrase for section in _FORGIVING for said in phrases(section).values() for phrase in said}
    known |= {word for said in phrases("dial").values() for phrase in said for word in phrase.split()}
    long = {
        word
        for word in (*known, *word_set("small_words"), *word_set("rule_words"))
        if len(word) >= FORGIVEN - 1 and word.isalpha()
    }
    return {length: frozenset(word for word in long if len(word) == length) for length in {len(word) for word in long}}


@lru_cache(maxsize=2048)
def _put_right(word: str) -> str:
    if len(word) < FORGIVEN or not word.isalpha() or word in word_set("real_words") or word in _vocabulary():
        return word
    allowed = 1 + (len(word) >= VERY_LONG)
    near = [
        (slips(word, other), other)
        for length in range(len(word) - allowed, len(word) + allowed + 1)
        for other in _words().get(length, ())
        if other[0] == word[0]
    ]
    best = min(near, default=(allowed + 1, word))
    return best[1] if best[0] <= allowed else word


@lru_cache(maxsize=1)
def _vocabulary() -> frozenset[str]:
    """Every word of every phrase: what we know is not a slip."""
    said = {phrase for section in _table().values() for said in section.values() for phrase in said}
    return (word_set("small_words") | word_set("rule_words")).union(*(phrase.split() for phrase in said))


def slips(one: str, other: str) -> int:
    """Letters missing, added, changed or swapped with the next (Damerau, 1964), as optimal string alignment has it."""
    rows = [list(range(len(other) + 1))]
    for i, letter in enumerate(one, start=1):
        row = [i]
        for j, against in enumerate(other, start=1):
            row.append(min(rows[-1][j] + 1, row[-1] + 1, rows[-1][j - 1] + (letter != against)))
            if i > 1 and j > 1 and letter == other[j - 2] and one[i - 2] == against:
                row[-1] = min(row[-1], rows[-2][j - 2] + 1)
        rows.append(row)
    return rows[-1][-1]
