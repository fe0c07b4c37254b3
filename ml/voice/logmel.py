"""Log-mel spectrograms with NumPy alone, as librosa computes them (mel scale of Slaney's Auditory Toolbox, 1998)."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Any, Final

from ml.types import SAMPLE_RATE

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

MELS: Final = 64
WINDOW: Final = 1_024  # samples, 64 ms: long enough for the harmonics of a low voice to show
HOP: Final = 256  # samples, 16 ms
FLOOR: Final = 1e-10  # of power: -100 dB
_LINEAR_TO: Final = 1_000.0  # Hz; from there on the scale is logarithmic
_HERTZ_A_MEL: Final = 200.0 / 3


def log_mel(samples: NDArray[np.float32]) -> NDArray[np.float32]:
    """Return the power of `samples` (n,) in dB, (MELS, frames); what is shorter than a window counts as one."""
    import numpy as np

    if len(samples) < WINDOW:
        samples = np.pad(samples, (0, WINDOW - len(samples)))
    frames = np.lib.stride_tricks.sliding_window_view(samples, WINDOW)[::HOP]
    spectrum = np.fft.rfft(frames * _hann(), axis=1)
    power = (spectrum.real**2 + spectrum.imag**2) @ mel_filters().T
    return np.asarray(10.0 * np.log10(np.maximum(power, FLOOR)).T, dtype=np.float32)


def normalised(decibels: NDArray[np.float32]) -> NDArray[np.float32]:
    """Return a clip's spectrogram with mean 0 and spread 1 over all its cells: how loud it was recorded is no mood."""
    import numpy as np

    return np.asarray((decibels - decibels.mean()) / (decibels.std() + 1e-3), dtype=np.float32)


@cache
def mel_filters() -> NDArray[np.float64]:
    """Return the triangular filters (MELS, WINDOW // 2 + 1), each of the same area, from 0 Hz to the highest."""
    import numpy as np

    edges = _hertz(np.linspace(0.0, _mel(SAMPLE_RATE / 2), MELS + 2))
    bins = np.fft.rfftfreq(WINDOW, 1 / SAMPLE_RATE)
    rising = (bins - edges[:-2, None]) / np.diff(edges)[:-1, None]
    falling = (edges[2:, None] - bins) / np.diff(edges)[1:, None]
    triangles = np.maximum(0.0, np.minimum(rising, falling))
    return np.asarray(triangles * (2.0 / (edges[2:] - edges[:-2]))[:, None])


def _mel(hertz: float) -> float:
    import math

    return _LINEAR_TO / _HERTZ_A_MEL + 27.0 * math.log(hertz / _LINEAR_TO) / math.log(6.4)


def _hertz(mels: NDArray[np.float64]) -> NDArray[np.float64]:
    import numpy as np

    corner = _LINEAR_TO / _HERTZ_A_MEL
    above = _LINEAR_TO * np.exp(np.log(6.4) / 27.0 * (mels - corner))
    return np.asarray(np.where(mels < corner, mels * _HERTZ_A_MEL, above))


@cache
def _hann() -> NDArray[Any]:
    import numpy as np

    return np.asarray(0.5 - 0.5 * np.cos(2 * np.pi * np.arange(WINDOW) / WINDOW))
