"""What a model answers, row by row: read at batch 1, no abstention, no lower tier stepping in."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from ml import clips, pool
from ml.base import Classifier
from ml.config import current
from ml.errors import HeadMissing, MlError
from ml.feelings import derive
from ml.manifest import Manifest
from ml.moods import HEADS, moods7
from ml.types import ModelSpec, Prediction
from ml.voice import heads

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Bools = NDArray[np.bool_]
    Floats = NDArray[np.float64]

Progress = Callable[[Iterable[str]], Iterable[str]]


@dataclass(frozen=True, slots=True, eq=False)
class Answers:
    """Rows as a model read them: `scores` (n, labels) in [0, 1], `chosen` (n, labels) which labels it gives.

    `sure` (n,): the product would answer, not ask. `unfamiliar` (n,): the model found the text unlike its training
    data. `cpu_ms` (n,): CPU milliseconds, tokenisation included, decoding of sound not. `warnings` counts the rows of
    each warning.
    """

    scores: Floats
    chosen: Bools
    sure: Bools
    unfamiliar: Bools
    cpu_ms: Floats
    warnings: Mapping[str, int]

    @property
    def failed(self) -> tuple[str, ...]:
        """The members of an ensemble that did not answer every row, as "MODEL:ERROR"."""
        return tuple(warning for warning in self.warnings if ":" in warning)


@dataclass(slots=True)
class Reader:
    """One model reading inputs one by one. With `remember`, a text that comes again is not read again."""

    spec: ModelSpec
    remember: bool = False
    _known: dict[Any, tuple[Prediction, float]] = field(default_factory=dict)

    @property
    def classifier(self) -> Classifier:
        """The process's classifier of the model."""
        return pool.get(self.spec)

    def read(self, given: Any) -> tuple[Prediction, float]:
        """Return the reading and the CPU milliseconds it took. MlError as the model raises it."""
        if given in self._known:
            return self._known[given]
        # The time of this thread alone, unless the model computes in several.
        clock = time.thread_time if current().threads == 1 else time.process_time
        started = clock()
        (prediction,) = self.classifier.predict([given])
        found = prediction, (clock() - started) * 1000
        if self.remember:
            self._known[given] = found
        return found


def ask(reader: Reader, manifest: Manifest, progress: Progress = iter) -> Answers:
    """Read every row. MlError names a row that cannot be read; HeadMissing when the model lacks the head."""
    import numpy as np

    reader.classifier.load()
    found = [_read(reader, text, at, manifest) for at, text in enumerate(progress(manifest.inputs))]
    readings, cpu_ms = [reading for reading, _, _ in found], np.array([ms for _, _, ms in found])
    scores = np.array([[said[label] for label in manifest.labels] for _, said, _ in found])
    return Answers(
        scores,
        np.array([_given(reading, row, manifest) for reading, row in zip(readings, scores, strict=True)]),
        np.array([reading.is_sure for reading in readings]),
        np.array([reading.unfamiliar for reading in readings]),
        cpu_ms,
        Counter(warning for reading in readings for warning in reading.warnings),
    )


def _read(reader: Reader, named: str, at: int, manifest: Manifest) -> tuple[Prediction, Mapping[str, float], float]:
    try:
        given = named if manifest.sounds is None else clips.clip_of(manifest.sounds / named)
        prediction, cpu_ms = reader.read(given)
    except MlError as error:
        which = f"row {at + 2}" if manifest.sounds is None else named
        raise type(error)(f"{manifest.name}, {which}: {error.message}") from error
    return prediction, head_scores(prediction, manifest.head, named), cpu_ms


def _given(reading: Prediction, row: Floats, manifest: Manifest) -> list[bool]:
    """Say of each label whether the model gives it: those that reach their threshold, or the most probable one."""
    if manifest.several:
        return [label in reading.present for label in manifest.labels]
    return [at == row.argmax() for at in range(len(row))]


def head_scores(prediction: Prediction, head: str, text: str) -> Mapping[str, float]:
    """Return what the prediction of `text` says of each label of `head`. HeadMissing where it says nothing of one.

    The journal's feelings are derived here, as the product derives them, where the prediction brings none. A voice
    says what its classes say (`ml.voice.heads`).
    """
    if prediction.modality == "voice":
        return heads.head_scores(prediction.labels, head)
    found = _said(prediction, head, text)
    if missing := [label for label in HEADS[head] if label not in found]:
        raise HeadMissing(f"{prediction.model} does not give the labels of the head {head} ({missing[0]} and so on).")
    return {label: found[label] for label in HEADS[head]}


def _said(prediction: Prediction, head: str, text: str) -> Mapping[str, float]:
    if head == "moods7":
        return moods7(prediction.scores)
    if head == "journal":
        return prediction.feelings or derive(text, prediction.scores, prediction.labels).feelings
    return prediction.labels if head == "goemotions" else prediction.scores
