"""From a recipe of voices to a folder of weights, or to what its models say of speakers they never heard."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from importlib import import_module
from pathlib import Path
from typing import Final, cast

from ml.errors import BadRecipe
from ml.training.job import Job
from ml.training.toml_recipe import read_toml

RESULTS: Final = Path(__file__).parents[2] / "results" / "voice"
KINDS: Final[Mapping[str, str]] = {
    "moonshine": "ml.training.voice.encoder_job.train_encoder",
    "cnn": "ml.training.voice.cnn_job.train_cnn",
    "librosa": "ml.training.voice.features_job.train_features",
    "prosody": "ml.training.voice.prosody_job.train_prosody",
}


def train_voice(path: Path, job: Job) -> Path:
    """Run a recipe as its `kind` wants it, and return what was written. BadRecipe, or BadAudio for a damaged clip."""
    kind = read_toml(path).get("kind", "")
    if kind not in KINDS:
        raise BadRecipe(f"{path.name}: kind must be one of {', '.join(KINDS)}.")
    module, _, name = KINDS[kind].rpartition(".")
    return cast("Callable[[Path, Job], Path]", getattr(import_module(module), name))(path, job)
