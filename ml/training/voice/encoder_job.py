"""The voice encoder from its recipe: models fold by fold, or one of all clips, exported and calibrated."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ml.errors import BadRecipe
from ml.training.voice import general, recipe
from ml.training.voice.corpora import LabelledClip, read_manifest
from ml.training.voice.encoder import VoiceRun, fresh
from ml.training.voice.folds import out_of_fold
from ml.training.voice.jobs import RESULTS
from ml.training.voice.recipe import VoiceRecipe
from ml.training.voice.splits import by_speaker
from ml.training.voice.stems import Stems

if TYPE_CHECKING:
    import numpy as np
    import torch
    from numpy.typing import NDArray

    from ml.training.job import Job
    from ml.training.voice.folds import Read


def train_encoder(path: Path, job: Job) -> Path:
    """Train what the job asks for, return what was written. BadRecipe when recipe, data or package cannot be used."""
    chosen = recipe.load(path)
    if job.folds is not None:
        return ask_folds(chosen, read_manifest(job.folds, job.data), job)
    raise BadRecipe("not yet")


def ask_folds(chosen: VoiceRecipe, clips: Sequence[LabelledClip], job: Job) -> Path:
    """Train a model a fold, ask it, and return where the tables stand."""
    stems = make_stems(chosen, clips, job)

    def fit(train: Sequence[LabelledClip], work: Path) -> Read:
        module = trained(chosen, train, stems, work, quiet=job.quiet)

        def read(asked: Sequence[LabelledClip], condition: str) -> NDArray[np.floating[Any]]:
            return by_module(module, [stems.sounds.of(clip, condition) for clip in asked], quiet=job.quiet)

        return read

    out_of_fold(chosen.name, clips, fit, work=job.work, results=RESULTS, only=job.only, say=job.say)
    return RESULTS


def make_stems(chosen: VoiceRecipe, clips: Sequence[LabelledClip], job: Job) -> Stems:
    """Return the states of all clips' versions, made where they are not there yet."""
    stems = Stems(chosen, clips, fresh(chosen).get_submodule("stem"), job.work, quiet=job.quiet)
    stems.make()
    return stems


def trained(
    chosen: VoiceRecipe, clips: Sequence[LabelledClip], stems: Stems, work: Path, *, quiet: bool
) -> torch.nn.Module:
    """Train on `clips` (or go on with it), some of whose speakers validate if the recipe says so."""
    train, validation = by_speaker(clips, chosen.validation_share, chosen.seed)
    run = VoiceRun(chosen, train, validation, stems, work, quiet)
    run.run()
    module = run.finished()
    general.fit(module, clips, stems, chosen)
    return module


def by_module(module: torch.nn.Module, clips: Sequence[Any], *, quiet: bool) -> NDArray[np.float32]:
    import numpy as np
    import torch
    from tqdm import tqdm

    with torch.inference_mode():
        return np.stack(
            [
                module(torch.from_numpy(np.ascontiguousarray(clip))[None])[0][0].numpy()
                for clip in tqdm(clips, disable=quiet or None)
            ]
        )
