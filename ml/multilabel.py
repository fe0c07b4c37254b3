"""Measures of a classifier that gives any number of labels, in plain NumPy.

Arrays, each (n, labels): `truth` whether a row carries a label, `chosen` whether the model says so.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from ml.metrics import RESAMPLES, LabelScore

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Bools = NDArray[np.bool_]
    Ints = NDArray[np.int64]
    Floats = NDArray[np.float64]


def subset_accuracy(truth: Bools, chosen: Bools) -> float:
    """Return the share of rows whose labels are all right and none too many; ValueError without rows."""
    if not len(truth):
        raise ValueError("accuracy of no rows")
    return float((truth == chosen).all(axis=1).mean())


def hamming_loss(truth: Bools, chosen: Bools) -> float:
    """Return the share of all (row, label) pairs that are wrong."""
    return float((truth != chosen).mean())


def label_scores(truth: Bools, chosen: Bools) -> list[LabelScore]:
    """Return one score a label; a ratio without a denominator is 0."""
    hits, said, there = (truth & chosen).sum(axis=0), chosen.sum(axis=0), truth.sum(axis=0)
    return [
        LabelScore(
            float(hit) / max(1, told), float(hit) / max(1, real), 2 * float(hit) / max(1, told + real), int(real)
        )
        for hit, told, real in zip(hits, said, there, strict=True)
    ]


def micro_f1(truth: Bools, chosen: Bools) -> float:
    """Return F1 over all (row, label) pairs; 0 where nothing is carried or said."""
    return float(2 * (truth & chosen).sum() / max(1, truth.sum() + chosen.sum()))


def macro_f1(truth: Bools, chosen: Bools) -> float:
    """Return the mean F1 of all labels; one that nobody carries or says counts as 0."""
    scores = label_scores(truth, chosen)
    return sum(score.f1 for score in scores) / len(scores)


def mistaken(truth: Bools, chosen: Bools) -> Ints:
    """Return counts (labels, labels): on the diagonal hits, elsewhere rows that miss the first label and wrongly get
    the second.
    """
    import numpy as np

    missed, wrong = (truth & ~chosen).astype(np.int64), (chosen & ~truth).astype(np.int64)
    return np.asarray(missed.T @ wrong + np.diag((truth & chosen).sum(axis=0)))


def bootstrap_interval(truth: Bools, chosen: Bools, *, seed: int = 0) -> dict[str, tuple[float, float]]:
    """Return the 95 % percentile intervals of subset `accuracy` and `macro_f1` over 1,000 resamples of the rows."""
    import numpy as np

    random, rows = np.random.default_rng(seed), len(truth)
    hits, marks = (truth & chosen).astype(np.float64), truth.astype(np.float64) + chosen
    exact = (truth == chosen).all(axis=1)
    found: dict[str, list[float]] = {"accuracy": [], "macro_f1": []}
    for _ in range(RESAMPLES):
        # How often a row is drawn weighs its hits and marks.
        drawn = np.bincount(random.integers(0, rows, rows), minlength=rows).astype(np.float64)
        found["accuracy"].append(float(drawn @ exact) / rows)
        found["macro_f1"].append(float((2 * (drawn @ hits) / np.maximum(drawn @ marks, 1)).mean()))
    return {
        name: (float(np.quantile(values, 0.025)), float(np.quantile(values, 0.975))) for name, values in found.items()
    }
