"""What the jobs of small models of voices share: folds asked from kept measures, and the card of the committed one."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ml.training import artefact
from ml.training.voice.calibrated import calibrated, learned_from, sources_of
from ml.training.voice.corpora import LabelledClip, read_manifest
from ml.training.voice.folds import out_of_fold
from ml.training.voice.jobs import RESULTS
from ml.training.voice.tables import Tables

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from ml.training.job import Job
    from ml.training.voice.folds import Read

Rows = Sequence["NDArray[Any]"]
Ask = Callable[[Rows], "NDArray[np.floating[Any]]"]  # measures in, logits (n, 9) out
Train = Callable[[Sequence[LabelledClip], Rows], Ask]


def ask_folds(name: str, train: Train, tables: Tables, job: Job) -> Path:
    """Train a model a fold, ask it under every condition, and return where the tables stand."""
    clips = read_manifest(job.folds, job.data) if job.folds else ()

    def fit(heard: Sequence[LabelledClip], work: Path) -> Read:  # noqa: ARG001  # soon trained again: no checkpoints
        ask = train(heard, tables.of(heard))
        return lambda asked, condition: ask(tables.of(asked, condition))

    out_of_fold(name, clips, fit, work=job.work, results=RESULTS, only=job.only, say=job.say)
    return RESULTS


def folder_for(name: str, job: Job) -> Path:
    """Return the folder that the committed model is to be written into."""
    folder = job.out / name
    folder.mkdir(parents=True, exist_ok=True)
    return folder


def write_card(
    folder: Path, recipe: Mapping[str, Any], clips: Sequence[LabelledClip], values: Mapping[str, Any]
) -> Path:
    """Write the card beside the weights: calibrated by what the folds said, since `clips` were all learnt from."""
    told = {"recipe": dict(recipe), "data": sources_of(clips), "trained_on": learned_from(clips)}
    fitted = calibrated(RESULTS / f"{recipe['name']}.csv")
    return artefact.write_card(folder, recipe["name"], {**values, **fitted, **told}).parent
