"""Recordings as files, for evaluation and the command line."""

from __future__ import annotations

from pathlib import Path

from ml.audio import decode
from ml.config import current
from ml.errors import UnreadableAudio
from ml.types import AudioClip


def clip_of(path: Path) -> AudioClip:
    """Return the sound of a file within the configuration's bounds. BadAudio says why it cannot be read."""
    config = current()
    if not path.is_file():
        raise UnreadableAudio(f"There is no file {path.name}.")
    return decode(path, max_bytes=config.max_audio_bytes, max_seconds=config.max_audio_seconds)
