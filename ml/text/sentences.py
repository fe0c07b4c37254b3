"""Where the sentences of a text begin and end (sentencex, Wikimedia's splitter for over 240 languages)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

MAX_SENTENCES: Final = 200  # what comes after them is one last piece


@dataclass(frozen=True, slots=True)
class Span:
    """One sentence: `text[start:end]`, without the blanks around it."""

    start: int
    end: int


def split(text: str, language: str = "en") -> tuple[Span, ...]:
    """Return the sentences of `text` in order, at most `MAX_SENTENCES`; `language` is an ISO 639-1 code."""
    from sentencex import get_sentence_boundaries

    found = [(each["start_index"], each["end_index"]) for each in get_sentence_boundaries(language or "en", text)]
    if len(found) > MAX_SENTENCES:
        found = [*found[: MAX_SENTENCES - 1], (found[MAX_SENTENCES - 1][0], len(text))]
    return tuple(span for start, end in found if (span := _stripped(text, start, end)))


def _stripped(text: str, start: int, end: int) -> Span | None:
    piece = text[start:end]
    left = len(piece) - len(piece.lstrip())
    return Span(start + left, start + len(piece.rstrip())) if piece.strip() else None
