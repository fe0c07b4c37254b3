"""The fixed test sets of each modality, whom they can measure, and one row of results a model and set."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

from ml.answers import Progress, Reader
from ml.config import CALIBRATIONS, configure, current
from ml.errors import HeadMissing, NoUsableModel
from ml.evaluation import Evaluation, score
from ml.manifest import read_manifest
from ml.results_table import ResultRow
from ml.types import ModelSpec
from ml.weights import CARD, folder_of, sha256


@dataclass(frozen=True, slots=True)
class Yardstick:
    """A manifest, `DATASET.csv`, the head it is scored with, and the language (ISO 639-1) a model must read for it.

    `calibration` "modest": every row is taken for unlike the training data, which only some models can do.
    """

    dataset: str
    head: str = "moods"
    language: str = "en"
    calibration: str = "auto"

    @property
    def name(self) -> str:
        """What its row of the results is called."""
        return self.dataset if self.calibration == "auto" else f"{self.dataset}:{self.calibration}"


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
        Yardstick("ood_emoevent_en", calibration="modest"),
        Yardstick("ood_brighter_eng", calibration="modest"),
        Yardstick("goemotions_test_28", "goemotions"),
        Yardstick("brighter_deu_test", language="de"),
        Yardstick("brighter_esp_test", language="es"),
        Yardstick("brighter_ptbr_test", language="pt"),
    ),
}


def applicable(spec: ModelSpec) -> tuple[Yardstick, ...]:
    """Return the sets in languages that the model reads. Whether it gives a set's labels, only a reading tells."""
    return tuple(yardstick for yardstick in YARDSTICKS[spec.modality] if yardstick.language in spec.languages)


def measure(spec: ModelSpec, folder: Path, progress: Progress = iter) -> Iterator[ResultRow]:
    """Yield the model's row for each set that applies and whose labels it gives, read from `folder`. One seed.

    MlError as `answers.ask`, but for HeadMissing; NoUsableModel for an ensemble that lacks a member.
    """
    weights = digest(spec)
    readers = {name: Reader(spec, remember=True) for name in CALIBRATIONS}  # the pooled sets repeat the others' rows
    for yardstick in applicable(spec):
        manifest = read_manifest(folder / f"{yardstick.dataset}.csv", yardstick.head)
        try:
            with _calibrated(yardstick.calibration):
                result = score(readers[yardstick.calibration], manifest, progress)
        except HeadMissing:
            continue
        if result.answers.failed:
            raise NoUsableModel(f"{spec.name} is not whole ({', '.join(result.answers.failed)}).")
        if yardstick.calibration == "auto" or result.answers.unfamiliar.all():
            yield row_of(yardstick.name, result, weights, result.cpu_ms)


@contextmanager
def _calibrated(calibration: str) -> Iterator[None]:
    """Let the models of this process take every text as `calibration` says."""
    before = current()
    configure(replace(before, calibration=calibration))
    try:
        yield
    finally:
        configure(before)


def digest(spec: ModelSpec) -> str:
    """Return the start of the sha256 of a model's card, "" without one."""
    folder = folder_of(spec, current())
    return sha256(folder / CARD)[:12] if folder and (folder / CARD).is_file() else ""


def row_of(name: str, result: Evaluation, weights: str, cpu_ms: float | None) -> ResultRow:
    """Return the row of the set `name` in the table of results."""
    found = result.measures
    return ResultRow(
        model=result.spec.name,
        tier=result.spec.tier,
        dataset=name,
        head=result.manifest.head,
        n=result.overall.n,
        accuracy=found.accuracy,
        accuracy_low=result.intervals["accuracy"][0],
        accuracy_high=result.intervals["accuracy"][1],
        macro_f1=found.macro.f1,
        macro_f1_low=result.intervals["macro_f1"][0],
        macro_f1_high=result.intervals["macro_f1"][1],
        ece=found.ece,
        cpu_ms=cpu_ms,
        seeds=1,
        weights=weights,
        balanced_accuracy=found.balanced_accuracy,
        weighted_f1=found.weighted.f1,
        micro_f1=found.micro_f1,
        mcc=found.mcc,
        kappa=found.kappa,
        macro_auc=found.areas.macro_auc,
        weighted_auc=found.areas.weighted_auc,
        average_precision=found.areas.average_precision,
        brier=found.brier,
        aurc=found.aurc,
        unfamiliar=float(result.answers.unfamiliar.mean()),
        labels_absent=len(result.absent),
    )
