"""One voice model measured on every set from what it said out of fold: its rows of the results, and finer tables."""

from __future__ import annotations

import csv
import statistics
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final

from ml import pool
from ml.config import current
from ml.crossval.outputs import CLEAN, CONDITIONS, Outputs, read_outputs
from ml.crossval.sets import SETS, Scored, scored
from ml.errors import BadManifest, HeadMissing, MlError
from ml.manifest import NEEDED
from ml.results_table import ResultRow
from ml.types import SAMPLE_RATE, AudioClip, ModelSpec
from ml.weights import weights_present
from ml.yardsticks import digest, row_of

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

ROBUST: Final = ("pooled_ravdess_emodb", "ravdess_voice5", "ravdess_ravdess8", "emodb_emodb7")
TIMED_SECONDS: Final = 3.0
_WARM, _TIMES = 3, 15


@dataclass(frozen=True, slots=True)
class Measured:
    """Everything found out about one model. `cpu_ms` is of 3 s of sound; None where the weights are not here."""

    spec: ModelSpec
    scores: tuple[Scored, ...]
    cpu_ms: float | None

    @property
    def rows(self) -> tuple[ResultRow, ...]:
        """The model's rows of the table of results."""
        weights = digest(self.spec)
        return tuple(row_of(one.name, one.result, weights, self.cpu_ms) for one in self.scores)

    def clean(self) -> tuple[Scored, ...]:
        """Return the sets as they were recorded."""
        return tuple(one for one in self.scores if one.condition == CLEAN)

    def pairs(self) -> Iterator[tuple[Scored, Scored]]:
        """Yield each set as it was recorded with the same clips under a condition."""
        clean = {one.chosen.name: one for one in self.clean()}
        for one in self.scores:
            if one.condition != CLEAN:
                yield clean[one.chosen.name], one


def files_of(folder: Path, model: str) -> tuple[Path, Path]:
    """Return the files of a model's outputs: out of fold, and from one corpus to the other; there or not."""
    return folder / f"{model}.csv", folder / f"{model}-transfer.csv"


def measure(spec: ModelSpec, folder: Path, manifest: Path | None = None) -> Measured:
    """Score every set that the files in `folder` hold. BadManifest for one that cannot be used.

    With `manifest`, the clean rows out of fold must be exactly its clips, with its labels, speakers and folds.
    """
    folded, transferred = files_of(folder, spec.name)
    outputs = read_outputs(folded)
    if manifest is not None:
        hold_against(outputs, manifest)
    other = read_outputs(transferred) if transferred.is_file() else None
    return Measured(spec, tuple(_scores(spec, outputs, other)), cpu_milliseconds(spec))


def _scores(spec: ModelSpec, outputs: Outputs, transferred: Outputs | None) -> Iterator[Scored]:
    for chosen in SETS:
        source = transferred if chosen.trained_on else outputs
        if source is None:
            continue
        for condition in (CLEAN, *(CONDITIONS if chosen.name in ROBUST else ())):
            try:
                found = scored(spec, source, chosen, condition)
            except HeadMissing:
                break
            if found:
                yield found


def hold_against(outputs: Outputs, manifest: Path) -> None:
    """Hold the clean rows against a manifest of clips and folds. BadManifest unless they are the same."""
    names = (*NEEDED, "corpus", "speaker", "fold")
    try:
        with manifest.open(encoding="utf-8", newline="") as file:
            wanted = {tuple(row[name] for name in names) for row in csv.DictReader(file)}
    except (OSError, KeyError, UnicodeDecodeError) as error:
        raise BadManifest(f"{manifest.name} cannot be read, or lacks {', '.join(names)}.") from error
    clean = outputs.of(condition=[CLEAN]).traits
    found = set(zip(*(map(str, clean[name]) for name in names), strict=True))
    if found != wanted:
        raise BadManifest(
            f"The outputs are not those of {manifest.name}: {len(wanted - found)} of its rows are missing or differ, "
            f"{len(found - wanted)} others stand in their place."
        )


def cpu_milliseconds(spec: ModelSpec) -> float | None:
    """Return the median CPU time of reading 3 s of sound; None where the model cannot be loaded."""
    if not weights_present(spec, current()):
        return None
    try:
        classifier = pool.get(spec)
        classifier.load()
        return _median(lambda clip: classifier.predict([clip]))
    except MlError:
        return None


def _median(read: Callable[[AudioClip], object]) -> float:
    clip, seen = AudioClip(hum()), []
    for at in range(_WARM + _TIMES):
        started = time.thread_time()
        read(clip)
        if at >= _WARM:
            seen.append((time.thread_time() - started) * 1000)
    return statistics.median(seen)


def hum() -> NDArray[np.float32]:
    """Return 3 s of a gliding tone with overtones and a little noise: what it costs does not hang on what is said."""
    import numpy as np

    at = np.arange(int(TIMED_SECONDS * SAMPLE_RATE)) / SAMPLE_RATE
    phase = 2 * np.pi * (140 * at + 15 * np.sin(2 * np.pi * 0.7 * at))
    tone = sum(np.sin(phase * overtone) / overtone for overtone in range(1, 9))
    noise = np.random.default_rng(0).normal(0, 0.01, len(at))
    return np.asarray(0.1 * tone + noise, dtype=np.float32)
