"""Score one model on one manifest: arg-max over all of the head's labels, no abstention, no lower tier stepping in."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from ml import metrics, pool
from ml.errors import InvalidInput, MlError, NoUsableModel
from ml.manifest import Manifest
from ml.metrics import CoveragePoint, LabelScore
from ml.moods import moods7
from ml.registry import candidates
from ml.types import ModelSpec, Prediction

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

THRESHOLDS: Final = tuple(step / 20 for step in range(20))
Progress = Callable[[Iterable[str]], Iterable[str]]


@dataclass(frozen=True, slots=True)
class Scores:
    """Accuracy and macro-F1 (0..1) of some rows."""

    n: int
    accuracy: float
    macro_f1: float


@dataclass(frozen=True, slots=True)
class Evaluation:
    """One model on one manifest. `intervals` are 95 % bootstrap; `cpu_ms` is CPU time a row at batch 1."""

    spec: ModelSpec
    overall: Scores
    ece: float
    per_class: Mapping[str, LabelScore]
    coverage: tuple[CoveragePoint, ...]
    intervals: Mapping[str, tuple[float, float]]
    groups: Mapping[str, Scores]
    cpu_ms: float


def usable(modality: str, model: str | None) -> ModelSpec:
    """Return the first candidate whose weights load. Its own error for a single one, else NoUsableModel."""
    chosen = candidates(modality, model)
    for spec in chosen:
        try:
            pool.get(spec).load()
        except MlError:
            if len(chosen) == 1:
                raise
        else:
            return spec
    raise NoUsableModel


def evaluate(spec: ModelSpec, manifest: Manifest, progress: Progress = iter) -> Evaluation:
    """Read every row one by one and score the answers. InvalidInput names the row that cannot be read."""
    import numpy as np

    classifier = pool.get(spec)
    classifier.load()
    started = time.thread_time()
    scores = np.array(
        [_row(classifier.predict, text, at, manifest) for at, text in enumerate(progress(manifest.inputs))]
    )
    cpu_ms = (time.thread_time() - started) * 1000 / len(scores)
    truth, predicted, size = np.array(manifest.truth), scores.argmax(axis=1), len(manifest.labels)
    per_class = dict(zip(manifest.labels, metrics.label_scores(truth, predicted, size), strict=True))
    return Evaluation(
        spec,
        _scores(truth, predicted, size),
        metrics.expected_calibration_error(truth, scores),
        per_class,
        tuple(metrics.risk_coverage(truth, scores, THRESHOLDS)),
        metrics.bootstrap_interval(truth, predicted, size),
        _by_group(manifest, truth, predicted),
        cpu_ms,
    )


def _row(predict: Callable[[list[str]], list[Prediction]], text: str, at: int, manifest: Manifest) -> list[float]:
    try:
        (prediction,) = predict([text])
    except InvalidInput as error:
        raise InvalidInput(f"{manifest.name}, row {at + 2}: {error.message}") from error
    merged = moods7(prediction.scores) if manifest.head == "moods7" else prediction.scores
    return [merged[label] for label in manifest.labels]


def _scores(truth: NDArray[np.int64], predicted: NDArray[np.int64], labels: int) -> Scores:
    return Scores(len(truth), metrics.accuracy(truth, predicted), metrics.macro_f1(truth, predicted, labels))


def _by_group(manifest: Manifest, truth: NDArray[np.int64], predicted: NDArray[np.int64]) -> dict[str, Scores]:
    import numpy as np

    groups = np.array(manifest.groups)
    names = sorted({name for name in manifest.groups if name})
    return {name: _scores(truth[groups == name], predicted[groups == name], len(manifest.labels)) for name in names}
