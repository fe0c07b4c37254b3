"""What can happen to a voice on its way to the microphone, as pure functions of samples (n,) at 16 kHz.

Whatever is drawn comes from the given generator, so the same seed gives the same sound. Signal-to-noise ratios are in
decibels over the whole clip. Nothing here changes who speaks or, as far as can be told, what they feel; speed and pitch
are kept to small steps for that reason.
"""

from __future__ import annotations

from io import BytesIO
from typing import TYPE_CHECKING, Any, Final

from ml.audio import decode
from ml.types import SAMPLE_RATE

if TYPE_CHECKING:
    from collections.abc import Sequence

    import numpy as np
    from numpy.typing import NDArray

    Samples = NDArray[np.floating[Any]]

TELEPHONE: Final = (300.0, 3400.0)  # Hz, ITU-T G.712
BANDS: Final = (0.0, 200.0, 1000.0, 3000.0, 5000.0, 8000.0)  # Hz, where `equalise` sets its gains
_FRAME: Final = 320  # samples of an Opus frame of 20 ms
_QUIET: Final = 1e-12


def speed(samples: Samples, factor: float) -> Samples:
    """Play `factor` times as fast: shorter and higher for more than 1."""
    import soxr

    return soxr.resample(samples, SAMPLE_RATE, SAMPLE_RATE / factor)  # type: ignore[no-any-return]


def pitch(samples: Samples, semitones: float) -> Samples:
    """Raise the pitch by `semitones` (phase vocoder); the length stays."""
    import librosa
    import numpy as np

    return librosa.effects.pitch_shift(np.asarray(samples, dtype=np.float32), sr=SAMPLE_RATE, n_steps=semitones)


def noise(samples: Samples, snr: float, rng: np.random.Generator, colour: float = 0.0) -> Samples:
    """Add noise at `snr` decibels; its power falls with frequency to the power of `colour` (0 white, 1 pink)."""
    import numpy as np

    spectrum = np.fft.rfft(rng.normal(size=len(samples)))
    steps = np.maximum(np.arange(len(spectrum)), 1.0)
    return _added(samples, np.fft.irfft(spectrum / steps ** (colour / 2), len(samples)), snr)


def babble(samples: Samples, voices: Sequence[Samples], snr: float, rng: np.random.Generator) -> Samples:
    """Add other people's voices, each as loud as the others, at `snr` decibels together."""
    import numpy as np

    crowd = np.zeros(len(samples))
    for voice in voices:
        turned = np.resize(np.roll(voice, int(rng.integers(len(voice)))), len(samples))
        crowd += turned / (np.sqrt((turned**2).mean()) + 1e-6)
    return _added(samples, crowd, snr)


def _added(samples: Samples, other: Samples, snr: float) -> Samples:
    power = (samples**2).mean() / ((other**2).mean() + _QUIET)
    return samples + other * (power / 10 ** (snr / 10)) ** 0.5  # type: ignore[no-any-return]


def room(samples: Samples, reverberation: float, direct: float, rng: np.random.Generator) -> Samples:
    """Put the voice into a synthetic room (exponentially decaying noise); the length stays.

    `reverberation`: seconds until the echo has fallen by 60 dB. `direct`: decibels of the direct sound over the echo.
    """
    import numpy as np
    from scipy.signal import fftconvolve

    length = max(2, int(reverberation * SAMPLE_RATE))
    echo = rng.normal(size=length) * 10 ** (-3 * np.arange(length) / length)
    echo[: int(rng.uniform(0.001, 0.01) * SAMPLE_RATE)] = 0
    echo *= 10 ** (-direct / 20) / (np.sqrt((echo**2).sum()) + _QUIET)
    echo[0] = 1.0
    return fftconvolve(samples, echo)[: len(samples)]  # type: ignore[no-any-return]


def equalise(samples: Samples, gains: Sequence[float] | Samples) -> Samples:
    """Raise or lower the bands around BANDS by `gains` decibels, one each."""
    import numpy as np

    spectrum, at = np.fft.rfft(samples), np.fft.rfftfreq(len(samples), 1 / SAMPLE_RATE)
    return np.fft.irfft(spectrum * np.interp(at, BANDS, 10 ** (np.asarray(gains) / 20)), len(samples))


def band(samples: Samples, low: float = TELEPHONE[0], high: float = TELEPHONE[1]) -> Samples:
    """Keep what lies between `low` and `high` Hz, as a telephone does."""
    import numpy as np

    spectrum, at = np.fft.rfft(samples), np.fft.rfftfreq(len(samples), 1 / SAMPLE_RATE)
    return np.fft.irfft(spectrum * ((at >= low) & (at <= high)), len(samples))


def opus(samples: Samples, bit_rate: int = 24_000) -> Samples:
    """Send the clip through an Opus codec at `bit_rate` bits a second, as browsers do; the length stays."""
    import av
    import numpy as np

    file = BytesIO()
    padded = np.pad(np.clip(samples, -1, 1), (0, -len(samples) % _FRAME)).astype(np.float32)
    with av.open(file, "w", format="ogg") as out:
        stream = out.add_stream("libopus", rate=SAMPLE_RATE, layout="mono", bit_rate=bit_rate)
        frame = av.AudioFrame.from_ndarray((padded * 32767).astype(np.int16)[None], format="s16", layout="mono")
        frame.sample_rate = SAMPLE_RATE
        out.mux(stream.encode(frame))
        out.mux(stream.encode(None))
    heard = decode(file.getvalue(), max_bytes=len(file.getvalue()), max_seconds=len(padded) / SAMPLE_RATE + 1).samples
    return np.pad(heard, (0, max(0, len(samples) - len(heard))))[: len(samples)]
