"""The fixed test sets of each modality, and one row of results a model and set."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from ml.config import current
from ml.evaluation import Evaluation, evaluate
from ml.manifest import read_manifest
from ml.results_table import ResultRow
from ml.types import ModelSpec
from ml.weights import CARD, sha256


@dataclass(frozen=True, slots=True)
class Yardstick:
    """A manifest, `DATASET.csv`, and the head it is scored with."""

    dataset: str
    head: str = "moods"


YARDSTICKS: Final[Mapping[str, tuple[Yardstick, ...]]] = {
    "text": (
        Yardstick("pooled_native_test"),
        Yardstick("pooled_native_test_moods7", "moods7"),
        Yardstick("dair_test"),
        Yardstick("goemotions_test"),
        Yardstick("meld_test"),
        Yardstick("semeval_test"),
        Yardstick("ood_emoevent_en"),
        Yardstick("ood_brighter_eng"),
    ),
}


def measure(spec: ModelSpec, folder: Path) -> Iterator[ResultRow]:
    """Yield the model's row for each of its modality's sets, read from `folder`. One seed. MlError as `evaluate`."""
    weights = _digest(spec)
    for yardstick in YARDSTICKS[spec.modality]:
        manifest = read_manifest(folder / f"{yardstick.dataset}.csv", yardstick.head)
        yield _row(spec, yardstick, evaluate(spec, manifest), weights)


def _digest(spec: ModelSpec) -> str:
    return sha256(current().weights_dir / spec.weights / CARD)[:12] if spec.weights else ""


def _row(spec: ModelSpec, yardstick: Yardstick, result: Evaluation, weights: str) -> ResultRow:
    low, high = result.intervals["accuracy"]
    low_f1, high_f1 = result.intervals["macro_f1"]
    return ResultRow(
        model=spec.name,
        tier=spec.tier,
        dataset=yardstick.dataset,
        head=yardstick.head,
        n=result.overall.n,
        accuracy=result.overall.accuracy,
        accuracy_low=low,
        accuracy_high=high,
        macro_f1=result.overall.macro_f1,
        macro_f1_low=low_f1,
        macro_f1_high=high_f1,
        ece=result.ece,
        cpu_ms=result.cpu_ms,
        seeds=1,
        weights=weights,
    )
