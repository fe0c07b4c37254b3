"""Every figure of one head on some rows, in one value."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING

from ml import curves, metrics, multilabel
from ml.metrics import Averages

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Bools = NDArray[np.bool_]
    Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Areas:
    """Means over labels that occur, each against the rest: AUC-ROC, plain and weighted by rows, and average precision.

    None where no label has an area, since every row carries it or none does.
    """

    macro_auc: float | None
    weighted_auc: float | None
    average_precision: float | None


@dataclass(frozen=True, slots=True)
class Measures:
    """Figures of one head. None where one is defined only for the other kind of head.

    One label a row: `accuracy` is the share of rows whose most probable label is right, `macro` the mean over labels
    that occur, `ece` that of the most probable label, and `brier` sums over labels. Several labels a row: `accuracy`
    asks that all labels of a row be right and none too many, `macro` is the mean over all labels of the head, and
    `ece` the mean of every label's own.
    """

    accuracy: float
    macro: Averages
    weighted: Averages
    areas: Areas
    ece: float
    brier: float
    balanced_accuracy: float | None = None
    mcc: float | None = None
    kappa: float | None = None
    aurc: float | None = None
    micro_f1: float | None = None
    hamming_loss: float | None = None

    def figures(self) -> dict[str, float]:
        """Return every figure that is defined under a flat name ("macro_f1")."""
        whole = {name: value for name, value in asdict(self).items() if not isinstance(value, dict)}
        means = {
            f"{kind}_{name}": value
            for kind, averages in (("macro", self.macro), ("weighted", self.weighted))
            for name, value in asdict(averages).items()
        }
        found = {**whole, **means, **asdict(self.areas)}
        return {name: value for name, value in found.items() if value is not None}


def of_one(truth: Bools, scores: Floats) -> Measures:
    """Measure a head of one label a row; both (n, labels)."""
    real, said, labels = truth.argmax(axis=1), scores.argmax(axis=1), truth.shape[1]
    right, top = real == said, scores.max(axis=1)
    occurring = [score for score in metrics.label_scores(real, said, labels) if score.support]
    macro = metrics.macro(occurring)
    return Measures(
        accuracy=metrics.accuracy(real, said),
        macro=macro,
        weighted=metrics.weighted(occurring),
        areas=_areas(truth, scores),
        ece=curves.calibration_error(right, top),
        brier=curves.brier(truth, scores),
        balanced_accuracy=macro.recall,
        mcc=metrics.matthews(real, said, labels),
        kappa=metrics.cohens_kappa(real, said, labels),
        aurc=curves.risk_coverage(right, top).area,
    )


def of_several(truth: Bools, scores: Floats, chosen: Bools) -> Measures:
    """Measure a head of several labels at the model's own thresholds; all (n, labels)."""
    every = multilabel.label_scores(truth, chosen)
    errors = [curves.calibration_error(truth[:, at], scores[:, at]) for at in range(truth.shape[1])]
    return Measures(
        accuracy=multilabel.subset_accuracy(truth, chosen),
        macro=metrics.macro(every),
        weighted=metrics.weighted(every),
        areas=_areas(truth, scores),
        ece=sum(errors) / len(errors),
        brier=curves.brier(truth, scores),
        micro_f1=multilabel.micro_f1(truth, chosen),
        hamming_loss=multilabel.hamming_loss(truth, chosen),
    )


def _areas(truth: Bools, scores: Floats) -> Areas:
    labels = range(truth.shape[1])
    rocs = {at: curve.area for at in labels if (curve := curves.roc(truth[:, at], scores[:, at]))}
    precise = [curve.area for at in labels if (curve := curves.precision_recall(truth[:, at], scores[:, at]))]
    rows = {at: int(truth[:, at].sum()) for at in rocs}
    return Areas(
        _mean(list(rocs.values()), [1] * len(rocs)),
        _mean(list(rocs.values()), list(rows.values())),
        _mean(precise, [1] * len(precise)),
    )


def _mean(values: Sequence[float], weights: Sequence[int]) -> float | None:
    if not values:
        return None
    return sum(value * weight for value, weight in zip(values, weights, strict=True)) / sum(weights)
