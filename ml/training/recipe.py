"""Training recipes: typed values read from a TOML file, so that a run is described by data alone."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any, TypeVar

from ml.errors import BadRecipe
from ml.training.data_recipe import AugmentRecipe, DataRecipe

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class EncoderRecipe:
    """Full fine-tuning of a packaged BERT encoder with mean pooling and one linear head."""

    name: str
    data: DataRecipe
    package: str  # Python package that carries the encoder
    summary: str = ""  # for the model card
    limits: tuple[str, ...] = ()
    folder: str = "model"
    seed: int = 20261120
    max_tokens: int = 80
    batch_size: int = 64
    epochs: float = 3.0
    minutes: float | None = None  # wall-clock budget: the schedule reaches zero by then even if epochs remain
    learning_rate: float = 1.5e-4
    head_learning_rate: float = 1e-3
    weight_decay: float = 0.01
    warmup: float = 0.06  # share of the schedule
    dropout: float = 0.1
    class_weight_power: float = 0.3  # weight = share ** -power; 0: none, 1: fully balanced
    precision: str = "bf16"  # "bf16" (autocast) or "fp32"
    evaluate_every: int = 600  # steps
    checkpoint_every: int = 200  # steps
    patience: int = 3  # evaluations without a better macro-F1
    cool_down_steps: int = 0  # from the best state on, with the learning rate falling to 0
    cool_down_rate: float = 0.5  # share of the learning rates that it starts from


@dataclass(frozen=True, slots=True)
class LinearRecipe:
    """TF-IDF of words and characters, and a multinomial logistic regression on top."""

    name: str
    data: DataRecipe
    summary: str = ""
    limits: tuple[str, ...] = ()
    seed: int = 20261120
    word_ngrams: tuple[int, int] = (1, 2)
    char_ngrams: tuple[int, int] = (2, 4)
    word_features: int = 60_000
    char_features: int = 60_000
    min_df: int = 2
    strengths: tuple[float, ...] = (2.0,)  # inverse regularisation tried; validation macro-F1 decides
    class_weight_power: float = 0.5


@dataclass(frozen=True, slots=True)
class LexiconRecipe:
    """Calibration of the word list; nothing else is fitted."""

    name: str
    data: DataRecipe
    seed: int = 20261120


Recipe = EncoderRecipe | LinearRecipe | LexiconRecipe
_KINDS: Mapping[str, type[EncoderRecipe | LinearRecipe | LexiconRecipe]] = {
    "encoder": EncoderRecipe,
    "linear": LinearRecipe,
    "lexicon": LexiconRecipe,
}


def load(path: Path) -> Recipe:
    """Read a recipe file. BadRecipe when it is missing, is no TOML, or holds unknown or missing keys."""
    raw = _read(path)
    kind = _KINDS.get(raw.pop("kind", ""))
    if kind is None:
        raise BadRecipe(f"{path.name}: kind must be one of {', '.join(_KINDS)}.")
    data = _data(raw, path.name)
    return _make(kind, {**raw, "data": data}, path.name)


def load_data(path: Path) -> DataRecipe:
    """Read the tables `[data]` and `[augment]` alone, of any recipe or of one that has nothing else. BadRecipe."""
    return _data(_read(path), path.name)


def _read(path: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise BadRecipe(f"{path.name}: {error}") from error


def _data(raw: dict[str, Any], name: str) -> DataRecipe:
    """Take both tables out of `raw`; `[augment]` goes into the other, since it changes the same rows."""
    values = dict(raw.pop("data", {}))
    if "augment" in raw:
        values["augment"] = _make(AugmentRecipe, raw.pop("augment"), name)
    return _make(DataRecipe, values, name)


def _make(cls: type[T], values: Mapping[str, Any], name: str) -> T:
    known = {field.name for field in fields(cls)}  # type: ignore[arg-type]
    if unknown := sorted(values.keys() - known):
        raise BadRecipe(f"{name}: unknown {', '.join(unknown)}.")
    try:
        return cls(**{key: tuple(value) if isinstance(value, list) else value for key, value in values.items()})
    except TypeError as error:
        raise BadRecipe(f"{name}: {error}") from error
