"""Fallback tier: rules of thumb about how a mood sounds, over measures that do not depend on loudness. NumPy alone.

The signs are those that the literature agrees on (Scherer, 2003, "Vocal communication of emotion"; Juslin & Laukka,
2003, "Communication of emotions in vocal expression and music performance"). What data teaches is only where the
middle of each measure lies, how much the rules weigh together, and how common each class is.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Final

from ml.base import Prepared
from ml.errors import WeightsCorrupted
from ml.moods import VOICE9
from ml.types import AudioClip
from ml.voice.classifier import VoiceClassifier
from ml.voice.measures import Prosody, frames, prosody
from ml.voice.windows import parts
from ml.weights import Card

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Floats = NDArray[np.floating[Any]]

EDGE: Final = 3.0  # spreads from the middle; what is farther out counts as there
RULES: Final[Mapping[str, Mapping[str, float]]] = MappingProxyType(
    {
        "angry": {"effort": 2, "level": 1, "swing": 1, "pace": 1},
        "happy": {"level": 1, "effort": 1, "span": 1, "pace": 1, "voiced": 1},
        "fearful": {"level": 1, "pace": 1},
        "surprised": {"level": 1, "span": 1, "ending": 1},
        "disgust": {"pace": -1, "voiced": -1},
        "sad": {"effort": -1, "level": -1, "pace": -1, "span": -1},
        "calm": {"effort": -1, "level": -1, "pace": -1, "swing": -1},
        "neutral": {"effort": -1, "level": -1, "span": -1, "ending": -1},
        "boredom": {"effort": -1, "level": -1, "pace": -1, "span": -1, "swing": -1},
    }
)


class ProsodyRules(VoiceClassifier):
    """Applies RULES; the card holds the measures' middles and spreads, the classes' bias and the rules' weight."""

    def load_weights(self, card: Card) -> None:
        """Read the numbers. WeightsCorrupted when they do not fit."""
        import numpy as np

        try:
            fitted = card.values["fitted"]
            self.centre, self.spread = (np.array([fitted[key][one] for one in NAMES]) for key in ("centre", "spread"))
            self.bias = np.array([fitted["bias"][label] for label in VOICE9])
            self.weight = float(fitted["weight"])
        except (KeyError, TypeError, ValueError) as error:
            raise WeightsCorrupted(f"{self.spec.name}: the card does not hold what the rules need.") from error

    def preprocess(self, clip: AudioClip) -> Prepared:
        """Measure the clip; of a long clip each part."""
        return Prepared([prosody(frames(part)).vector() for part in parts(clip.samples)])

    def forward(self, features: Sequence[Sequence[Floats]]) -> Floats:
        """Return the logits (n, classes); a long clip's are the mean over its parts."""
        import numpy as np

        return np.stack(
            [logits(np.stack(rows), self.centre, self.spread, self.bias, self.weight).mean(axis=0) for rows in features]
        )


NAMES: Final = Prosody.names()


def matrix() -> Floats:
    """Return the rules as (measures, classes), each class's of length 1: many rules must not weigh more than few."""
    import numpy as np

    signs = np.array([[RULES[label].get(name, 0.0) for label in VOICE9] for name in NAMES])
    return np.asarray(signs / np.sqrt((signs**2).sum(axis=0)))


def logits(rows: Floats, centre: Floats, spread: Floats, bias: Floats, weight: float) -> Floats:
    """Return what the rules say of measures (n, 7): (n, 9)."""
    import numpy as np

    return np.asarray(np.clip((rows - centre) / spread, -EDGE, EDGE) @ matrix() * weight + bias)
