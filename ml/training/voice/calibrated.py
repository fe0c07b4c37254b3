"""Temperature and threshold of a model of voices, from what it said of speakers that it had never heard."""

from __future__ import annotations

import csv
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from ml.calibration import TARGET_ACCURACY, abstention_threshold, softmax
from ml.errors import BadRecipe
from ml.metrics import accuracy, expected_calibration_error, macro_f1, risk_coverage
from ml.moods import MOODS, VOICE9, VOICE_MOODS
from ml.seen import fingerprint
from ml.training.voice.conditions import CLEAN
from ml.training.voice.corpora import LICENCES, LabelledClip
from ml.voice.heads import head_matrix

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

COLDEST, HOTTEST, STEPS = 0.1, 10.0, 200
STRANGE_TARGET: Final = 0.5  # what the answers given must reach on a corpus, and in a language, never heard
RULE: Final = (
    f"the smallest confidence from which on moods are right at least {TARGET_ACCURACY:.0%} of the time on speakers "
    f"that the fold's model had never heard, and {STRANGE_TARGET:.0%} on a corpus that it had never heard"
)


def calibrated(path: Path) -> dict[str, Any]:
    """Fit temperature and threshold on the clean rows of an out-of-fold file, at the level of moods.

    The committed model has heard all these speakers, but each row's logits come from a fold's model that had not.
    A microphone at home is a corpus of its own, so the threshold has to do for the transfer table beside `path`, too,
    where there is one. Returns temperature, threshold and the scores before and after. BadRecipe without the file.
    """
    import numpy as np

    logits, truth = _read(path)
    grid = np.geomspace(COLDEST, HOTTEST, STEPS)
    temperature = float(min(grid, key=lambda one: _surprise(mood_scores(logits, float(one)), truth)))
    scores = mood_scores(logits, temperature)
    threshold = max(abstention_threshold(scores, truth), _strange_threshold(path, temperature))
    (point,) = risk_coverage(truth, scores, (threshold,))
    return {
        "temperature": round(temperature, 4),
        "threshold": threshold,
        "threshold_rule": RULE,
        "validation": {
            "from": "out of fold, by speaker",
            "n": len(truth),
            "accuracy": round(accuracy(truth, scores.argmax(axis=1)), 4),
            "macro_f1": round(macro_f1(truth, scores.argmax(axis=1), len(MOODS)), 4),
            "ece_before": round(expected_calibration_error(truth, mood_scores(logits, 1.0)), 4),
            "ece": round(expected_calibration_error(truth, scores), 4),
            "coverage": round(point.coverage, 4),
            "accuracy_when_sure": round(point.accuracy, 4),
        },
    }


def _strange_threshold(path: Path, temperature: float) -> float:
    """Return the least confidence that is worth an answer on a corpus never heard; 0 where that was not asked."""
    beside = path.with_name(f"{path.stem}-transfer.csv")
    if not beside.is_file():
        return 0.0
    logits, truth = _read(beside)
    return abstention_threshold(mood_scores(logits, temperature), truth, STRANGE_TARGET)


def mood_scores(logits: NDArray[np.floating[Any]], temperature: float) -> NDArray[np.float64]:
    """Return the moods' shares (n, moods) of logits (n, 9), as the product sums them up."""
    return head_matrix(softmax(logits, temperature), "moods")


def learned_from(clips: Sequence[LabelledClip]) -> dict[str, Any]:
    """Return who and what had a say in a model, for its card (`ml.seen`)."""
    return {
        "corpora": sorted({clip.corpus for clip in clips}),
        "speakers": sorted({clip.speaker for clip in clips}),
        "clips": " ".join(sorted(fingerprint(clip.path) for clip in clips)),
    }


def sources_of(clips: Sequence[LabelledClip]) -> dict[str, dict[str, Any]]:
    """Return each corpus with its licence and how many clips and speakers of it were read, for a card."""
    found = {}
    for corpus in sorted({clip.corpus for clip in clips}):
        mine = [clip for clip in clips if clip.corpus == corpus]
        licence = LICENCES.get(corpus, "not stated")
        found[corpus] = {"licence": licence, "clips": len(mine), "speakers": len({clip.speaker for clip in mine})}
    return found


def _surprise(scores: NDArray[np.float64], truth: NDArray[np.int64]) -> float:
    import numpy as np

    return float(-np.log(np.maximum(scores[np.arange(len(truth)), truth], 1e-12)).mean())


def _read(path: Path) -> tuple[NDArray[np.float64], NDArray[np.int64]]:
    import numpy as np

    if not path.is_file():
        raise BadRecipe(f"{path.name} is not there: a model is calibrated by what its folds say, so ask them first.")
    with path.open(newline="", encoding="utf-8") as file:
        rows = [row for row in csv.DictReader(file) if row["condition"] == CLEAN]
    logits = np.array([[float(row[label]) for label in VOICE9] for row in rows])
    return logits, np.array([MOODS.index(VOICE_MOODS[row["label"]]) for row in rows])
