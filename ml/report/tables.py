"""The tables of a report: everything that the figures show, for programs and spreadsheets."""

from __future__ import annotations

import csv
import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

from ml import curves
from ml.evaluation import Evaluation
from ml.report.gap import splits
from ml.report.page import QUANTILES
from ml.report.pairs import confused


def write_tables(result: Evaluation, folder: Path, *, with_text: bool) -> dict[str, str]:
    """Write the tables and return what each file holds. Inputs are quoted only `with_text`. OSError."""
    (folder / "metrics.json").write_text(json.dumps(summary(result), indent=1, ensure_ascii=False) + "\n", "utf-8")
    _write(folder / "per_class_metrics.csv", _per_class(result))
    _write(folder / "predictions.csv", _predictions(result, with_text=with_text))
    _write(folder / "confused_pairs.csv", _pairs(result, with_text=with_text))
    quoted = "with the inputs" if with_text else "no inputs: they may be private (--with-text adds them)"
    return {
        "metrics.json": "every figure",
        "per_class_metrics.csv": "precision, recall, F1, AUC and average precision of each label",
        "predictions.csv": f"what was said of each row; {quoted}",
        "confused_pairs.csv": "the most frequent mistakes" + (", with examples" if with_text else ""),
    }


def summary(result: Evaluation) -> dict[str, Any]:
    """Return every figure as one object for JSON."""
    import numpy as np

    answers, milliseconds = result.answers, np.quantile(result.answers.cpu_ms, QUANTILES)
    speed = {f"p{100 * share:.0f}": float(value) for share, value in zip(QUANTILES, milliseconds, strict=True)}
    taken = not np.isnan(result.cpu_ms)
    return {
        "model": result.spec.name,
        "tier": result.spec.tier,
        "manifest": result.manifest.name,
        "head": result.manifest.head,
        "n": result.overall.n,
        "measures": result.measures.figures(),
        "intervals_95": result.intervals,
        "labels_absent": result.absent,
        "per_class": {label: asdict(score) for label, score in result.per_class.items()},
        "groups": {name: asdict(scores) for name, scores in result.groups.items()},
        "traits": {
            name: {one: asdict(scores) for one, scores in found.items()} for name, found in result.traits.items()
        },
        "intervals_resample": result.resampled,
        "rows_learned_from": result.seen,
        "coverage": [asdict(point) for point in result.coverage],
        "share_sure": float(answers.sure.mean()),
        "warnings": dict(answers.warnings),
        "share_unfamiliar": float(answers.unfamiliar.mean()),
        "cpu_ms": {"mean": result.cpu_ms, **speed} if taken else None,
        "card": {name: asdict(scores) for name, scores in splits(result).items()},
    }


def _per_class(result: Evaluation) -> Iterator[Sequence[object]]:
    yield "label", "precision", "recall", "f1", "support", "auc", "average_precision"
    for at, (label, score) in enumerate(result.per_class.items()):
        carried, scores = result.truth[:, at], result.answers.scores[:, at]
        areas = (curves.roc(carried, scores), curves.precision_recall(carried, scores))
        yield (
            label,
            *_short(score.precision, score.recall, score.f1),
            score.support,
            *_short(*(_area(a) for a in areas)),
        )


def _area(curve: curves.Curve | None) -> float | None:
    return curve.area if curve else None


def _predictions(result: Evaluation, *, with_text: bool) -> Iterator[Sequence[object]]:
    labels, answers = result.manifest.labels, result.answers
    yield "row", "truth", "predicted", "confidence", "sure", *(f"p_{label}" for label in labels), *["input"][:with_text]
    rows = zip(result.truth, answers.chosen, answers.scores, answers.sure, result.manifest.inputs, strict=True)
    for number, (truth, chosen, scores, sure, text) in enumerate(rows, start=2):
        named = ("|".join(label for label, on in zip(labels, marks, strict=True) if on) for marks in (truth, chosen))
        yield number, *named, *_short(scores.max()), "yes" if sure else "no", *_short(*scores), *[text][:with_text]


def _pairs(result: Evaluation, *, with_text: bool) -> Iterator[Sequence[object]]:
    yield "truth", "predicted", "rows", "share_of_truth", *["examples"][:with_text]
    for pair in confused(result, with_text=with_text):
        yield pair.truth, pair.said, pair.rows, *_short(pair.share), *[" ¶ ".join(pair.examples)][:with_text]


def _short(*values: float | None) -> list[str]:
    return ["" if value is None else f"{value:.4f}" for value in values]


def _write(path: Path, rows: Iterable[Sequence[object]]) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file, lineterminator="\n").writerows(rows)
