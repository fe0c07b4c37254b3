"""The sets that voice models are scored on, and scoring them from what was said out of fold.

Scores are calibrated as a product would be that never heard the speakers: the temperature of a fold, and the confidence
from which on it answers, are fitted on the other folds alone. From one corpus to the other nothing is fitted.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from ml.answers import Answers
from ml.calibration import abstention_threshold, least_surprising, softmax
from ml.crossval.outputs import CLEAN, Outputs
from ml.errors import BadManifest
from ml.evaluation import Evaluation, judge
from ml.manifest import TRAITS, Manifest
from ml.moods import HEADS
from ml.types import ModelSpec
from ml.voice.heads import head_matrix, row_label

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Ints = NDArray[np.int64]
    Floats = NDArray[np.float64]

SURE_BY: Final = 0.5  # from one corpus to the other: no confidence is fitted there


@dataclass(frozen=True, slots=True)
class VoiceSet:
    """Clips of some corpora under a head. `trained_on`: scored from the model of that one corpus.

    `calm`: clips labelled calm count as neutral under a head that leaves them out.
    """

    name: str
    head: str
    corpora: tuple[str, ...]
    trained_on: str = ""
    calm: bool = False

    def label(self, word: str) -> str | None:
        """Return what a clip labelled `word` counts as; None: it is left out."""
        return row_label("neutral" if self.calm and word == "calm" else word, self.head)


SETS: Final = (
    VoiceSet("pooled_ravdess_emodb", "moods", ("ravdess", "emodb")),
    VoiceSet("ravdess_moods", "moods", ("ravdess",)),
    VoiceSet("emodb_moods", "moods", ("emodb",)),
    VoiceSet("ravdess_voice5", "voice5", ("ravdess",)),
    VoiceSet("ravdess_ravdess8", "ravdess8", ("ravdess",)),
    VoiceSet("emodb_emodb7", "emodb7", ("emodb",)),
    VoiceSet("transfer_ravdess_emodb", "voice4", ("emodb",), "ravdess"),
    VoiceSet("transfer_emodb_ravdess", "voice4", ("ravdess",), "emodb"),
    VoiceSet("transfer_emodb_ravdess:calm", "voice4", ("ravdess",), "emodb", calm=True),
)
NOT_MEASURED: Final = ("CREMA-D", "TESS", "SAVEE")  # their sound could not be had; there are loaders for them


@dataclass(frozen=True, slots=True, eq=False)
class Scored:
    """One set under one condition: the evaluation, and what was fitted for each fold on the others."""

    chosen: VoiceSet
    condition: str
    result: Evaluation
    temperatures: Mapping[str, float]
    uncalibrated: Floats

    @property
    def name(self) -> str:
        """What its row of the results is called."""
        return self.chosen.name if self.condition == CLEAN else f"{self.chosen.name}:{self.condition}"


def scored(spec: ModelSpec, outputs: Outputs, chosen: VoiceSet, condition: str = CLEAN) -> Scored | None:
    """Score one set; None where the outputs have none of its rows. HeadMissing when the model lacks the head.

    What is fitted is fitted on clean clips, as for the product.
    """
    clean, rows = (_chosen(outputs, chosen, one) for one in (CLEAN, condition))
    if not len(rows):
        return None
    truth, folds = _truth(rows, chosen), rows.traits["fold"]
    fitted = {} if chosen.trained_on else _fitted(clean, chosen)
    heat = [fitted[fold][0] if fitted else 1.0 for fold in folds]
    scores = head_matrix(softmax(_divided(rows.logits, heat)), chosen.head)
    limits = [fitted[fold][1] if fitted else SURE_BY for fold in folds]
    result = judge(spec, _manifest(rows, chosen, condition, truth), _answers(scores, limits))
    temperatures = {fold: heat for fold, (heat, _) in fitted.items()}
    return Scored(chosen, condition, result, temperatures, head_matrix(softmax(rows.logits), chosen.head))


def _chosen(outputs: Outputs, chosen: VoiceSet, condition: str) -> Outputs:
    import numpy as np

    wanted = {"fold": [chosen.trained_on]} if chosen.trained_on else {}
    found = outputs.of(condition=[condition], corpus=chosen.corpora, **wanted)
    return found.take(np.array([chosen.label(word) is not None for word in found.traits["label"]], dtype=bool))


def _truth(rows: Outputs, chosen: VoiceSet) -> Ints:
    import numpy as np

    labels = HEADS[chosen.head]
    return np.array([labels.index(chosen.label(word) or "") for word in rows.traits["label"]], dtype=np.int64)


def _fitted(clean: Outputs, chosen: VoiceSet) -> dict[str, tuple[float, float]]:
    """Return temperature and threshold of each fold, fitted on the rows of all the others."""
    found = {}
    folds = sorted(set(clean.traits["fold"]))
    if not folds[1:]:
        raise BadManifest(f"{chosen.name}: there is only one fold, so that nothing can be fitted on the others.")
    for fold in folds:
        others = clean.take(clean.traits["fold"] != fold)
        truth = _truth(others, chosen)
        heat = fit(others.logits, truth, chosen.head)
        found[str(fold)] = heat, abstention_threshold(head_matrix(softmax(others.logits, heat), chosen.head), truth)
    return found


def fit(logits: Floats, truth: Ints, head: str) -> float:
    """Return the temperature at which the true labels of `head` surprise least."""
    import numpy as np

    rows = np.arange(len(truth))

    def surprise(temperature: float) -> float:
        said = head_matrix(softmax(logits, temperature), head)[rows, truth]
        return float(-np.log(np.maximum(said, 1e-12)).mean())

    return least_surprising(surprise)


def _divided(logits: Floats, heat: list[float]) -> Floats:
    import numpy as np

    return np.asarray(logits / np.array(heat)[:, None])


def _answers(scores: Floats, limits: list[float]) -> Answers:
    import numpy as np

    top = scores.argmax(axis=1)
    none = np.zeros(len(scores), dtype=bool)
    unknown = np.full(len(scores), np.nan)
    return Answers(scores, np.eye(scores.shape[1], dtype=bool)[top], scores.max(axis=1) >= limits, none, unknown, {})


def _manifest(rows: Outputs, chosen: VoiceSet, condition: str, truth: Ints) -> Manifest:
    inputs = tuple(map(str, rows.traits["input"]))
    traits = {name: tuple(map(str, rows.traits[name])) for name in TRAITS}
    name = chosen.name if condition == CLEAN else f"{chosen.name}:{condition}"
    return Manifest(name, chosen.head, inputs, tuple((int(one),) for one in truth), ("",) * len(inputs), traits=traits)
