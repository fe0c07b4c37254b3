"""The log-mel network from its recipe: models fold by fold, or one of all clips, exported and calibrated."""

from __future__ import annotations

import warnings
from collections.abc import Sequence
from dataclasses import asdict
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ml.training.onnx_export import quiet, without_traces
from ml.training.voice import whole
from ml.training.voice.cnn import CnnRecipe, load, train
from ml.training.voice.corpora import LabelledClip, read_corpora
from ml.training.voice.tables import Tables
from ml.voice.cnn_module import folded
from ml.voice.logmel import MELS, log_mel, normalised

if TYPE_CHECKING:
    import numpy as np
    import onnx
    import torch
    from numpy.typing import NDArray

    from ml.training.job import Job


def train_cnn(path: Path, job: Job) -> Path:
    """Train what the job asks for, return what was written. BadRecipe when recipe or data cannot be used."""
    recipe = load(path)
    tables = Tables(job.work / "tables", _spectrogram, quiet=job.quiet)
    if job.folds is not None:
        return whole.ask_folds(recipe.name, lambda clips, rows: _trained(recipe, clips, rows, job), tables, job)
    import onnx

    clips = read_corpora(job.data, recipe.corpora).clips
    folder = whole.folder_for(recipe.name, job)
    onnx.save(to_onnx(finished(recipe, clips, tables.of(clips), job)), str(folder / "model.onnx"))
    return whole.write_card(folder, asdict(recipe), clips, {"shape": asdict(recipe.shape)})


def _spectrogram(samples: NDArray[np.float32]) -> NDArray[np.float16]:
    import numpy as np

    return log_mel(samples).astype(np.float16)


def finished(recipe: CnnRecipe, clips: Sequence[LabelledClip], rows: whole.Rows, job: Job) -> torch.nn.Module:
    """Train on `clips` and return the network as it is served."""
    return folded(train(recipe, clips, rows, quiet=job.quiet), recipe.shape)


def _trained(recipe: CnnRecipe, clips: Sequence[LabelledClip], rows: whole.Rows, job: Job) -> whole.Ask:
    return partial(said, finished(recipe, clips, rows, job))


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
            (torch.zeros(2, MELS, 40),),
            dynamo=True,
            verbose=False,
            input_names=["spectrograms"],
            output_names=["logits"],
            dynamic_shapes={"spectrograms": axes},
        )
    if program is None:
        raise RuntimeError("torch.onnx.export gave no program")
    graph = program.model_proto  # made anew each time that it is asked for
    without_traces(graph)
    return graph
