"""Files that may carry a mood: told apart by name and type, bounded before they are read."""

from __future__ import annotations

from pathlib import PurePath
from typing import Any, Final

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile

from emotions.errors import ModalityUnavailable, UnsupportedFile
from moodflix_site.common.text import read_text

TEXT_ENDING: Final = ".txt"
LATER_KINDS: Final = ("audio/", "video/", "image/")
LATER_ENDINGS: Final = (
    ".wav", ".flac", ".mp3", ".ogg", ".opus", ".m4a", ".webm", ".mp4", ".mov",
    ".jpg", ".jpeg", ".png", ".webp", ".gif", ".heic",
)  # fmt: skip


def text_of(upload: UploadedFile[Any]) -> str:
    """The text of a .txt file in UTF-8, with or without a byte order mark.

    Raises ModalityUnavailable (sound, pictures, film), UnsupportedFile (anything else), TextTooLong, NotUtf8 or
    UnusableText.
    """
    ending, kind = PurePath(upload.name or "").suffix.lower(), upload.content_type or ""
    if ending in LATER_ENDINGS or kind.startswith(LATER_KINDS):
        raise ModalityUnavailable
    if ending != TEXT_ENDING:
        raise UnsupportedFile
    return read_text(upload, max_characters=settings.MAX_TEXT_LENGTH)
