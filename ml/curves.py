"""Curves of a classifier's probabilities and what they sum up to, in plain NumPy.

Arrays of one label against the rest: `carried` (n,) whether a row carries it, `scores` (n,) its probabilities. Rows of
equal probability are never told apart: their order in a manifest changes nothing.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Bools = NDArray[np.bool_]
    Floats = NDArray[np.float64]

BINS: Final = 15


@dataclass(frozen=True, slots=True, eq=False)
class Curve:
    """Points of a curve, both axes in [0, 1], and the `area` that sums it up."""

    x: Floats
    y: Floats
    area: float


@dataclass(frozen=True, slots=True)
class Bin:
    """Rows of like confidence: how many, how sure on average, and how often right; ratios 0 in an empty bin."""

    low: float
    high: float
    n: int
    confidence: float
    accuracy: float


def roc(carried: Bools, scores: Floats) -> Curve | None:
    """Return false-positive rate (x) against recall (y) with AUC; None where all rows, or none, carry the label."""
    import numpy as np

    hits, misses = _steps(carried, scores)
    if not hits[-1] or not misses[-1]:
        return None
    x, y = misses / misses[-1], hits / hits[-1]
    return Curve(x, y, float(np.trapezoid(y, x)))


def precision_recall(carried: Bools, scores: Floats) -> Curve | None:
    """Return recall (x) against precision (y) with the average precision; None where no row carries the label."""
    import numpy as np

    hits, misses = _steps(carried, scores)
    if not hits[-1]:
        return None
    recall, precision = hits / hits[-1], hits[1:] / (hits[1:] + misses[1:])
    return Curve(recall[1:], precision, float((np.diff(recall) * precision).sum()))


def _steps(carried: Bools, scores: Floats) -> tuple[Floats, Floats]:
    """Return how many rows with and without the label lie at or above each distinct score, from none on."""
    import numpy as np

    order = np.argsort(-scores, kind="stable")
    ends = np.append(np.flatnonzero(np.diff(scores[order])), len(order) - 1)
    hits = np.cumsum(carried[order], dtype=float)[ends]
    return np.append(0.0, hits), np.append(0.0, ends + 1 - hits)


def risk_coverage(right: Bools, confidence: Floats) -> Curve:
    """Return coverage (x) against risk (y), the error rate of the surest rows up to there, and AURC as its mean.

    Shape (n,) each. Geifman and El-Yaniv, 2017. Rows of equal confidence share their errors evenly.
    """
    import numpy as np

    order = np.argsort(-confidence, kind="stable")
    _, tie, sizes = np.unique(-confidence[order], return_inverse=True, return_counts=True)
    errors = np.bincount(tie, weights=~right[order]) / sizes
    answered = np.arange(1, len(order) + 1)
    risk = np.cumsum(errors[tie]) / answered
    return Curve(answered / len(order), risk, float(risk.mean()))


def reliability(right: Bools, confidence: Floats, bins: int = BINS) -> list[Bin]:
    """Return equal-width bins of confidence, each closed above; the gaps weighed by rows are the calibration error."""
    import numpy as np

    place = np.clip(np.ceil(confidence * bins).astype(int) - 1, 0, bins - 1)
    sizes = np.bincount(place, minlength=bins)
    sure = np.bincount(place, weights=confidence, minlength=bins) / np.maximum(sizes, 1)
    hit = np.bincount(place, weights=right, minlength=bins) / np.maximum(sizes, 1)
    return [Bin(at / bins, (at + 1) / bins, int(sizes[at]), float(sure[at]), float(hit[at])) for at in range(bins)]


def calibration_error(right: Bools, confidence: Floats, bins: int = BINS) -> float:
    """Return the mean gap between confidence and accuracy over the bins of `reliability`, in [0, 1]."""
    found = reliability(right, confidence, bins)
    return sum(one.n * abs(one.confidence - one.accuracy) for one in found) / len(right)


def brier(carried: Bools, scores: Floats) -> float:
    """Return the squared errors summed over labels, mean over rows (Brier, 1950); both (n, labels). 0 is perfect."""
    return float(((scores - carried) ** 2).sum(axis=1).mean())
