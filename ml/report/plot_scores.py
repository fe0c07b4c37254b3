"""Figures of the probabilities: ranking, calibration, and what abstaining buys."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from ml import curves
from ml.evaluation import Evaluation
from ml.report.canvas import COLOURS, GREY, canvas, line_style, plain_numbers

if TYPE_CHECKING:
    import numpy as np
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure
    from numpy.typing import NDArray

Maker = Callable[["NDArray[np.bool_]", "NDArray[np.float64]"], "curves.Curve | None"]


def roc(result: Evaluation, title: str) -> Figure:
    """Draw the ROC curve of each label that occurs, against the rest."""
    figure, axes = _each_label(result, title, curves.roc, "AUC")
    axes.plot([0, 1], [0, 1], color=GREY, linewidth=1)
    axes.set_xlabel("false-positive rate")
    axes.set_ylabel("recall (true-positive rate)")
    return figure


def precision_recall(result: Evaluation, title: str) -> Figure:
    """Draw precision against recall of each label that occurs, against the rest."""
    figure, axes = _each_label(result, title, curves.precision_recall, "AP")
    axes.set_xlabel("recall")
    axes.set_ylabel("precision")
    return figure


def _each_label(result: Evaluation, title: str, make: Maker, area: str) -> tuple[Figure, Axes]:
    figure, axes = canvas(title, width=9.0, height=6.5)
    for at, (label, score) in enumerate(result.per_class.items()):
        if curve := make(result.truth[:, at], result.answers.scores[:, at]):
            name = f"{label}: {area} {curve.area:.3f} ({score.support})"
            axes.plot(curve.x, curve.y, linewidth=1.4, label=name, **line_style(at))
    axes.set_xlim(0, 1)
    axes.set_ylim(0, 1.01)
    if axes.lines:
        figure.legend(loc="outside right upper", fontsize=8, title=f"label: {area} (rows)")
    return figure, axes


def reliability(result: Evaluation, title: str) -> Figure:
    """Draw accuracy against confidence in 15 bins, and how many rows each bin holds."""
    right, confidence = _judged(result)
    bins = [one for one in curves.reliability(right, confidence) if one.n]
    figure, axes = canvas(f"{title}, ECE {result.measures.ece:.2%}", height=6.0)
    axes.plot([0, 1], [0, 1], color=GREY, linewidth=1, label="as sure as right")
    axes.plot([b.confidence for b in bins], [b.accuracy for b in bins], "o-", color=COLOURS[0], label="measured")
    axes.set(xlim=(0, 1), ylim=(0, 1.01), xlabel="confidence")
    axes.set_ylabel("share carried" if result.manifest.several else "accuracy")
    axes.legend(loc="upper left")
    rows = axes.twinx()
    rows.grid(visible=False)
    rows.bar([b.low for b in bins], [b.n for b in bins], 1 / curves.BINS, align="edge", color=COLOURS[4], alpha=0.35)
    tallest = max(b.n for b in bins)
    if result.manifest.several:  # most labels are most surely absent
        rows.set_yscale("log")
        plain_numbers(rows.yaxis, (1,))
        rows.set(ylim=(0.5, tallest * 30), ylabel="row–label pairs in the bin (bars)")
    else:
        rows.set(ylim=(0, tallest * 2.5), ylabel="rows in the bin (bars)")
    return figure


def _judged(result: Evaluation) -> tuple[NDArray[np.bool_], NDArray[np.float64]]:
    """Return what was right and how sure: of the top label of each row, or of every label of every row."""
    truth, scores = result.truth, result.answers.scores
    if result.manifest.several:
        return truth.ravel(), scores.ravel()
    return truth.argmax(axis=1) == scores.argmax(axis=1), scores.max(axis=1)


def risk_coverage(result: Evaluation, title: str) -> Figure:
    """Draw the error rate of the surest rows against how many are answered."""
    curve = curves.risk_coverage(*_judged(result))
    figure, axes = canvas(f"{title}, AURC {curve.area:.4f}")
    axes.plot(curve.x, curve.y, color=COLOURS[0], label="surest rows first")
    axes.axhline(curve.y[-1], color=GREY, linewidth=1, label="answering every row")
    sure = result.answers.sure
    if sure.any():
        right = _judged(result)[0]
        axes.plot(sure.mean(), 1 - right[sure].mean(), "D", color=COLOURS[1], label="the product's own threshold")
    axes.set(xlim=(0, 1), xlabel="coverage (share of rows answered)", ylabel="risk (share of them wrong)")
    axes.set_ylim(bottom=0)
    axes.legend()
    return figure
