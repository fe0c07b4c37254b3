"""The rules of prosody from their recipe: fold by fold, or of all clips, and calibrated."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

from ml.training.voice import whole
from ml.training.voice.corpora import read_corpora
from ml.training.voice.prosody import fit, load
from ml.training.voice.tables import Tables
from ml.voice.measures import frames, prosody

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from ml.training.job import Job


def train_prosody(path: Path, job: Job) -> Path:
    """Fit what the job asks for, return what was written. BadRecipe when recipe or data cannot be used."""
    recipe = load(path)
    tables = Tables(job.work / "tables", _measured, quiet=job.quiet)
    if job.folds is not None:
        return whole.ask_folds(recipe.name, lambda clips, rows: fit(recipe, clips, rows).logits, tables, job)
    clips = read_corpora(job.data, recipe.corpora).clips
    fitted = fit(recipe, clips, tables.of(clips))
    return whole.write_card(whole.folder_for(recipe.name, job), asdict(recipe), clips, {"fitted": fitted.values()})


def _measured(samples: NDArray[np.float32]) -> NDArray[np.float32]:
    return prosody(frames(samples)).vector()
