"""The committed table of measured results, one file a modality: where every quoted score comes from."""

from __future__ import annotations

import csv
from collections.abc import Iterable
from dataclasses import asdict, dataclass, fields
from functools import cache
from pathlib import Path
from typing import Final

from ml.types import HeldOutScore

RESULTS_DIR: Final = Path(__file__).parent / "results"
POOLED, UNSEEN = "pooled_", "ood_"  # the native tests together; sources that were never trained on


@dataclass(frozen=True, slots=True)
class ResultRow:
    """One model on one manifest. Ratios are in [0, 1], with 95 % bootstrap bounds.

    `cpu_ms` is CPU milliseconds a text at batch 1 on one thread; `weights` is the start of `card.json`'s sha256.
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
    cpu_ms: float
    seeds: int
    weights: str


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
    kinds = {"int": int, "float": float, "str": str}
    return ResultRow(**{field.name: kinds[str(field.type)](row[field.name]) for field in fields(ResultRow)})


def held_out(modality: str, model: str) -> tuple[HeldOutScore, ...]:
    """Return one model's scores on the native test sets: no row counts twice, so they can be added up."""
    return tuple(
        HeldOutScore(row.dataset, row.n, row.accuracy, row.macro_f1, row.ece)
        for row in read(modality)
        if row.model == model and not row.dataset.startswith((POOLED, UNSEEN))
    )


def headline(modality: str, model: str) -> ResultRow | None:
    """Return one model's row on all native tests together, with its own labels; None when nothing was measured."""
    rows = (row for row in read(modality) if row.model == model and row.dataset.startswith(POOLED))
    return next(rows, None)
