"""Secondary tier: what librosa measures frame by frame, summed up over the clip, and a linear head."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, Final

from ml.base import Prepared
from ml.errors import RuntimeMissing, WeightsCorrupted
from ml.types import SAMPLE_RATE, AudioClip
from ml.voice.classifier import VoiceClassifier
from ml.voice.measures import Frames, Prosody, frames, prosody
from ml.weights import Card

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Floats = NDArray[np.floating[Any]]

WINDOW: Final = 1_024  # samples
HOP: Final = 256
MELS: Final = 64
CEPSTRA: Final = 13
LOUDNESS: Final = 0.05  # root mean square to which every clip is brought first
EDGE: Final = 5.0  # spreads from the centre; what is farther out counts as there
SHARES: Final = (10, 50, 90)  # percentiles
STATISTICS: Final = ("mean", "spread", *(f"p{share}" for share in SHARES))
TRACKS: Final = (
    *(f"{kind}{at}" for kind in ("mfcc", "delta", "delta2_") for at in range(1, CEPSTRA + 1)),
    *(f"chroma{at}" for at in range(1, 13)),
    *("centroid", "rolloff", "zero_crossings", "rms", "pitch"),
)
NAMES: Final = (*(f"{track}_{one}" for track in TRACKS for one in STATISTICS), *Prosody.names())


class FeatureClassifier(VoiceClassifier):
    """Reads `model.safetensors`: centre and spread of the features, weights (features, classes) and bias."""

    def load_weights(self, card: Card) -> None:
        """Read the head and let librosa compile what it uses. RuntimeMissing where it is not installed."""
        import numpy as np
        from safetensors.numpy import load_file

        tensors = load_file(card.folder / "model.safetensors")
        self.centre, self.spread, self.weights, self.bias = (
            tensors[name].astype(np.float32) for name in ("centre", "spread", "weights", "bias")
        )
        if self.weights.shape != (len(NAMES), len(self.classes)):
            raise WeightsCorrupted(f"{self.spec.name}: the head is for other features.")
        try:
            measured(np.zeros(SAMPLE_RATE, dtype=np.float32))
        except ImportError as error:
            raise RuntimeMissing(f"{self.spec.name} needs {error.name or error}.") from error

    def preprocess(self, clip: AudioClip) -> Prepared:
        """Measure the clip."""
        return Prepared(measured(clip.samples))

    def forward(self, features: Sequence[Floats]) -> Floats:
        """Return the logits (n, classes)."""
        import numpy as np

        return logits(np.stack(features), self.centre, self.spread, self.weights, self.bias)


def logits(rows: Floats, centre: Floats, spread: Floats, weights: Floats, bias: Floats) -> Floats:
    """Return what the head says of features (n, features): (n, classes)."""
    import numpy as np

    return np.asarray(np.clip((rows - centre) / spread, -EDGE, EDGE) @ weights + bias)


def measured(samples: NDArray[np.float32]) -> NDArray[np.float32]:
    """Return the features of a clip (n,) in the order of NAMES: each track's statistics, then the prosody."""
    import numpy as np

    even = samples * (LOUDNESS / (float(np.sqrt((samples**2).mean())) + 1e-6))
    even = np.pad(even, (0, max(0, 2 * WINDOW - len(even))))
    voice = frames(even)
    found = np.concatenate([_summed(_tracks(even)), _pitch(voice), prosody(voice).vector()])
    return np.asarray(np.nan_to_num(found), dtype=np.float32)


def _summed(tracks: Floats) -> Floats:
    """Return each track's statistics in order, (tracks * statistics,)."""
    import numpy as np

    return np.stack([tracks.mean(axis=1), tracks.std(axis=1), *np.percentile(tracks, SHARES, axis=1)], axis=1).ravel()


def _pitch(voice: Frames) -> Floats:
    """Return the statistics of the pitch in semitones, which only voiced frames have: (statistics,)."""
    import numpy as np

    tones = voice.semitones[voice.voiced] if voice.voiced.any() else np.zeros(1)
    return _summed(tones[None])


def _tracks(samples: NDArray[np.float32]) -> Floats:
    """Return what is measured in every frame but the pitch, which only a voice has: (tracks - 1, frames)."""
    import librosa
    import numpy as np

    size: dict[str, Any] = {"frame_length": WINDOW, "hop_length": HOP}
    magnitude = np.abs(librosa.stft(samples, n_fft=WINDOW, hop_length=HOP))
    power = magnitude**2
    mel = librosa.feature.melspectrogram(S=power, sr=SAMPLE_RATE, n_mels=MELS)
    cepstra = librosa.feature.mfcc(S=librosa.power_to_db(mel, top_db=60.0), n_mfcc=CEPSTRA)
    width = min(9, (cepstra.shape[1] - 1) // 2 * 2 + 1)
    return np.concatenate(
        [
            cepstra,
            librosa.feature.delta(cepstra, width=width),
            librosa.feature.delta(cepstra, order=2, width=width),
            librosa.feature.chroma_stft(S=power, sr=SAMPLE_RATE, tuning=0.0),
            librosa.feature.spectral_centroid(S=magnitude, sr=SAMPLE_RATE),
            librosa.feature.spectral_rolloff(S=magnitude, sr=SAMPLE_RATE),
            librosa.feature.zero_crossing_rate(samples, **size),
            librosa.power_to_db(librosa.feature.rms(S=magnitude, **size) ** 2, top_db=60.0),
        ]
    )
