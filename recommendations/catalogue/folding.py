"""One folding of text for everything that is searched: lower case, no accents, no marks."""

from __future__ import annotations

import re
import unicodedata
from typing import Final

# Letters that Unicode does not take apart into a base and a mark.
_LETTERS: Final = str.maketrans(
    {"ø": "o", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "æ": "ae", "œ": "oe", "ß": "ss", "ı": "i"}
)
_NOT_WORD: Final = re.compile(r"[\W_]+")
_INSIDE_WORD: Final = re.compile(r"(?<=\w)['’´`.](?=\w)")


def fold(text: str) -> str:
    """ "Amélie’s WALL·E" becomes "amelies wall e": what is stored and what is asked for go through the same door."""
    plain = unicodedata.normalize("NFKD", text.casefold()).translate(_LETTERS)
    plain = "".join(letter for letter in plain if not unicodedata.combining(letter))
    return _NOT_WORD.sub(" ", _INSIDE_WORD.sub("", plain)).strip()
