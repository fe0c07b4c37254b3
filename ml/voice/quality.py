"""Whether a recording can be read at all, and what is to know about it: sanity checks, told to people plainly.

Limits were set on 1,728 acted clips (RAVDESS, EmoDB) and on made-up noises and tunes; they are no measured classifier.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final

from ml.errors import MusicOnly, NoSpeech, SilentAudio, TooShortAudio
from ml.types import SAMPLE_RATE, AudioClip
from ml.voice.vad import Speech

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

CLIPPED: Final = "clipped"
FAINT: Final = "faint"
SHORTEST: Final = 0.5  # seconds
LEAST_SPEECH: Final = 0.25  # seconds
_SILENT: Final = 1e-3  # peak (-60 dBFS); the quietest of the clips has 5e-3
_FAINT: Final = 0.02  # peak (-34 dBFS)
_CEILING: Final = 0.99  # of full scale
_CLIPPED: Final = 1e-3  # share of samples at the ceiling; at most 5e-4 in the clips, 3e-3 and more if recorded 6 dB hot
_A_WORD: Final = 1.0  # seconds of speech that are never asked whether they are music
_OFTEN: Final = 0.25  # share of speech that is not, either
_SIZE: Final = 1_024  # samples of a frame (64 ms)
_HOP: Final = 512
_BAND: Final = slice(4, 330)  # bins looked at: 60 to 5,200 Hz
_AROUND: Final = 16  # bins on each side that a partial stands out from
_OUT: Final = 4.0  # by how much, in the logarithm of power (17 dB)
_WEAK: Final = 3e-4  # of the strongest bin's power, below which nothing counts
_HELD: Final = 6  # frames that a partial stays where it is (0.2 s): a voice glides, an instrument does not
_RESTS: Final = 0.6  # share of the time that a note sounds at most: longer, and it is a hum
_TONAL: Final = 0.3  # share of the power in held partials
_NOTES: Final = 1.5  # a second
_LOOKED_AT: Final = 30 * SAMPLE_RATE  # samples


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
    """Raise MusicOnly or NoSpeech where nobody speaks in `clip`; a moment of it in a tune may be the tune."""
    if speech.seconds >= _A_WORD or (speech.seconds >= LEAST_SPEECH and speech.share >= _OFTEN):
        return
    if sounds_like_music(clip.samples):
        raise MusicOnly
    if speech.seconds < LEAST_SPEECH:
        raise NoSpeech


def sounds_like_music(samples: NDArray[np.float32]) -> bool:
    """Whether notes are held and change: a sanity check, to be asked only where hardly any speech was found.

    Says nothing of drums alone, which are "no speech", nor of singing, which is speech to the detector.
    """
    tonal, notes = tones(samples[:_LOOKED_AT])
    return tonal >= _TONAL and notes >= _NOTES


def tones(samples: NDArray[np.float32]) -> tuple[float, float]:
    """Return the share of the power that is in held partials, 0..1, and how many notes come and go in a second.

    A partial is a peak of the spectrum far above its surroundings; it is held when it stays in its bin (or the one
    beside it) for 0.2 s. One that sounds most of the time is a hum and no note.
    """
    import numpy as np

    power = _spectrum(samples)
    held = _held(_peaks(power))
    if not held.any():
        return 0.0, 0.0
    around = _beside(held)
    comes_and_goes = held.any(0) & (around.mean(0) < _RESTS)
    notes = np.count_nonzero(comes_and_goes & ~np.roll(comes_and_goes, 1))
    return float(power[around].sum() / power.sum()), notes * SAMPLE_RATE / len(samples)


def _spectrum(samples: NDArray[np.float32]) -> NDArray[np.float32]:
    """Return the power of each frame and bin within the band (frames, bins)."""
    import numpy as np

    padded = np.concatenate([samples, np.zeros(max(0, _SIZE - len(samples)), np.float32)])
    frames = np.lib.stride_tricks.sliding_window_view(padded, _SIZE)[::_HOP]
    found = np.fft.rfft(frames * np.hanning(_SIZE).astype(np.float32), axis=1)[:, _BAND]
    power: NDArray[np.float32] = (np.abs(found) ** 2 + 1e-12).astype(np.float32)
    return power


def _peaks(power: NDArray[np.float32]) -> NDArray[np.bool_]:
    """Return which bins are peaks that stand far above the geometric mean of what is around them."""
    import numpy as np

    level = np.log(power)
    padded = np.pad(level, ((0, 0), (_AROUND + 1, _AROUND)), mode="edge").cumsum(1, dtype=np.float64)
    floor = (padded[:, 2 * _AROUND + 1 :] - padded[:, : -2 * _AROUND - 1]) / (2 * _AROUND + 1)
    found: NDArray[np.bool_] = (level - floor > _OUT) & (power > _WEAK * power.max())
    found[:, 1:-1] &= (level[:, 1:-1] > level[:, :-2]) & (level[:, 1:-1] >= level[:, 2:])
    found[:, [0, -1]] = False
    return found


def _held(peaks: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """Return the peaks (frames, bins) that belong to a run of `_HELD` frames and more in one place."""
    import numpy as np

    found = np.zeros_like(peaks)
    last = len(peaks) - _HELD
    if last < 1:
        return found
    wide, runs = _beside(peaks), peaks[:last].copy()
    for later in range(1, _HELD + 1):
        runs &= wide[later : last + later]
    for later in range(_HELD + 1):
        found[later : last + later] |= runs
    return found


def _beside(found: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """Return what is found in a bin or in one of its two neighbours."""
    wide = found.copy()
    wide[:, 1:] |= found[:, :-1]
    wide[:, :-1] |= found[:, 1:]
    return wide
