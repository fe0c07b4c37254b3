"""Spell emoji out, for an encoder whose vocabulary holds words but hardly any emoji."""

from __future__ import annotations

import unicodedata
from typing import Final

FIRST: Final = 0x2600  # earlier symbols ("©", "°") say nothing of a mood
_PLAIN: Final = {"❤": "red heart", "♥": "red heart", "☹": "sad face", "☺": "smiling face", "🙂": "smiling face"}


def spell(text: str) -> str:
    """Return `text` with each emoji replaced by its Unicode name in lower case; joiners and skin tones go."""
    return "".join(_spelled(character) for character in text)


def _spelled(character: str) -> str:
    if ord(character) < FIRST:
        return character
    category = unicodedata.category(character)
    if category == "So":
        return f" {_PLAIN.get(character) or unicodedata.name(character, '').lower()} "
    return "" if category == "Sk" or character == "\ufe0f" else character
