"""An evaluation in words and columns, for a terminal and for `report.txt`."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from statistics import median
from typing import Final

from ml.evaluation import Evaluation, Scores

NAMES: Final = {
    "accuracy": "accuracy",
    "balanced_accuracy": "balanced accuracy",
    "macro_precision": "precision, macro",
    "macro_recall": "recall, macro",
    "macro_f1": "macro-F1",
    "weighted_precision": "precision, weighted",
    "weighted_recall": "recall, weighted",
    "weighted_f1": "F1, weighted",
    "micro_f1": "micro-F1",
    "mcc": "Matthews correlation",
    "kappa": "Cohen's kappa",
    "macro_auc": "AUC-ROC, macro",
    "weighted_auc": "AUC-ROC, weighted",
    "average_precision": "average precision",
    "ece": "ECE",
    "brier": "Brier",
    "aurc": "AURC",
    "hamming_loss": "Hamming loss",
}
SHARES: Final = frozenset(NAMES) - {"mcc", "kappa", "macro_auc", "weighted_auc", "brier", "aurc", "hamming_loss"}
QUANTILES: Final = (0.5, 0.9, 0.99)


def page(result: Evaluation) -> str:
    """Return every figure of `result` as plain text."""
    parts = (_head(result), _overall(result), _labels(result), _groups(result), _coverage(result))
    return "\n\n".join("\n".join(lines) for part in parts if (lines := list(part)))


def _head(result: Evaluation) -> Iterator[str]:
    manifest, absent = result.manifest, result.absent
    yield f"{result.spec.name} ({result.spec.tier}) on {manifest.name}, head {manifest.head}, {result.overall.n} rows"
    yield speed(result)
    yield f"labels of the head that no row carries: {len(absent)}" + (f" ({', '.join(absent)})" if absent else "")
    if manifest.several:
        yield "several labels a row: accuracy asks for all of them, ECE is the mean of every label's own"
    elif manifest.head == "journal":
        yield "feelings are derived strengths; ECE and Brier take them for probabilities"
    if manifest.left_out:
        yield f"recordings left out, since the head has no place for their class: {manifest.left_out}"
    if result.seen:
        yield f"NOT HELD OUT: the model learned from the speakers of {result.seen} of these rows"
    elif manifest.sounds and result.seen is None:
        yield "the model's card does not tell whom it learned from: whether these speakers are new to it is not known"
    if result.answers.warnings:
        yield "warnings: " + ", ".join(
            f"{name} ({rows} rows)" for name, rows in sorted(result.answers.warnings.items())
        )
    if result.answers.unfamiliar.any():
        yield f"text unlike the model's training data: {result.answers.unfamiliar.mean():.1%} of the rows"


def speed(result: Evaluation) -> str:
    """Return mean and quantiles of the CPU time a row at batch 1."""
    import numpy as np

    if np.isnan(result.cpu_ms):
        return "answers given out of fold: no CPU time was taken"
    found = zip(QUANTILES, np.quantile(result.answers.cpu_ms, QUANTILES), strict=True)
    parts = ", ".join(f"{value:.2f} at {share:.0%}" for share, value in found)
    return f"{result.cpu_ms:.2f} CPU-ms a row at batch 1 ({parts})"


def _overall(result: Evaluation) -> Iterator[str]:
    for name, value in ordered(result).items():
        shown = f"{value:.2%}" if name in SHARES else f"{value:.4f}"
        interval = result.intervals.get(name)
        drawn = ", speakers resampled" if result.resampled == "speakers" else ""
        beside = f"  (95 %{drawn}: {interval[0]:.2%} to {interval[1]:.2%})" if interval else ""
        yield f"{NAMES[name]:<22}{shown:>8}{beside}"


def ordered(result: Evaluation) -> dict[str, float]:
    """Return the figures that are defined, in the order of `NAMES`."""
    found = result.measures.figures()
    return {name: found[name] for name in NAMES if name in found}


def _labels(result: Evaluation) -> Iterator[str]:
    wide = max(map(len, result.per_class)) + 2
    yield f"{'label':<{wide}}{'precision':>10}{'recall':>9}{'F1':>9}{'rows':>7}"
    for label, one in result.per_class.items():
        yield f"{label:<{wide}}{one.precision:>10.2%}{one.recall:>9.2%}{one.f1:>9.2%}{one.support:>7}"


def _groups(result: Evaluation) -> Iterator[str]:
    for kind, groups in {"group": result.groups, **result.traits}.items():
        if not groups:
            continue
        wide = max(16, *(len(name) + 2 for name in groups))
        yield f"{kind:<{wide}}{'rows':>7}{'accuracy':>10}{'macro-F1':>10}"
        for name, group in groups.items():
            yield f"{name:<{wide}}{group.n:>7}{group.accuracy:>10.2%}{group.macro_f1:>10.2%}"
        if kind == "speaker":
            yield from _spread(groups.values(), wide)


def _spread(every: Collection[Scores], wide: int) -> Iterator[str]:
    for name, middle in (("(min)", min), ("(median)", median), ("(max)", max)):
        figures = (middle([getattr(scores, kind) for scores in every]) for kind in ("accuracy", "macro_f1"))
        yield f"{name:<{wide}}{'':>7}" + "".join(f"{figure:>10.2%}" for figure in figures)


def _coverage(result: Evaluation) -> Iterator[str]:
    if not result.coverage:
        return
    sure = result.answers.sure
    if sure.any():
        right = (result.truth & result.answers.chosen)[sure].any(axis=1).mean()
        yield f"by its own threshold it answers {sure.mean():.2%} of the rows, {right:.2%} of them right"
    yield f"{'confidence':<12}{'answered':>10}{'accuracy':>10}"
    for point in result.coverage:
        yield f"from {point.threshold:<7.2f}{point.coverage:>10.2%}{point.accuracy:>10.2%}"
