"""What conditions cost a voice model, drawn for all its sets at once."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ml.crossval.measure import Measured
from ml.crossval.outputs import CONDITIONS
from ml.crossval.tables import conditions
from ml.report.canvas import COLOURS, GREY, canvas, look, save

if TYPE_CHECKING:
    from pathlib import Path

    from matplotlib.figure import Figure


def robustness(found: Measured) -> Figure:
    """Draw the points of accuracy lost to each condition with 95 % intervals, a colour a set."""
    rows = list(conditions(found))
    sets = list(dict.fromkeys(str(row[0]) for row in rows))
    figure, axes = canvas(f"Points of accuracy lost, {found.spec.name}", height=1.6 + 0.9 * len(CONDITIONS))
    for name, _, condition, n, _, _, *points in rows:
        lost, low, high = (float(str(point)) for point in points)
        at, place = sets.index(str(name)), CONDITIONS.index(str(condition))
        where = place + (at - (len(sets) - 1) / 2) * 0.18
        label = f"{name} (n = {n})" if place == 0 else None
        axes.plot([low, high], [where, where], color=COLOURS[at], linewidth=1.6)
        axes.plot([lost], [where], "o", color=COLOURS[at], label=label)
    axes.axvline(0.0, color=GREY, linewidth=1)
    axes.set_yticks(range(len(CONDITIONS)), CONDITIONS)
    axes.set_ylim(len(CONDITIONS) - 0.5, -0.5)
    axes.set_xlabel("points of accuracy lost against the same clips as recorded (95 %, speakers resampled)")
    axes.set_ylabel("condition")
    figure.legend(loc="outside lower center", ncols=2, fontsize=8)
    return figure


def draw(found: Measured, folder: Path) -> Path:
    """Write `robustness.png` into the folder and return its path."""
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / "robustness.png"
    with look():
        save(robustness(found), path)
    return path
