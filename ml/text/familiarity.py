"""Whether a text looks like what the model was trained on; where it does not, the more modest calibration speaks.

The measure is a linear classifier on what the encoder says of a text, fitted to tell training texts from those of a
source that the model was never trained on (outlier exposure, Hendrycks et al., 2019).
"""

from __future__ import annotations

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
    """`weights` (columns,) of an output row (all heads' logits and the pooled states), `limit` what is familiar.

    For an unfamiliar text `share` of the balanced head's logits is mixed into the moods', times `scale`, plus `bias`
    (8,): the mood mix of people's texts at large differs from that of the training sets.
    """

    weights: Floats
    limit: float
    share: float
    scale: float
    bias: Floats

    def strangeness(self, row: Floats) -> Floats:
        """Return how unlike the training texts outputs (..., columns) are (...)."""
        found: Floats = row @ self.weights
        return found

    def knows(self, row: Floats) -> bool:
        """Whether a text's outputs (columns,) are within the limit."""
        return bool(self.strangeness(row) <= self.limit)

    def modest(self, moods: Floats, balanced: Floats) -> Floats:
        """Return the logits (..., moods) for an unfamiliar text, calibrated already."""
        found: Floats = ((1 - self.share) * moods + self.share * balanced) * self.scale + self.bias
        return found


def load_familiarity(card: Card) -> Familiarity | None:
    """Read what the card's folder holds; None where the model has no second calibration."""
    import numpy as np
    from safetensors.numpy import load_file

    values: dict[str, Any] | None = card.values.get("unfamiliar")
    if values is None:
        return None
    try:
        weights = load_file(card.folder / FILE)["weights"]
        limit, share, scale = (float(values[name]) for name in ("limit", "share", "scale"))
        return Familiarity(weights, limit, share, scale, np.array(values["bias"]))
    except (OSError, KeyError, ValueError) as error:
        raise WeightsCorrupted(f"{card.folder.name}/{FILE} cannot be read.") from error
