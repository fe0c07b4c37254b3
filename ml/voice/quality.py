"""Whether a recording can be read at all, and what is to know about it. Sanity checks, told to people plainly."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final

from ml.errors import MusicOnly, NoSpeech, SilentAudio, TooShortAudio
from ml.types import AudioClip
from ml.voice.vad import Speech

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

CLIPPED: Final = "clipped"
FAINT: Final = "faint"
SHORTEST: Final = 0.5  # seconds
_SILENT: Final = 1e-3  # peak (-60 dBFS)
_FAINT: Final = 0.02  # peak (-34 dBFS)
_CEILING: Final = 0.99  # of full scale
_CLIPPED: Final = 1e-3  # share of samples at the ceiling
_TONAL: Final = 0.5  # share of frames
LEAST_SPEECH: Final = 0.25  # seconds


def check(clip: AudioClip) -> AudioClip:
    """Return `clip` with what is to note of it: "clipped", "faint". TooShortAudio or SilentAudio where it cannot do."""
    import numpy as np

    if clip.seconds < SHORTEST:
        raise TooShortAudio
    loud = np.abs(clip.samples)
    if loud.max() < _SILENT:
        raise SilentAudio
    clipped = (CLIPPED,) if np.mean(loud >= _CEILING) > _CLIPPED else ()
    faint = (FAINT,) if loud.max() < _FAINT else ()
    return replace(clip, notes=(*clip.notes, *clipped, *faint))


def check_speech(clip: AudioClip, speech: Speech) -> None:
    """Raise MusicOnly or NoSpeech where nobody speaks in `clip`."""
    if speech.seconds >= LEAST_SPEECH:
        return
    raise MusicOnly if sounds_like_music(clip.samples) else NoSpeech


def sounds_like_music(samples: NDArray[np.float32]) -> bool:
    """Whether tones hold for long: a sanity check, to be asked only where no speech was found."""
    return tonality(samples) > _TONAL


def tonality(samples: NDArray[np.float32]) -> float:
    """Return the share of loud frames (64 ms) whose strongest partial stays where it was a frame before."""
    import numpy as np

    size = 1024
    frames = np.lib.stride_tricks.sliding_window_view(samples, size)[:: size // 2]
    power = np.abs(np.fft.rfft(frames * np.hanning(size).astype(np.float32), axis=1)) ** 2
    peaks, loud = power[:, 2:].argmax(1), power.sum(1)
    strong = power[:, 2:].max(1) > 0.1 * loud
    stays = (np.abs(np.diff(peaks)) <= 1) & strong[1:] & strong[:-1]
    return float(stays.mean()) if len(stays) else 0.0
