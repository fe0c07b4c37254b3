"""Make text safe and even before a model sees it: bounds, Unicode form, invisible and control characters."""

from __future__ import annotations

import re
import unicodedata
from typing import Final

from ml.errors import InvalidInput

MAX_RUN: Final = 3  # "soooooo" reads like "sooo"
_BLANK: Final = re.compile(r"\s+")
_RUN: Final = re.compile(rf"(.)\1{{{MAX_RUN},}}", re.DOTALL)
_DROPPED: Final = frozenset({"Cc", "Cf", "Cs", "Co"})
_JOINER: Final = "\u200d"  # holds emoji sequences together
_UNSEEN: Final = _DROPPED | {"Mn", "Me", "Zs", "Zl", "Zp"}
_BLANKS: Final = frozenset("\u115f\u1160\u2800\u3164\uffa0")  # letters and a symbol that draw nothing


def check_text(text: object, max_length: int) -> str:
    """Return `text` if it is a string of 1 to `max_length` characters that shows something; else InvalidInput."""
    if not isinstance(text, str):
        raise InvalidInput("The text must be a string.")
    if len(text) > max_length:
        raise InvalidInput(f"The text is longer than {max_length} characters.")
    if not visible(text):
        raise InvalidInput("The text is empty.")
    return text


def visible(text: str) -> bool:
    """Whether a reader sees anything of `text`: not only blanks, invisible characters and marks without a letter."""
    return any(unicodedata.category(sign) not in _UNSEEN and sign not in _BLANKS for sign in text)


def normalise(text: str) -> str:
    """Return NFKC text without control and invisible characters, blanks folded, runs of a character cut to three."""
    composed = unicodedata.normalize("NFKC", text)
    visible = "".join(_visible(character) for character in composed)
    return _RUN.sub(lambda match: match[1] * MAX_RUN, _BLANK.sub(" ", visible)).strip()


def _visible(character: str) -> str:
    if character.isspace():
        return " "
    if character == _JOINER or unicodedata.category(character) not in _DROPPED:
        return character
    return ""
