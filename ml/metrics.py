"""Measures of a classifier that gives one label, in plain NumPy.

Arrays: `truth` and `predicted` (n,) label indices, `scores` (n, labels) probabilities.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Ints = NDArray[np.int64]
    Floats = NDArray[np.float64]

ECE_BINS: Final = 15
RESAMPLES: Final = 1000


@dataclass(frozen=True, slots=True)
class LabelScore:
    """Precision, recall and F1 (0..1) of one label, and how many rows truly carry it."""

    precision: float
    recall: float
    f1: float
    support: int


@dataclass(frozen=True, slots=True)
class CoveragePoint:
    """At `threshold` the share of rows answered (`coverage`) and their accuracy (1.0 when none is answered)."""

    threshold: float
    coverage: float
    accuracy: float


@dataclass(frozen=True, slots=True)
class Averages:
    """Precision, recall and F1 (0..1) over several labels."""

    precision: float
    recall: float
    f1: float


def accuracy(truth: Ints, predicted: Ints) -> float:
    """Return the share of rows whose prediction is the truth; ValueError without rows."""
    if not len(truth):
        raise ValueError("accuracy of no rows")
    return float((truth == predicted).mean())


def confusion(truth: Ints, predicted: Ints, labels: int) -> Ints:
    """Return counts, shape (labels, labels): row the truth, column the prediction."""
    import numpy as np

    return np.bincount(truth * labels + predicted, minlength=labels * labels).reshape(labels, labels)


def label_scores(truth: Ints, predicted: Ints, labels: int) -> list[LabelScore]:
    """Return one score a label; a ratio without a denominator is 0."""
    counts = confusion(truth, predicted, labels)
    return [_label_score(counts, label) for label in range(labels)]


def _label_score(counts: Ints, label: int) -> LabelScore:
    hit = int(counts[label, label])
    said, there = int(counts[:, label].sum()), int(counts[label].sum())
    precision, recall = hit / said if said else 0.0, hit / there if there else 0.0
    return LabelScore(precision, recall, 2 * hit / (said + there) if said + there else 0.0, there)


def macro_f1(truth: Ints, predicted: Ints, labels: int) -> float:
    """Return the mean F1 of the labels that occur in `truth`; a prediction outside them counts as wrong."""
    import numpy as np

    counts = confusion(truth, predicted, labels)
    there, said, hits = counts.sum(axis=1), counts.sum(axis=0), counts.diagonal()
    scores = 2 * hits / np.maximum(there + said, 1)
    return float(scores[there > 0].mean())


def macro(scores: Sequence[LabelScore]) -> Averages:
    """Return plain means over `scores`."""
    return _averages(scores, [1] * len(scores))


def weighted(scores: Sequence[LabelScore]) -> Averages:
    """Return means in which each label counts as often as it occurs."""
    return _averages(scores, [score.support for score in scores])


def _averages(scores: Sequence[LabelScore], weights: Sequence[int]) -> Averages:
    pairs = tuple(zip(scores, weights, strict=True))
    total = max(1, sum(weights))
    return Averages(
        sum(score.precision * weight for score, weight in pairs) / total,
        sum(score.recall * weight for score, weight in pairs) / total,
        sum(score.f1 * weight for score, weight in pairs) / total,
    )


def matthews(truth: Ints, predicted: Ints, labels: int) -> float:
    """Return the correlation of truth and prediction in [-1, 1] (Gorodkin, 2004); 0 where either never varies."""
    counts = confusion(truth, predicted, labels).astype(float)
    there, said, total = counts.sum(axis=1), counts.sum(axis=0), counts.sum()
    spread = float((total**2 - there @ there) * (total**2 - said @ said))
    return float(counts.trace() * total - there @ said) / spread**0.5 if spread > 0 else 0.0


def cohens_kappa(truth: Ints, predicted: Ints, labels: int) -> float:
    """Return the agreement beyond chance, at most 1 (Cohen, 1960); 0 where chance alone would agree on every row."""
    counts = confusion(truth, predicted, labels).astype(float)
    total = counts.sum()
    chance = float(counts.sum(axis=1) @ counts.sum(axis=0)) / total**2
    return float((counts.trace() / total - chance) / (1 - chance)) if chance < 1 else 0.0


def expected_calibration_error(truth: Ints, scores: Floats, bins: int = ECE_BINS) -> float:
    """Return the mean gap between top probability and accuracy over equal-width bins (Guo et al., 2017), in [0, 1]."""
    import numpy as np

    top, right = scores.max(axis=1), scores.argmax(axis=1) == truth
    place = np.clip(np.ceil(top * bins).astype(int) - 1, 0, bins - 1)
    gaps = np.bincount(place, weights=right - top, minlength=bins)
    return float(np.abs(gaps).sum() / len(truth))


def risk_coverage(truth: Ints, scores: Floats, thresholds: tuple[float, ...]) -> list[CoveragePoint]:
    """Return coverage and accuracy of the rows whose top probability reaches each threshold."""
    top, right = scores.max(axis=1), scores.argmax(axis=1) == truth
    points = []
    for threshold in thresholds:
        kept = top >= threshold
        points.append(CoveragePoint(threshold, float(kept.mean()), float(right[kept].mean()) if kept.any() else 1.0))
    return points


def bootstrap_interval(truth: Ints, predicted: Ints, labels: int, *, seed: int = 0) -> dict[str, tuple[float, float]]:
    """Return the 95 % percentile intervals of `accuracy` and `macro_f1` over 1,000 resamples of the rows."""
    import numpy as np

    random = np.random.default_rng(seed)
    found: dict[str, list[float]] = {"accuracy": [], "macro_f1": []}
    for _ in range(RESAMPLES):
        draw = random.integers(0, len(truth), len(truth))
        found["accuracy"].append(accuracy(truth[draw], predicted[draw]))
        found["macro_f1"].append(macro_f1(truth[draw], predicted[draw], labels))
    return {
        name: (float(np.quantile(values, 0.025)), float(np.quantile(values, 0.975))) for name, values in found.items()
    }
