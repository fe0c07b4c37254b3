"""Words and character n-grams of a text. Training and serving share these functions, so they cannot drift apart."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

TOKEN: Final = re.compile(r"\w+(?:['’]\w+)*|[^\w\s]")


def tokens(text: str) -> list[str]:
    """Return the text's words (with inner apostrophes, lower case) and single signs such as "!" or an emoji."""
    return [token.replace("’", "'") for token in TOKEN.findall(text.lower())]


def word_ngrams(text: str, shortest: int, longest: int) -> list[str]:
    """Return runs of `shortest` to `longest` tokens, joined by a blank."""
    words = tokens(text)
    return [
        " ".join(words[at : at + size]) for size in range(shortest, longest + 1) for at in range(len(words) - size + 1)
    ]


def char_ngrams(text: str, shortest: int, longest: int) -> list[str]:
    """Return runs of characters inside each token, whose ends are marked by a blank."""
    return [gram for token in tokens(text) for gram in _grams(f" {token} ", shortest, longest)]


def _grams(padded: str, shortest: int, longest: int) -> Iterator[str]:
    for size in range(shortest, min(longest, len(padded)) + 1):
        yield from (padded[at : at + size] for at in range(len(padded) - size + 1))
