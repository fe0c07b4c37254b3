"""How something is said, whatever it is and however loud: pitch, pace, swing of loudness, brightness; NumPy alone."""

from __future__ import annotations

from dataclasses import astuple, dataclass, fields
from typing import TYPE_CHECKING, Any, Final

from ml.types import SAMPLE_RATE

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Floats = NDArray[np.floating[Any]]

WINDOW: Final = 1_024  # samples, 64 ms: four periods of the lowest voice
HOP: Final = 256
LOWEST: Final = 65.0  # Hz of a speaking voice
HIGHEST: Final = 500.0
FOURIER: Final = 1_280  # points: a window and the longest period, so that no likeness wraps round
PERIODIC: Final = 0.5  # normalised autocorrelation from which on a frame counts as voiced
SPEECH_RANGE: Final = 30.0  # dB below the loudest frame; what is softer is no speech
TONE: Final = 100.0  # Hz, from which semitones are counted
SYLLABLE: Final = 2.0  # dB that the loudness must fall between two syllables
BRIGHT: Final = (1_000.0, 4_000.0)  # Hz; how much stands there over what is below tells vocal effort


@dataclass(frozen=True, slots=True)
class Prosody:
    """Measures of a clip. None depends on how loud it was recorded.

    `level`: median pitch, semitones over 100 Hz. `span`: 10th to 90th percentile, semitones. `ending`: pitch of the
    last fifth of the voice over the median, semitones. `pace`: syllables a second. `swing`: spread of the loudness
    while somebody speaks, dB. `effort`: 1–4 kHz over what is below, dB. `voiced`: share of the speech.
    """

    level: float
    span: float
    ending: float
    pace: float
    swing: float
    effort: float
    voiced: float

    @classmethod
    def names(cls) -> tuple[str, ...]:
        """Return the measures' names in order."""
        return tuple(field.name for field in fields(cls))

    def vector(self) -> NDArray[np.float32]:
        """Return the measures in order, (7,)."""
        import numpy as np

        return np.array(astuple(self), dtype=np.float32)


@dataclass(frozen=True, slots=True)
class Frames:
    """A clip frame by frame: `decibels`, pitch in `semitones`, `effort` in dB, and which are speech and voiced."""

    decibels: Floats
    semitones: Floats
    effort: Floats
    speech: NDArray[np.bool_]
    voiced: NDArray[np.bool_]


def prosody(found: Frames) -> Prosody:
    """Sum a clip's frames up. Without a voiced one everything about pitch is 0."""
    import numpy as np

    tones = found.semitones[found.voiced]
    low, level, high = np.percentile(tones, (10, 50, 90)) if len(tones) else (0.0, 0.0, 0.0)
    last = tones[-max(1, len(tones) // 5) :]
    seconds = max(found.speech.sum() * HOP / SAMPLE_RATE, 0.1)
    return Prosody(
        level=float(level),
        span=float(high - low),
        ending=float(np.median(last) - level) if len(last) else 0.0,
        pace=_syllables(found) / float(seconds),
        swing=float(found.decibels[found.speech].std()),
        effort=float(found.effort[found.speech].mean()),
        voiced=float(found.voiced.sum() / max(1, found.speech.sum())),
    )


def frames(samples: NDArray[np.float32]) -> Frames:
    """Cut `samples` into frames and measure each; pitch is the strongest period of the autocorrelation."""
    import numpy as np

    padded = np.pad(samples, (0, max(0, WINDOW - len(samples))))
    cut = np.lib.stride_tricks.sliding_window_view(padded, WINDOW)[::HOP] * np.hanning(WINDOW)
    power = np.abs(np.fft.rfft(cut, FOURIER, axis=1)) ** 2
    at = np.fft.rfftfreq(FOURIER, 1 / SAMPLE_RATE)
    below, bright = power[:, at < BRIGHT[0]].sum(axis=1), power[:, (at >= BRIGHT[0]) & (at < BRIGHT[1])].sum(axis=1)
    decibels = 10 * np.log10(power.sum(axis=1) + 1e-12)
    speech = decibels > decibels.max() - SPEECH_RANGE
    period, strength = _periods(power)
    return Frames(
        decibels,
        12 * np.log2(SAMPLE_RATE / period / TONE),
        10 * np.log10((bright + 1e-12) / (below + 1e-12)),
        speech,
        speech & (strength > PERIODIC),
    )


def _periods(power: Floats) -> tuple[Floats, Floats]:
    """Return each frame's strongest period in samples and how periodic it is, 0..1 (Boersma, 1993, without a path)."""
    import numpy as np

    first, last = int(SAMPLE_RATE / HIGHEST), int(SAMPLE_RATE / LOWEST)
    window = np.fft.irfft(np.abs(np.fft.rfft(np.hanning(WINDOW), FOURIER)) ** 2)[: last + 2]
    likeness = np.fft.irfft(power, axis=1)[:, : last + 2] / (window / window[0])
    likeness /= likeness[:, :1] + 1e-12
    lags = np.arange(last + 2)
    inside = np.where((lags >= first) & (lags <= last), likeness - 0.01 * np.log2(np.maximum(lags, 1) / first), -np.inf)
    best = inside.argmax(axis=1)
    rows = np.arange(len(likeness))
    left, peak, right = (likeness[rows, best + step] for step in (-1, 0, 1))
    curve = np.minimum(left - 2 * peak + right, -1e-9)  # a peak's parabola opens downwards
    return best + np.clip(0.5 * (left - right) / curve, -0.5, 0.5), peak


def _syllables(found: Frames) -> int:
    """Count the peaks of the smoothed loudness with a voice, between which it falls by SYLLABLE dB."""
    import numpy as np

    smooth = np.convolve(np.pad(found.decibels, 2, mode="edge"), np.ones(5) / 5, mode="valid")
    count, rising, peak, turn = 0, True, 0, smooth[0]
    for at, value in enumerate(smooth):
        if (value >= turn) == rising:
            turn, peak = value, at
        elif abs(value - turn) >= SYLLABLE:
            count += rising and bool(found.voiced[max(0, peak - 2) : peak + 3].any())
            rising, turn, peak = not rising, value, at
    return max(1, count)
