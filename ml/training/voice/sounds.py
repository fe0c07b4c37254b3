"""The sound of labelled clips: decoded once as the product decodes it, and made worse where that is measured."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from ml.audio import decode
from ml.training.voice.conditions import CLEAN, degrade
from ml.training.voice.corpora import LabelledClip

if TYPE_CHECKING:
    from pathlib import Path

    import numpy as np
    from numpy.typing import NDArray

MAX_BYTES: Final = 50_000_000
MAX_SECONDS: Final = 60.0  # of a labelled clip
MOST: Final = 1 << 30  # bytes of decoded sound that are kept: more than four hours


class Sounds:
    """Decoded clips, kept in memory up to a bound."""

    def __init__(self) -> None:
        self._kept: dict[Path, NDArray[np.float32]] = {}
        self._bytes = 0

    def of(self, clip: LabelledClip, condition: str = CLEAN) -> NDArray[np.float32]:
        """Return a clip's samples (n,) at 16 kHz under `condition`. BadAudio for what cannot be decoded."""
        if (found := self._kept.get(clip.path)) is None:
            found = decode(clip.path, max_bytes=MAX_BYTES, max_seconds=MAX_SECONDS).samples
            if self._bytes + found.nbytes <= MOST:
                self._kept[clip.path] = found
                self._bytes += found.nbytes
        return found if condition == CLEAN else degrade(found, condition, clip.input)
