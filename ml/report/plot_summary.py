"""Figures of a whole evaluation: its headline measures, splits, sources and speed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Final

from ml.evaluation import Evaluation, Scores
from ml.report.canvas import COLOURS, GREY, canvas, plain, plain_numbers
from ml.report.gap import splits
from ml.report.page import NAMES, QUANTILES, ordered

if TYPE_CHECKING:
    from matplotlib.figure import Figure

LOWER_IS_BETTER: Final = frozenset({"ece", "brier", "aurc", "hamming_loss"})
MOST_GROUPS: Final = 30


def overall(result: Evaluation, title: str) -> Figure:
    """Draw the measures of which more is better, with 95 % intervals where there are any."""
    found = {name: value for name, value in ordered(result).items() if name not in LOWER_IS_BETTER}
    figure, axes = canvas(title, height=1.6 + 0.36 * len(found))
    axes.barh(range(len(found)), list(found.values()), height=0.65, color=COLOURS[0])
    for row, (name, value) in enumerate(found.items()):
        low, high = result.intervals.get(name, (value, value))
        if name in result.intervals:
            axes.plot([low, high], [row, row], color=GREY, linewidth=2)
        axes.text(max(high, 0) + 0.01, row, f"{value:.3f}", va="center", fontsize=9)
    axes.set_yticks(range(len(found)), [NAMES[name] for name in found])
    axes.set_ylim(len(found) - 0.4, -0.6)
    axes.set_xlim(min(0.0, *found.values()), 1.1)
    axes.set_xlabel("value (grey: 95 % bootstrap interval)")
    axes.set_ylabel("measure")
    return figure


def split_gap(result: Evaluation, title: str) -> Figure:
    """Draw accuracy and macro-F1 on the card's own splits and on this manifest."""
    bars = {**splits(result), result.manifest.name: result.overall}
    return _pairs_of_bars(bars, title, "split")


def per_source(result: Evaluation, title: str) -> Figure:
    """Draw accuracy and macro-F1 of each group, the 30 largest where there are more."""
    largest = sorted(result.groups, key=lambda name: -result.groups[name].n)
    return _largest({name: result.groups[name] for name in largest}, title, "group")


def per_corpus(result: Evaluation, title: str) -> Figure:
    """Draw accuracy and macro-F1 of each corpus and of each sex of speakers."""
    found = {**result.traits.get("corpus", {}), **result.traits.get("sex", {})}
    return _largest(found, title, "corpus, sex")


def per_speaker(result: Evaluation, title: str) -> Figure:
    """Draw accuracy and macro-F1 of each speaker, the worst understood first."""
    found = result.traits["speaker"]
    worst = sorted(found, key=lambda name: found[name].accuracy)
    return _largest({name: found[name] for name in worst}, title, "speaker")


def _largest(found: Mapping[str, Scores], title: str, what: str) -> Figure:
    """Draw the groups in their order; the 30 largest where there are more."""
    largest = set(sorted(found, key=lambda name: -found[name].n)[:MOST_GROUPS])
    return _pairs_of_bars({name: scores for name, scores in found.items() if name in largest}, title, what)


def _pairs_of_bars(found: Mapping[str, Scores], title: str, what: str) -> Figure:
    figure, axes = canvas(title, height=1.8 + 0.6 * len(found))
    for at, name in enumerate(("accuracy", "macro_f1")):
        values: Sequence[float] = [getattr(scores, name) for scores in found.values()]
        places = [row + (at - 0.5) * 0.38 for row in range(len(found))]
        axes.barh(places, values, height=0.36, color=COLOURS[at], label=NAMES[name])
        for place, value in zip(places, values, strict=True):
            axes.text(value + 0.01, place, f"{value:.1%}", va="center", fontsize=8)
    axes.set_yticks(range(len(found)), [plain(f"{name} (n = {scores.n})") for name, scores in found.items()])
    axes.set_ylim(len(found) - 0.4, -0.6)
    axes.set(xlim=(0, 1.1), xlabel="share", ylabel=what)
    figure.legend(loc="outside lower center", ncols=2)
    return figure


def speed(result: Evaluation, title: str) -> Figure:
    """Draw how CPU milliseconds a row are spread, with quantiles."""
    import numpy as np

    times = np.sort(result.answers.cpu_ms)
    figure, axes = canvas(title)
    axes.step(times, np.arange(1, len(times) + 1) / len(times), where="post", color=COLOURS[0])
    for at, share in enumerate(QUANTILES, start=1):
        value = float(np.quantile(times, share))
        axes.plot(value, share, "o", color=COLOURS[at], label=f"{share:.0%} of rows within {value:.2f} ms")
    if times[0] > 0:
        axes.set_xscale("log")
        plain_numbers(axes.xaxis)
    axes.set(ylim=(0, 1.02), xlabel="CPU ms a row at batch 1, tokenisation included", ylabel="share of rows")
    axes.legend(loc="lower right")
    return figure
