"""The linear head over librosa's features from its recipe: fold by fold, or of all clips, and calibrated."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

from ml.training.voice import whole
from ml.training.voice.corpora import read_corpora
from ml.training.voice.features import fit, load
from ml.training.voice.tables import Tables
from ml.voice.features import measured

if TYPE_CHECKING:
    from ml.training.job import Job


def train_features(path: Path, job: Job) -> Path:
    """Fit what the job asks for, return what was written. BadRecipe when recipe or data cannot be used."""
    recipe = load(path)
    tables = Tables(job.work / "tables", measured, quiet=job.quiet)
    if job.folds is not None:
        return whole.ask_folds(recipe.name, lambda clips, rows: fit(recipe, clips, rows).logits, tables, job)
    from safetensors.numpy import save_file

    clips = read_corpora(job.data, recipe.corpora).clips
    folder = whole.folder_for(recipe.name, job)
    save_file(asdict(fit(recipe, clips, tables.of(clips))), folder / "model.safetensors")
    return whole.write_card(folder, asdict(recipe), clips, {})
