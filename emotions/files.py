"""Files that may carry a mood: sound told by its bytes, texts by their name, bounded before they are read."""

from __future__ import annotations

from pathlib import PurePath
from typing import Any, Final, Protocol

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile

from emotions.errors import ModalityUnavailable, UnsupportedFile
from ml.containers import sniff
from moodflix_site.common.text import read_text

TEXT, VOICE = "text", "voice"
TEXT_ENDING: Final = ".txt"
HEAD: Final = 64  # bytes that tell a kind of sound
TYPES: Final = {
    "wav": "audio/wav",
    "flac": "audio/flac",
    "ogg": "audio/ogg",
    "matroska": "audio/webm",
    "mov": "audio/mp4",
    "mp3": "audio/mpeg",
    "aac": "audio/aac",
}
FAINT: Final = frozenset({"mp3", "aac"})  # told by eleven bits, which a text in another encoding may begin with
LATER_KINDS: Final = ("video/", "image/")
LATER_ENDINGS: Final = (".mp4", ".mov", ".jpg", ".jpeg", ".png", ".webp", ".gif", ".heic")
SOUND_ENDINGS: Final = (".wav", ".flac", ".mp3", ".ogg", ".opus", ".m4a", ".webm", ".aac")


class Seekable(Protocol):
    def read(self, size: int, /) -> bytes: ...
    def seek(self, offset: int, /) -> Any: ...


def kind_of(upload: UploadedFile[Any], *, wanted: str = "auto") -> str:
    """Whether an upload is "text" or "voice"; UnsupportedFile when it is not what was `wanted`, or neither.

    ModalityUnavailable for pictures and film.

    """
    found = _kind(upload)
    if wanted not in {"auto", found}:
        raise UnsupportedFile
    return found


def _kind(upload: UploadedFile[Any]) -> str:
    """Sound is told by its bytes; what is only called so goes on as sound, too, and is refused for what it is."""
    ending, kind = PurePath(upload.name or "").suffix.lower(), upload.content_type or ""
    sound = _container(upload)
    if sound and not (sound in FAINT and ending == TEXT_ENDING):
        return VOICE
    if ending in LATER_ENDINGS or kind.startswith(LATER_KINDS):
        raise ModalityUnavailable
    if ending in SOUND_ENDINGS or kind.startswith("audio/"):
        return VOICE
    if ending != TEXT_ENDING:
        raise UnsupportedFile
    return TEXT


def text_of(upload: UploadedFile[Any]) -> str:
    """The text of a file in UTF-8, with or without a byte order mark. Raises TextTooLong, NotUtf8 or UnusableText."""
    return read_text(upload, max_characters=settings.MAX_TEXT_LENGTH)


def sound_type(recording: Seekable) -> str:
    """The media type of a recording, as its bytes say; never what its sender says."""
    return TYPES.get(_container(recording), "application/octet-stream")


def _container(recording: Seekable) -> str:
    recording.seek(0)
    head = recording.read(HEAD)
    recording.seek(0)
    return "mp3" if head.startswith(b"ID3") else sniff(head)
