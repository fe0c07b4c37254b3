"""Figures of the labels: what is taken for what, and how well each one is found."""

from __future__ import annotations

import textwrap
from typing import TYPE_CHECKING, Final

from ml.evaluation import Evaluation
from ml.report.canvas import COLOURS, GREY, MAP, canvas, plain
from ml.report.pairs import confused, counts

if TYPE_CHECKING:
    import numpy as np
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure
    from numpy.typing import NDArray

WRITTEN: Final = 15  # labels up to which every cell of a matrix bears its number
Z: Final = 1.96


def confusion(result: Evaluation, title: str) -> Figure:
    """Draw the confusion matrix in rows."""
    found = counts(result)
    return _matrix(result, title, found.astype(float), [[f"{cell}" for cell in row] for row in found], "rows")


def confusion_normalised(result: Evaluation, title: str) -> Figure:
    """Draw the confusion matrix as shares of each true label's rows."""
    import numpy as np

    found = counts(result) / np.maximum(result.truth.sum(axis=0), 1)[:, None]
    return _matrix(
        result, title, found, [[f"{cell:.0%}" for cell in row] for row in found], "share of the label's rows"
    )


def _matrix(result: Evaluation, title: str, values: NDArray[np.float64], written: list[list[str]], unit: str) -> Figure:
    labels, side = result.manifest.labels, 2.5 + 0.42 * len(result.manifest.labels)
    figure, axes = canvas(title, width=max(7.0, side + 1.5), height=max(5.5, side))
    image = axes.imshow(values, cmap=MAP, vmin=0)
    figure.colorbar(image, ax=axes, label=unit, shrink=0.8)
    axes.grid(visible=False)
    axes.set_xticks(range(len(labels)), labels, rotation=60, ha="right", rotation_mode="anchor")
    axes.set_yticks(range(len(labels)), [f"{name} ({score.support})" for name, score in result.per_class.items()])
    several = result.manifest.several
    axes.set_xlabel("given (off the diagonal: wrongly, in place of the one missed)" if several else "predicted")
    axes.set_ylabel("missed, or hit on the diagonal (rows)" if several else "true (rows)")
    if len(labels) <= WRITTEN:
        _write_cells(axes, values, written)
    return figure


def _write_cells(axes: Axes, values: NDArray[np.float64], written: list[list[str]]) -> None:
    half = values.max() / 2
    for y, row in enumerate(written):
        for x, text in enumerate(row):
            axes.text(
                x, y, text, ha="center", va="center", fontsize=8, color="black" if values[y, x] > half else "white"
            )


def per_class(result: Evaluation, title: str) -> Figure:
    """Draw precision, recall and F1 of each label."""
    figure, axes = _rows(result, title, 0.6)
    for at, name in enumerate(("precision", "recall", "f1")):
        places = [row + (at - 1) * 0.27 for row in range(len(result.per_class))]
        values = [getattr(score, name) for score in result.per_class.values()]
        axes.barh(places, values, height=0.25, color=COLOURS[at], label={"f1": "F1"}.get(name, name))
    axes.set_xlabel("share")
    figure.legend(loc="outside lower center", ncols=3)
    return figure


def class_accuracy(result: Evaluation, title: str) -> Figure:
    """Draw the share of each label's rows in which it was found, with 95 % Wilson intervals."""
    figure, axes = _rows(result, title, 0.38)
    for row, score in enumerate(result.per_class.values()):
        if score.support:
            low, high = wilson(score.recall, score.support)
            error = [[score.recall - low], [high - score.recall]]
            axes.barh(
                row, score.recall, height=0.6, color=COLOURS[0], xerr=error, error_kw={"ecolor": GREY, "capsize": 3}
            )
        else:
            axes.text(0.01, row, "no rows", va="center", color=GREY)
    axes.set_xlabel("share of the label's rows that were found (95 % interval)")
    return figure


def wilson(share: float, n: int) -> tuple[float, float]:
    """Return the 95 % interval of a share of `n` rows (E. Wilson, 1927)."""
    middle = (share + Z * Z / (2 * n)) / (1 + Z * Z / n)
    reach = Z * ((share * (1 - share) + Z * Z / (4 * n)) / n) ** 0.5 / (1 + Z * Z / n)
    return max(0.0, min(share, middle - reach)), min(1.0, max(share, middle + reach))


def _rows(result: Evaluation, title: str, tall: float) -> tuple[Figure, Axes]:
    figure, axes = canvas(title, height=1.8 + tall * len(result.per_class))
    names = [f"{label} ({score.support})" for label, score in result.per_class.items()]
    axes.set_yticks(range(len(names)), names)
    axes.set_ylim(len(names) - 0.4, -0.6)
    axes.set_xlim(0, 1)
    axes.set_ylabel("label (rows)")
    return figure, axes


def confused_pairs(result: Evaluation, title: str, *, with_text: bool) -> Figure:
    """Draw the most frequent mistakes; `with_text` writes the surest example beside each."""
    pairs = confused(result, with_text=with_text)
    figure, axes = canvas(title, width=11.0 if with_text else 8.0, height=1.6 + 0.42 * len(pairs))
    places = range(len(pairs))
    axes.barh(places, [pair.rows for pair in pairs], height=0.6, color=COLOURS[1])
    axes.set_yticks(places, [f"{pair.truth} → {pair.said}" for pair in pairs])
    axes.set_ylim(len(pairs) - 0.4, -0.6)
    longest = pairs[0].rows
    axes.set_xlim(0, longest * (3.2 if with_text else 1.25))
    axes.set_xlabel("rows (share of the true label's)")
    axes.set_ylabel("true → said")
    for row, pair in enumerate(pairs):
        example = f"  “{textwrap.shorten(pair.examples[0], 70, placeholder=' …')}”" if pair.examples else ""
        axes.text(pair.rows, row, plain(f" {pair.rows} ({pair.share:.0%}){example}"), va="center", fontsize=8)
    return figure
