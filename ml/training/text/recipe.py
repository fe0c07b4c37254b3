"""Training recipes: typed values read from a TOML file, so that a run is described by data alone."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from ml.errors import BadRecipe
from ml.training.text.data_recipe import AugmentRecipe, DataRecipe
from ml.training.text.multilingual_recipe import MultilingualRecipe
from ml.training.toml_recipe import make, read_toml

RECIPES: Final = Path(__file__).parents[2] / "recipes"


@dataclass(frozen=True, slots=True)
class LoraRecipe:
    """Low-rank adapters (Hu et al., 2021) on every linear layer of an encoder that itself stays as it is."""

    rank: int = 16
    alpha: int = 32
    dropout: float = 0.0


@dataclass(frozen=True, slots=True)
class TeacherRecipe:
    """The run whose kept logits soften the targets: `run` names its work folder, beside this run's own."""

    run: str
    share: float = 0.5  # of a target that the teacher decides


@dataclass(frozen=True, slots=True)
class EncoderRecipe:
    """Fine-tuning of any Hugging Face encoder with mean pooling and one linear head for each kind of label."""

    name: str
    data: DataRecipe
    encoder: str  # as `ml.training.text.pretrained.locate` reads it: "package:…", "parts:…", "folder:…" or "hub:…"
    summary: str = ""  # for the model card
    limits: tuple[str, ...] = ()
    seed: int = 20261120
    max_tokens: int = 80
    batch_size: int = 64
    accumulate: int = 1  # batches a step
    epochs: float = 3.0
    minutes: float | None = None  # wall-clock budget: the schedule reaches zero by then even if epochs remain
    learning_rate: float = 2e-5
    head_learning_rate: float = 1e-3
    weight_decay: float = 0.01
    warmup: float = 0.06  # share of the schedule
    dropout: float = 0.1
    class_weight_power: float = 0.3  # weight = share ** -power; 0: none, 1: fully balanced
    labels_weight: float = 1.0  # of the 28-label head's loss
    balanced_weight: float = 0.5  # of the balanced head's loss
    device: str = "auto"  # "auto", "cpu" or "cuda"
    precision: str = "bf16"  # "bf16" or "fp16" (autocast; fp16 needs CUDA), or "fp32"
    compile: bool = False  # torch.compile
    lora: LoraRecipe | None = None  # None: every layer is trained
    teacher: TeacherRecipe | None = None
    start: tuple[str, ...] = ()  # runs beside this one whose best states are averaged to begin with
    left_out: tuple[str, ...] = ()  # sources never trained on: what unfamiliar texts are calibrated with
    familiar_share: float = 0.98  # of the validation rows that are to count as familiar
    keep_logits_from: float | None = None  # share of the schedule from which on a teacher's logits are kept
    evaluate_every: int = 600  # steps
    evaluation_rows: int | None = None  # validation rows that early stopping looks at; None: all
    checkpoint_every: int = 200  # steps
    patience: int = 3  # evaluations without a better macro-F1

    def __post_init__(self) -> None:
        if trained := sorted({*self.left_out} & {*self.data.sources}):
            raise BadRecipe(f"{self.name}: {', '.join(trained)} is trained on, and cannot be left out.")


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


Recipe = EncoderRecipe | LinearRecipe | LexiconRecipe | MultilingualRecipe
_KINDS: Mapping[str, type[EncoderRecipe | LinearRecipe | LexiconRecipe | MultilingualRecipe]] = {
    "encoder": EncoderRecipe,
    "linear": LinearRecipe,
    "lexicon": LexiconRecipe,
    "multilingual": MultilingualRecipe,
}
_TABLES: Mapping[str, type[LoraRecipe | TeacherRecipe]] = {
    "lora": LoraRecipe,
    "teacher": TeacherRecipe,
}


def load(path: Path) -> Recipe:
    """Read a recipe file. BadRecipe when it is missing, is no TOML, or holds unknown or missing keys."""
    raw = read_toml(path)
    kind = _KINDS.get(raw.pop("kind", ""))
    if kind is None:
        raise BadRecipe(f"{path.name}: kind must be one of {', '.join(_KINDS)}.")
    data = _data(raw, path.name)
    tables = {key: make(table, raw.pop(key), path.name) for key, table in _TABLES.items() if key in raw}
    return make(kind, {**raw, **tables, "data": data}, path.name)


def load_data(path: Path) -> DataRecipe:
    """Read the tables `[data]` and `[augment]` alone, of any recipe or of one that has nothing else. BadRecipe."""
    return _data(read_toml(path), path.name)


def _data(raw: dict[str, Any], name: str) -> DataRecipe:
    """Take both tables out of `raw`; `[augment]` goes into the other, since it changes the same rows."""
    values = dict(raw.pop("data", {}))
    if "augment" in raw:
        values["augment"] = make(AugmentRecipe, raw.pop("augment"), name)
    return make(DataRecipe, values, name)
