"""What may be read at all. Everything is bounded before a model sees it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from django.conf import settings

from emotions.errors import EmptyText, ModalityUnavailable, TooManyTexts
from ml.text.normalise import visible
from moodflix_site.common.errors import BadInput
from moodflix_site.common.text import TextTooLong, checked_text

MAX_BATCH: Final = 10
PARTS: Final = ("text", "voice")  # of a recording: what is said, and how
READABLE: Final = frozenset({"text"})  # by `services.analyse`; recordings have a gate of their own
TEXT_KINDS: Final = ("auto", "text")
FILE_KINDS: Final = ("auto", *PARTS)


def check_modality(modality: str) -> None:
    """ModalityUnavailable unless `modality` is read from a text."""
    if modality not in READABLE:
        raise ModalityUnavailable


def chosen_model(model: str | None) -> str | None:
    """The model or tier that is pinned; None where the best one may answer."""
    return None if model in {None, "", "auto"} else model


def usable_text(text: str) -> str:
    """The text to read: line ends as "\\n", no space around it, 1 to MAX_TEXT_LENGTH characters that show something.

    Raises EmptyText, TextTooLong or UnusableText. Browsers send "\\r\\n" but count it as one character; so do we.
    """
    words = text.replace("\r\n", "\n")
    if len(words) > settings.MAX_TEXT_LENGTH:
        raise TextTooLong(f"That is {len(words):,} characters; we can read {settings.MAX_TEXT_LENGTH:,} at once.")
    if not visible(checked_text(words)):
        raise EmptyText
    return words.strip()


def usable_texts(texts: Sequence[str]) -> list[str]:
    """All of `texts` made usable, or one error that names the first bad one as `texts.<index>`; none is read then."""
    if not 1 <= len(texts) <= MAX_BATCH:
        raise TooManyTexts
    return [_named(index, text) for index, text in enumerate(texts)]


def _named(index: int, text: str) -> str:
    try:
        return usable_text(text)
    except BadInput as error:
        error.fields = {f"texts.{index}": error.message}
        raise
