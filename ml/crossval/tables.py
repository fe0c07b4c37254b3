"""The finer tables of voice models beside `voice.csv`: speakers, groups, conditions, intervals, calibration."""

from __future__ import annotations

import csv
import statistics
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Final

from ml import metrics, resampling
from ml.crossval.measure import Measured
from ml.evaluation import Evaluation
from ml.metrics import expected_calibration_error

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

Row = tuple[object, ...]


def speakers(found: Measured) -> Iterator[Row]:
    """Yield one row a set and speaker."""
    for one in found.clean():
        sexes = dict(zip(*(one.result.manifest.traits[name] for name in ("speaker", "sex")), strict=True))
        for name, scores in one.result.traits["speaker"].items():
            yield one.name, one.chosen.head, name, sexes[name], scores.n, scores.accuracy, scores.macro_f1


def groups(found: Measured) -> Iterator[Row]:
    """Yield accuracy and macro-F1 of each sex and corpus, and of the least, middle and best understood speaker."""
    for one in found.clean():
        for kind in ("corpus", "sex"):
            for name, scores in one.result.traits[kind].items():
                yield one.name, one.chosen.head, kind, name, scores.n, scores.accuracy, scores.macro_f1
        every = one.result.traits["speaker"].values()
        for name, middle in (("min", min), ("median", statistics.median), ("max", max)):
            figures = (middle([getattr(scores, kind) for scores in every]) for kind in ("accuracy", "macro_f1"))
            yield one.name, one.chosen.head, "speaker", name, len(every), *figures


def conditions(found: Measured) -> Iterator[Row]:
    """Yield what each condition costs against clean on the same clips, in points of accuracy."""
    for clean, changed in found.pairs():
        was, now = (_right(one.result) for one in (clean, changed))
        right, still = _same([was[name] for name in now], list(now.values()))
        low, high = resampling.loss(right, still, changed.result.manifest.traits["speaker"])
        figures = (right.mean(), still.mean(), 100 * (right.mean() - still.mean()), 100 * low, 100 * high)
        yield clean.name, clean.chosen.head, changed.condition, len(now), *map(float, figures)


def _right(result: Evaluation) -> dict[tuple[str, str], bool]:
    """Say of each clip whether it was read rightly."""
    names = zip(result.manifest.traits["corpus"], result.manifest.inputs, strict=True)
    return dict(zip(names, map(bool, result.right), strict=True))


def _same(*rows: Sequence[bool]) -> tuple[NDArray[np.bool_], ...]:
    import numpy as np

    return tuple(np.array(row, dtype=bool) for row in rows)


def intervals(found: Measured) -> Iterator[Row]:
    """Yield the 95 % intervals both ways: speakers and then their clips drawn, and clips alone."""
    for one in found.scores:
        result = one.result
        truth, said = result.truth.argmax(axis=1), result.answers.scores.argmax(axis=1)
        by_clip = metrics.bootstrap_interval(truth, said, result.truth.shape[1])
        for way, both in (("speakers", result.intervals), ("clips", by_clip)):
            bounds = (bound for name in ("accuracy", "macro_f1") for bound in both[name])
            yield one.name, one.chosen.head, way, *bounds


def calibration(found: Measured) -> Iterator[Row]:
    """Yield ECE (15 bins) without and with the temperatures of the other folds, and the least and highest of these."""
    for one in found.scores:
        heats = list(one.temperatures.values())
        bounds = (min(heats), max(heats)) if heats else (None, None)
        before = expected_calibration_error(one.result.truth.argmax(axis=1), one.uncalibrated)
        yield one.name, one.chosen.head, one.result.overall.n, before, one.result.measures.ece, *bounds


def coverage(found: Measured) -> Iterator[Row]:
    """Yield how many clips are answered from each confidence on and how many of these rightly; first by threshold.

    The threshold of a fold is fitted on the others, too ("fitted").
    """
    for one in found.clean():
        yield one.name, one.chosen.head, "fitted", *_answered(one.result.answers.sure, one.result.right)
        for point in one.result.coverage:
            yield one.name, one.chosen.head, f"{point.threshold:.2f}", point.coverage, point.accuracy


def _answered(sure: NDArray[np.bool_], right: NDArray[np.bool_]) -> tuple[float, float | None]:
    return float(sure.mean()), float(right[sure].mean()) if sure.any() else None


Maker = Callable[[Measured], Iterator[Row]]
TABLES: Final[Mapping[str, tuple[tuple[str, ...], Maker]]] = {
    "speakers": (("dataset", "head", "speaker", "sex", "n", "accuracy", "macro_f1"), speakers),
    "groups": (("dataset", "head", "kind", "group", "n", "accuracy", "macro_f1"), groups),
    "robustness": (
        ("dataset", "head", "condition", "n", "clean", "accuracy", "loss_points", "loss_low", "loss_high"),
        conditions,
    ),
    "intervals": (
        ("dataset", "head", "resampled", "accuracy_low", "accuracy_high", "macro_f1_low", "macro_f1_high"),
        intervals,
    ),
    "calibration": (
        ("dataset", "head", "n", "ece_uncalibrated", "ece", "temperature_low", "temperature_high"),
        calibration,
    ),
    "coverage": (("dataset", "head", "confidence", "answered", "accuracy"), coverage),
}


def write_tables(found: Sequence[Measured], folder: Path, registered: Sequence[str]) -> list[Path]:
    """Write `voice_NAME.csv` of each table; rows that stand there of other registered models stay, in their order."""
    return [
        _write(folder / f"voice_{name}.csv", columns, {one.spec.name: list(make(one)) for one in found}, registered)
        for name, (columns, make) in TABLES.items()
    ]


def _write(path: Path, columns: Sequence[str], new: Mapping[str, Iterable[Row]], registered: Sequence[str]) -> Path:
    old: dict[str, list[list[str]]] = {}
    if path.exists():
        with path.open(encoding="utf-8", newline="") as file:
            for row in list(csv.reader(file))[1:]:
                old.setdefault(row[0], []).append(row[1:])
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(("model", *columns))
        for model in registered:
            rows: Iterable[Sequence[object]] = new.get(model, old.get(model, []))
            writer.writerows((model, *map(_cell, row)) for row in rows)
    return path


def _cell(value: object) -> object:
    return f"{value:.4f}" if isinstance(value, float) else "" if value is None else value
