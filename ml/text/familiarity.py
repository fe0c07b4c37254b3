"""Whether a text looks like what the model was trained on; where it does not, the more modest calibration speaks.

The measure is the Mahalanobis distance of the pooled states to those of the training texts (Lee et al., 2018, without
classes), in the directions in which the training texts vary most.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from ml.errors import WeightsCorrupted
from ml.weights import Card

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Floats = NDArray[np.floating[Any]]

FILE: Final = "familiarity.safetensors"


@dataclass(frozen=True)
class Familiarity:
    """`mean` (width,) and `whitening` (width, directions) of the training texts' pooled states; `limit` a distance.

    `share` of the balanced head's logits is mixed into the moods' for an unfamiliar text, divided by `temperature`.
    """

    mean: Floats
    whitening: Floats
    limit: float
    share: float
    temperature: float

    def distance(self, pooled: Floats) -> Floats:
        """Return the distance of pooled states (..., width) in standard deviations a direction (...)."""
        import numpy as np

        place = (pooled - self.mean) @ self.whitening
        distances: Floats = np.sqrt((place**2).mean(axis=-1))
        return distances

    def knows(self, pooled: Floats) -> bool:
        """Whether a text (width,) is within the limit."""
        return bool(self.distance(pooled) <= self.limit)

    def modest(self, moods: Floats, balanced: Floats) -> Floats:
        """Return the logits (..., moods) for an unfamiliar text, tempered already."""
        return ((1 - self.share) * moods + self.share * balanced) / self.temperature


def load_familiarity(card: Card) -> Familiarity | None:
    """Read what the card's folder holds; None where the model has no second calibration."""
    from safetensors.numpy import load_file

    values: Mapping[str, Any] | None = card.values.get("unfamiliar")
    if values is None:
        return None
    try:
        tensors = load_file(card.folder / FILE)
        numbers = (float(values[name]) for name in ("limit", "share", "temperature"))
        return Familiarity(tensors["mean"].astype("float32"), tensors["whitening"].astype("float32"), *numbers)
    except (OSError, KeyError, ValueError) as error:
        raise WeightsCorrupted(f"{card.folder.name}/{FILE} cannot be read.") from error
