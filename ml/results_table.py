"""The committed table of measured results, one file a modality: where every quoted score comes from."""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterable
from dataclasses import asdict, dataclass, fields
from functools import cache
from pathlib import Path
from typing import Any, Final

from ml.types import HeldOutScore, ModelSpec

RESULTS_DIR: Final = Path(__file__).parent / "results"
POOLED, UNSEEN = "pooled_", "ood_"  # the native tests together; sources that were never trained on
# Modalities whose table comes from models that were each trained without the speakers they are scored on.
CROSS_VALIDATED: Final = frozenset({"voice"})


@dataclass(frozen=True, slots=True)
class ResultRow:
    """One model on one manifest. Ratios are in [0, 1], with 95 % bootstrap bounds; figures as `measures.Measures`.

    `cpu_ms` is CPU milliseconds at batch 1 on one thread, a text or 3 s of sound; `weights` is the start of
    `card.json`'s sha256. Voices: the intervals draw speakers, then their clips.
    `unfamiliar` is the share of rows that the model took for unlike its training data, `labels_absent` how many of
    the head's labels no row carries. None is an empty cell: the head has no such figure.
    """

    model: str
    tier: str
    dataset: str
    head: str
    n: int
    accuracy: float
    accuracy_low: float
    accuracy_high: float
    macro_f1: float
    macro_f1_low: float
    macro_f1_high: float
    ece: float
    cpu_ms: float | None
    seeds: int
    weights: str
    balanced_accuracy: float | None
    weighted_f1: float
    micro_f1: float | None
    mcc: float | None
    kappa: float | None
    macro_auc: float | None
    weighted_auc: float | None
    average_precision: float | None
    brier: float
    aurc: float | None
    unfamiliar: float
    labels_absent: int


@dataclass(frozen=True, slots=True)
class Overall:
    """How often a model was right on `n` rows of `dataset` that it never saw; ratios in [0, 1].

    `cross_validated` as of `HeldOutScore`.
    """

    dataset: str
    n: int
    accuracy: float
    macro_f1: float | None
    cross_validated: bool = False


def write(modality: str, rows: Iterable[ResultRow], folder: Path = RESULTS_DIR) -> Path:
    """Write the table of `modality`, floats to four decimals, and return its path."""
    path = folder / f"{modality}.csv"
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, [field.name for field in fields(ResultRow)], lineterminator="\n")
        writer.writeheader()
        for row in rows:
            writer.writerow({k: f"{v:.4f}" if isinstance(v, float) else v for k, v in asdict(row).items()})
    read.cache_clear()
    return path


@cache
def read(modality: str, folder: Path = RESULTS_DIR) -> tuple[ResultRow, ...]:
    """Return the committed rows of `modality`; none when nothing was measured yet."""
    path = folder / f"{modality}.csv"
    if not path.exists():
        return ()
    with path.open(encoding="utf-8", newline="") as file:
        return tuple(_row(row) for row in csv.DictReader(file))


def _row(row: dict[str, str]) -> ResultRow:
    return ResultRow(**{field.name: _value(str(field.type), row[field.name]) for field in fields(ResultRow)})


def _value(kind: str, cell: str) -> Any:
    if kind == "float | None":
        return float(cell) if cell else None
    kinds: dict[str, Callable[[str], Any]] = {"int": int, "float": float, "str": str}
    return kinds[kind](cell)


def held_out(modality: str, model: str) -> tuple[HeldOutScore, ...]:
    """Return one model's mood scores on the native test sets: no row counts twice, so they can be added up."""
    crossed = modality in CROSS_VALIDATED
    return tuple(
        HeldOutScore(row.dataset, row.n, row.accuracy, row.macro_f1, row.ece, crossed)
        for row in read(modality)
        if row.model == model and row.head == "moods" and not row.dataset.startswith((POOLED, UNSEEN)) and _plain(row)
    )


def headline(modality: str, model: str) -> ResultRow | None:
    """Return one model's row on all native tests together, with its own labels; None when there is none."""
    rows = (row for row in read(modality) if row.model == model and row.dataset.startswith(POOLED) and _plain(row))
    return next(rows, None)


def _plain(row: ResultRow) -> bool:
    """Whether the set was read as it is, under no condition ("SET:CONDITION")."""
    return ":" not in row.dataset


def overall(spec: ModelSpec) -> Overall | None:
    """Return the model's score on all its held-out rows together, each counting once; None when nothing was measured.

    Macro-F1 cannot be added up, so several sets without a pooled row have none.
    """
    pooled = headline(spec.modality, spec.name)
    if pooled and spec.held_out == held_out(spec.modality, spec.name):
        crossed = spec.modality in CROSS_VALIDATED
        return Overall(pooled.dataset, pooled.n, pooled.accuracy, pooled.macro_f1, crossed)
    rows = sum(score.n for score in spec.held_out)
    if not rows:
        return None
    right = sum(score.accuracy * score.n for score in spec.held_out)
    macro_f1 = spec.held_out[0].macro_f1 if len(spec.held_out) == 1 else None
    crossed = any(score.cross_validated for score in spec.held_out)
    return Overall("+".join(score.dataset for score in spec.held_out), rows, right / rows, macro_f1, crossed)
