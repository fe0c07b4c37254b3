"""The log-mel network from its recipe: models fold by fold, or one of all clips, exported and calibrated."""

from __future__ import annotations

import warnings
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ml.training import artefact
from ml.training.onnx_export import quiet, without_traces
from ml.training.voice.calibrated import calibrated, learned_from, sources_of
from ml.training.voice.cnn import CnnRecipe, load, train
from ml.training.voice.conditions import CLEAN
from ml.training.voice.corpora import LabelledClip, read_corpora, read_manifest
from ml.training.voice.folds import out_of_fold
from ml.training.voice.jobs import RESULTS
from ml.training.voice.tables import Tables
from ml.voice.cnn_module import folded
from ml.voice.logmel import log_mel, normalised

if TYPE_CHECKING:
    import numpy as np
    import onnx
    import torch
    from numpy.typing import NDArray

    from ml.training.job import Job
    from ml.training.voice.folds import Read


def train_cnn(path: Path, job: Job) -> Path:
    """Train what the job asks for, return what was written. BadRecipe when recipe or data cannot be used."""
    recipe = load(path)
    tables = Tables(job.work / "tables", _spectrogram, quiet=job.quiet)
    if job.folds is not None:
        return _ask_folds(recipe, tables, job)
    clips = read_corpora(job.data, recipe.corpora).clips
    fitted = calibrated(RESULTS / f"{recipe.name}.csv")
    module = folded(train(recipe, clips, tables.of(clips), quiet=job.quiet), recipe.shape)
    return _write(recipe, clips, module, fitted, job)


def _spectrogram(samples: NDArray[np.float32]) -> NDArray[np.float16]:
    import numpy as np

    return log_mel(samples).astype(np.float16)


def _ask_folds(recipe: CnnRecipe, tables: Tables, job: Job) -> Path:
    clips = read_manifest(job.folds, job.data) if job.folds else ()

    def fit(heard: Sequence[LabelledClip], work: Path) -> Read:  # noqa: ARG001  # trained again in two minutes
        module = folded(train(recipe, heard, tables.of(heard, CLEAN), quiet=job.quiet), recipe.shape)

        def read(asked: Sequence[LabelledClip], condition: str) -> NDArray[np.floating[Any]]:
            return said(module, tables.of(asked, condition))

        return read

    out_of_fold(recipe.name, clips, fit, work=job.work, results=RESULTS, only=job.only, say=job.say)
    return RESULTS


def said(module: torch.nn.Module, spectrograms: Sequence[NDArray[Any]]) -> NDArray[np.float32]:
    """Return the logits (n, 9) of whole clips, whose spectrograms (64, frames) are in dB."""
    import numpy as np
    import torch

    def logits(spectrogram: NDArray[Any]) -> NDArray[np.float32]:
        given = torch.from_numpy(normalised(spectrogram.astype(np.float32)))[None]
        found: NDArray[np.float32] = module(given)[0].numpy()
        return found

    with torch.inference_mode():
        return np.stack([logits(one) for one in spectrograms])


def to_onnx(module: torch.nn.Module) -> onnx.ModelProto:
    """Return the graph: `spectrograms` (clips, 64, frames) -> `logits` (clips, 9); its weights keep their names."""
    import torch

    axes = {0: torch.export.Dim("clips"), 2: torch.export.Dim("frames", min=8)}
    with warnings.catch_warnings(), quiet():
        warnings.simplefilter("ignore")  # the exporter's own notices on axis names and missing torchvision
        program = torch.onnx.export(
            module.eval(),
            (torch.zeros(2, 64, 40),),
            dynamo=True,
            verbose=False,
            input_names=["spectrograms"],
            output_names=["logits"],
            dynamic_shapes={"spectrograms": axes},
        )
    if program is None:
        raise RuntimeError("torch.onnx.export gave no program")
    without_traces(program.model_proto)
    return program.model_proto


def _write(
    recipe: CnnRecipe, clips: Sequence[LabelledClip], module: torch.nn.Module, fitted: dict[str, Any], job: Job
) -> Path:
    import onnx

    folder = job.out / recipe.name
    folder.mkdir(parents=True, exist_ok=True)
    onnx.save(to_onnx(module), str(folder / "model.onnx"))
    values = {
        "shape": asdict(recipe.shape),
        **fitted,
        "recipe": asdict(recipe),
        "data": sources_of(clips),
        "trained_on": learned_from(clips),
    }
    artefact.write_card(folder, recipe.name, values)
    return folder
