"""What every classifier of voices has in common: clips in, the model's own classes and the moods out."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Final

from ml.base import Classifier, Prepared
from ml.calibration import softmax
from ml.errors import InvalidInput
from ml.moods import MOODS, VOICE9, VOICE_MOODS
from ml.types import AudioClip, Prediction
from ml.weights import Card

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

SHORTEST: Final = 0.25  # seconds; there is no mood in less


class VoiceClassifier(Classifier):
    """A classifier whose inputs are `AudioClip`s, and whose `forward` gives logits (n, classes).

    A mood's score is the sum of its classes'; a mood without one keeps exactly 0.
    """

    classes: tuple[str, ...] = VOICE9

    def admit(self, given: Any) -> AudioClip:
        """Return the clip. InvalidInput for what is none, holds what is no number, is too short or too long."""
        import numpy as np

        if not isinstance(given, AudioClip):
            raise InvalidInput("The input must be an audio clip.")
        if not SHORTEST <= given.seconds <= self.config.max_audio_seconds:
            raise InvalidInput("The recording is too short or too long.")
        if not np.isfinite(given.samples).all():
            raise InvalidInput("The recording holds what is no number.")
        return given

    @property
    def columns(self) -> int:  # type: ignore[override]
        """Logits a clip."""
        return len(self.classes)

    def postprocess(self, card: Card, item: Prepared, row: NDArray[np.float64], latency_ms: float) -> Prediction:
        """Turn a clip's logits into calibrated classes, and these into moods."""
        shares = softmax(row[None], card.temperature)[0]
        labels = dict(zip(self.classes, map(float, shares), strict=True))
        return Prediction(
            self.spec.modality,
            moods_of_classes(labels),
            self.spec.name,
            self.spec.tier,
            latency_ms,
            card.threshold,
            item.warnings,
            labels=labels,
        )


def moods_of_classes(labels: Mapping[str, float]) -> dict[str, float]:
    """Return the share of each mood: the sum over the classes that stand for it."""
    scores = dict.fromkeys(MOODS, 0.0)
    for label, share in labels.items():
        scores[VOICE_MOODS[label]] += share
    return scores
