"""Recipes of the voice encoder, read from TOML: `ml/recipes/voice/*.toml`."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from ml.errors import BadRecipe
from ml.training.toml_recipe import make, read_toml
from ml.training.voice.splits import BY_SPEAKER, require_by_speaker
from ml.voice.torch_module import Shape

LAYERS: Final = 6  # that Moonshine tiny has
Range = tuple[float, float]


@dataclass(frozen=True, slots=True)
class AugmentRecipe:
    """What is done to how large a share of the varied copies; what is drawn is drawn evenly between two ends."""

    versions: int = 7  # of each clip; the first is the clip as it is
    speed_share: float = 0.7
    speed: Range = (0.85, 1.18)  # times as fast, and as high
    pitch_share: float = 0.35
    pitch: Range = (-2.5, 2.5)  # semitones
    equalise_share: float = 0.5
    gain: Range = (-6.0, 6.0)  # decibels a band
    narrow_share: float = 0.15
    cut: Range = (3400.0, 6000.0)  # Hz, above which nothing is left; half of these lose the telephone's basses too
    room_share: float = 0.3
    reverberation: Range = (0.15, 0.7)  # seconds
    direct: Range = (0.0, 14.0)  # decibels of the direct sound over the echo
    noise_share: float = 0.45
    noise: Range = (3.0, 30.0)  # decibels of the voice over the noise
    colour: Range = (0.0, 1.5)  # 0 white, 1 pink
    babble_share: float = 0.1
    babble: Range = (8.0, 25.0)  # decibels of the voice over three others
    opus_share: float = 0.2
    bit_rate: Range = (12_000.0, 32_000.0)  # bits a second


@dataclass(frozen=True, slots=True)
class GeneralRecipe:
    """The head on layers as they are: fitted at once by L-BFGS, on standardised features."""

    versions: int = 4  # of each clip, the first ones
    price: float = 0.02  # on the sum of the weights' squares
    iterations: int = 60
    corpus_weights: Mapping[str, float] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class VoiceRecipe:
    """A head on the first layers of Moonshine's encoder as they are, and one on the same layers fine-tuned.

    Both work on what the encoder's stem, which stays as it is, makes of clips.
    """

    name: str
    summary: str = ""  # for the model card
    limits: tuple[str, ...] = ()
    corpora: tuple[str, ...] = ("ravdess", "emodb")
    split: str = BY_SPEAKER  # nothing else is accepted
    seed: int = 20261120
    layers: int = 4  # of each branch
    attention: int = 64  # columns of the pooling's attention
    epochs: int = 10
    batch_size: int = 16
    learning_rate: float = 2e-4  # of the uppermost layer
    layer_decay: float = 0.8  # a layer's rate over that of the layer above
    head_learning_rate: float = 1e-3
    weight_decay: float = 0.01
    warmup: float = 0.1  # share of the schedule
    dropout: float = 0.2
    layer_drop: float = 0.1  # of the uppermost layer; less below
    label_smoothing: float = 0.05
    average: float = 0.0  # decay of the moving average of the weights; 0: none
    validation_share: float = 0.0  # of the training speakers; 0: nobody, and the last state counts
    patience: int = 4  # epochs without a better macro-F1, where there are validation speakers
    corpus_weights: Mapping[str, float] = field(default_factory=dict)  # of a clip in the loss; 1 where nothing is said
    general: GeneralRecipe = field(default_factory=GeneralRecipe)
    device: str = "auto"  # "auto", "cpu" or "cuda"
    precision: str = "bf16"  # "bf16" (autocast) or "fp32"
    checkpoint_every: int = 100  # steps
    augment: AugmentRecipe = field(default_factory=AugmentRecipe)

    def __post_init__(self) -> None:
        require_by_speaker(self.split)
        if not 1 <= self.layers <= LAYERS or not 1 <= self.general.versions <= self.augment.versions:
            raise BadRecipe(
                f"{self.name}: layers must be 1 to {LAYERS}, and versions at least those of the general head."
            )

    @property
    def shape(self) -> Shape:
        """How large the module is."""
        return Shape(layers=self.layers, attention=self.attention)


def load(path: Path) -> VoiceRecipe:
    """Read a recipe. BadRecipe when it is missing, is no TOML, holds unknown keys or wants a split by clip."""
    raw = read_toml(path)
    raw.pop("kind", None)
    augment = make(AugmentRecipe, raw.pop("augment", {}), path.name)
    general = make(GeneralRecipe, raw.pop("general", {}), path.name)
    return make(VoiceRecipe, {**raw, "augment": augment, "general": general}, path.name)
