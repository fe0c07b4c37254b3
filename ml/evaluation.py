"""Score one model on one manifest: arg-max over all of the head's labels, or the labels that reach their threshold."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from ml import measures, metrics, multilabel, pool, resampling
from ml.answers import Answers, Progress, Reader, ask
from ml.errors import MlError, NoUsableModel
from ml.manifest import Manifest
from ml.measures import Measures
from ml.metrics import CoveragePoint, LabelScore
from ml.registry import candidates
from ml.types import ModelSpec

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Bools = NDArray[np.bool_]

THRESHOLDS: Final = tuple(step / 20 for step in range(20))


@dataclass(frozen=True, slots=True)
class Scores:
    """Accuracy and macro-F1 (0..1) of some rows."""

    n: int
    accuracy: float
    macro_f1: float


@dataclass(frozen=True, slots=True, eq=False)
class Evaluation:
    """One model on one manifest. `truth` and `answers` are row by row, shape (n, labels).

    `intervals` are 95 % bootstrap: of rows, or where the manifest tells who speaks, of speakers and each one's rows.
    `coverage` is empty for a head of several labels. `traits`: the scores of each corpus, speaker, sex and fold.
    `seen` rows are among those that the model learned from: with any, this is no held-out result. None: its card does
    not tell.
    """

    spec: ModelSpec
    manifest: Manifest
    truth: Bools
    answers: Answers
    overall: Scores
    measures: Measures
    per_class: Mapping[str, LabelScore]
    coverage: tuple[CoveragePoint, ...]
    intervals: Mapping[str, tuple[float, float]]
    groups: Mapping[str, Scores]
    traits: Mapping[str, Mapping[str, Scores]] = field(default_factory=dict)
    seen: int | None = None

    @property
    def right(self) -> Bools:
        """Of each row (n,), whether a label that it carries was given."""
        import numpy as np

        return np.asarray((self.truth & self.answers.chosen).any(axis=1))

    @property
    def resampled(self) -> str:
        """What the intervals resample."""
        return "speakers" if _speakers(self.manifest) else "rows"

    @property
    def cpu_ms(self) -> float:
        """Mean CPU milliseconds a row at batch 1."""
        return float(self.answers.cpu_ms.mean())

    @property
    def absent(self) -> tuple[str, ...]:
        """The head's labels that no row of the manifest carries: whoever says one is wrong."""
        return tuple(label for label, score in self.per_class.items() if not score.support)


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
    """Read every row one by one and score the answers. MlError as `answers.ask`."""
    return score(Reader(spec), manifest, progress)


def score(reader: Reader, manifest: Manifest, progress: Progress = iter) -> Evaluation:
    """Score what `reader` answers. MlError as `answers.ask`."""
    return judge(reader.spec, manifest, ask(reader, manifest, progress))


def judge(spec: ModelSpec, manifest: Manifest, answers: Answers) -> Evaluation:
    """Score answers that were given, row by row."""
    truth = _carried(manifest)
    per_class = dict(zip(manifest.labels, multilabel.label_scores(truth, answers.chosen), strict=True))
    return Evaluation(
        spec,
        manifest,
        truth,
        answers,
        _scores(truth, answers.chosen, several=manifest.several),
        _measured(truth, answers, several=manifest.several),
        per_class,
        () if manifest.several else tuple(metrics.risk_coverage(truth.argmax(axis=1), answers.scores, THRESHOLDS)),
        _intervals(manifest, truth, answers.chosen),
        _by_group(manifest, manifest.groups, truth, answers.chosen),
        {name: _by_group(manifest, values, truth, answers.chosen) for name, values in manifest.traits.items()},
    )


def _carried(manifest: Manifest) -> Bools:
    """Return which label each row truly carries, shape (n, labels)."""
    import numpy as np

    truth = np.zeros((len(manifest.truth), len(manifest.labels)), dtype=bool)
    for at, labels in enumerate(manifest.truth):
        truth[at, list(labels)] = True
    return truth


def _measured(truth: Bools, answers: Answers, *, several: bool) -> Measures:
    if several:
        return measures.of_several(truth, answers.scores, answers.chosen)
    return measures.of_one(truth, answers.scores)


def _intervals(manifest: Manifest, truth: Bools, chosen: Bools) -> dict[str, tuple[float, float]]:
    if manifest.several:
        return multilabel.bootstrap_interval(truth, chosen)
    real, said = truth.argmax(axis=1), chosen.argmax(axis=1)
    if speakers := _speakers(manifest):
        return resampling.by_speaker(real, said, truth.shape[1], speakers)
    return metrics.bootstrap_interval(real, said, truth.shape[1])


def _speakers(manifest: Manifest) -> tuple[str, ...]:
    """Return who speaks each row, if it is known of every row and there are several of them."""
    named = manifest.traits.get("speaker", ())
    return named if all(named) and len(set(named)) > 1 else ()


def _scores(truth: Bools, chosen: Bools, *, several: bool) -> Scores:
    if several:
        return Scores(len(truth), multilabel.subset_accuracy(truth, chosen), multilabel.macro_f1(truth, chosen))
    real, said = truth.argmax(axis=1), chosen.argmax(axis=1)
    return Scores(len(truth), metrics.accuracy(real, said), metrics.macro_f1(real, said, truth.shape[1]))


def _by_group(manifest: Manifest, values: Sequence[str], truth: Bools, chosen: Bools) -> dict[str, Scores]:
    import numpy as np

    groups, several = np.array(values), manifest.several
    names = sorted({name for name in values if name})
    return {name: _scores(truth[groups == name], chosen[groups == name], several=several) for name in names}
