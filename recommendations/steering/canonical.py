"""One plain form of what somebody typed, with the way back to their own letters. Pure.

"An hour & a half, don't want R-rated stuff from the 'eighties" becomes "an hour and a half , dont want r rated stuff
from the 1980s": folded, numbers as digits, marks apart, one space between words. `Canonical.span` leads back from a
place in this form to the person's own text.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from recommendations.catalogue.folding import fold

# Decimals and clock times stay whole, "1h30" and "90min" come apart, "80s" does not; letters keep their apostrophes.
_PIECE: Final = re.compile(
    r"['’‘]?\d{2,4}['’]?s\b|\d+[.:]\d+|\d+|[^\W\d_]+(?:['’´`][^\W\d_]+)*|[,;.!?+&–-]",
)
_UNITS: Final = {
    word: number
    for number, word in enumerate(
        (
            *("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven"),
            *("twelve", "thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen"),
        )
    )
}
_TENS: Final = {
    word: 10 * tens
    for tens, word in enumerate(("twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"), start=2)
}
_ONES: Final = range(1, 10)
_DECADES: Final = {word.removesuffix("y") + "ies": 1900 + tens for word, tens in _TENS.items()} | {
    "noughties": 2000,
    "aughts": 2000,
}
_FIRST_DECADE: Final = 1920


@dataclass(frozen=True, slots=True)
class Token:
    """A word of the plain form; `start` and `end` are its place in the person's text."""

    text: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Canonical:
    """`text` is the tokens joined by spaces; `offsets` where each begins in it."""

    said: str
    text: str
    tokens: tuple[Token, ...]
    offsets: tuple[int, ...]

    def indexes(self, start: int, end: int) -> range:
        """The tokens that a piece of `text` touches."""
        inside = [
            place
            for place, offset in enumerate(self.offsets)
            if offset < end and offset + len(self.tokens[place].text) > start
        ]
        return range(inside[0], inside[-1] + 1) if inside else range(0)

    def span(self, start: int, end: int) -> tuple[int, int]:
        """The same piece in the person's own text."""
        inside = self.indexes(start, end)
        return (self.tokens[inside[0]].start, self.tokens[inside[-1]].end) if inside else (0, 0)

    def respelt(self, words: Sequence[str]) -> Canonical:
        """The same tokens under another spelling, one word each."""
        return _joined(
            self.said,
            [Token(word, token.start, token.end) for word, token in zip(words, self.tokens, strict=True)],
        )


def canonical(text: str) -> Canonical:
    """The plain form of `text`, which is bounded already."""
    return _joined(text, list(_numbers(list(_pieces(text)))))


def _joined(said: str, tokens: Sequence[Token]) -> Canonical:
    offsets, place = [], 0
    for token in tokens:
        offsets.append(place)
        place += len(token.text) + 1
    return Canonical(said, " ".join(token.text for token in tokens), tuple(tokens), tuple(offsets))


def _pieces(text: str) -> Iterator[Token]:
    previous = None
    for found in _PIECE.finditer(text):
        word = _word(found.group(), previous, text[found.end() : found.end() + 1])
        if word:
            previous = Token(word, found.start(), found.end())
            yield previous


def _word(piece: str, previous: Token | None, following: str) -> str:
    if piece == "&":
        return "and"
    if piece in "-–":
        return "to" if previous and previous.text.rstrip("s").isdigit() and following.strip().isdigit() else ""
    if piece in ",;.!?+" or re.fullmatch(r"\d+[.:]\d+", piece):
        return piece
    word = fold(piece).replace(" ", "")
    if (decade := re.fullmatch(r"(?:(\d\d)?(\d)0)s", word)) is not None:
        return f"{_decade(decade.group(1), int(decade.group(2)))}s"
    return f"{_DECADES[word]}s" if word in _DECADES else word


def _decade(century: str | None, tens: int) -> int:
    """ "80s" are the 1980s; "00s" and "10s" are this century's."""
    if century:
        return int(century) * 100 + tens * 10
    return (1900 if tens * 10 + 1900 >= _FIRST_DECADE else 2000) + tens * 10


def _numbers(tokens: list[Token]) -> Iterator[Token]:
    """Number words become digits: "one hundred and ten", "ninety-five", "two"."""
    place = 0
    while place < len(tokens):
        value, length = _number(tokens[place:])
        if length:
            yield Token(str(value), tokens[place].start, tokens[place + length - 1].end)
        else:
            yield tokens[place]
        place += length or 1


def _number(tokens: list[Token]) -> tuple[int, int]:
    """The number that the tokens begin with, and how many of them it takes; 0 where there is none."""
    words = [token.text for token in tokens[:5]]
    if words[1:2] == ["hundred"] and (words[0] == "a" or words[0] in _UNITS):
        skip = 3 if words[2:3] == ["and"] else 2
        rest, used = _small(words[skip:])
        return _UNITS.get(words[0], 1) * 100 + rest, skip + used if used else 2
    return _small(words)


def _small(words: list[str]) -> tuple[int, int]:
    if words and words[0] in _TENS:
        unit = _UNITS.get(words[1], 0) if len(words) > 1 else 0
        return (_TENS[words[0]] + unit, 2) if unit in _ONES else (_TENS[words[0]], 1)
    return (_UNITS[words[0]], 1) if words and words[0] in _UNITS else (0, 0)
