"""Training of the log-mel network: varied spectrograms, AdamW, cosine schedule, a moving average of the weights."""

from __future__ import annotations

import copy
from collections.abc import Sequence
from dataclasses import dataclass, field, fields
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Final

from ml.errors import BadRecipe
from ml.training.toml_recipe import make, read_toml
from ml.training.voice.corpora import LabelledClip
from ml.training.voice.encoder import schedule
from ml.training.voice.losses import Batch, Targets
from ml.training.voice.splits import BY_SPEAKER, require_by_speaker
from ml.training.voice.vary_logmel import Varied, VaryRecipe
from ml.voice.cnn_module import CnnShape, build

if TYPE_CHECKING:
    import torch
    from numpy.typing import NDArray

WEIGHTS: Final = MappingProxyType({"emodb": 1.5})  # a third as many clips as RAVDESS has


@dataclass(frozen=True, slots=True)
class CnnRecipe:
    """A log-mel network. There is no early stopping: the moving average at the end of the schedule counts."""

    name: str
    summary: str = ""  # for the model card
    limits: tuple[str, ...] = ()
    corpora: tuple[str, ...] = ("ravdess", "emodb")
    split: str = BY_SPEAKER  # nothing else is accepted
    seed: int = 20261120
    channels: tuple[int, int, int] = (16, 32, 128)
    hidden: int = 64
    epochs: int = 20
    batch_size: int = 32
    learning_rate: float = 5e-3
    weight_decay: float = 0.01
    warmup: float = 0.1  # share of the schedule
    dropout: float = 0.2
    label_smoothing: float = 0.05
    average: float = 0.98  # decay of the moving average
    precision: str = "bf16"  # "bf16" (autocast) or "fp32"
    vary: VaryRecipe = field(default_factory=VaryRecipe)

    def __post_init__(self) -> None:
        require_by_speaker(self.split)
        if self.epochs < 1 or not 0 <= self.average < 1:
            raise BadRecipe(f"{self.name}: epochs must be positive, and average in [0, 1).")

    @property
    def shape(self) -> CnnShape:
        """How large the network is."""
        return CnnShape(self.channels, self.hidden)


def load(path: Path) -> CnnRecipe:
    """Read a recipe. BadRecipe when it is missing, is no TOML, holds unknown keys or wants a split by clip."""
    raw = read_toml(path)
    raw.pop("kind", None)
    vary = make(VaryRecipe, raw.pop("vary", {}), path.name)
    return make(CnnRecipe, {**raw, "vary": vary}, path.name)


def train(
    recipe: CnnRecipe, clips: Sequence[LabelledClip], spectrograms: Sequence[NDArray[Any]], *, quiet: bool = False
) -> torch.nn.Module:
    """Train on `clips`, whose spectrograms (64, frames) are in dB; return the averaged network, ready to answer."""
    import torch
    from tqdm import tqdm

    torch.manual_seed(recipe.seed)
    module = build(recipe.shape, recipe.dropout).to(memory_format=torch.channels_last)  # type: ignore[call-overload]
    mean = copy.deepcopy(module)
    varied, goals = Varied(spectrograms, recipe.vary, recipe.seed), Targets.of(clips, WEIGHTS).batch(clips)
    optimiser = torch.optim.AdamW(module.parameters(), lr=recipe.learning_rate, weight_decay=recipe.weight_decay)
    batches = _batches(len(clips), recipe)
    module.train()
    for step, rows in enumerate(tqdm(batches, unit="step", disable=quiet or None)):
        for group in optimiser.param_groups:
            group["lr"] = recipe.learning_rate * schedule(step / len(batches), recipe.warmup)
        with torch.autocast("cpu", torch.bfloat16, enabled=recipe.precision == "bf16"):
            logits = module(varied.draw(rows))
        wrong = chosen(goals, rows).loss(logits.float(), recipe.label_smoothing)
        optimiser.zero_grad()
        wrong.backward()  # type: ignore[no-untyped-call]
        torch.nn.utils.clip_grad_norm_(module.parameters(), 2.0)
        optimiser.step()
        _follow(mean, module, min(recipe.average, (1 + step) / (10 + step)))
    return mean.to(memory_format=torch.contiguous_format).eval()  # type: ignore[no-any-return]


def chosen(goals: Batch, rows: torch.Tensor) -> Batch:
    """Return what is known about some of the clips."""
    return Batch(*(getattr(goals, field.name)[rows] for field in fields(Batch)))


def _batches(count: int, recipe: CnnRecipe) -> list[torch.Tensor]:
    """Return the rows of every step; what does not fill a batch is left out of that epoch, as batch norm wants it."""
    import torch

    drawn = torch.Generator().manual_seed(recipe.seed)
    size = min(recipe.batch_size, count)
    orders = (torch.randperm(count, generator=drawn) for _ in range(recipe.epochs))
    return [order[at : at + size] for order in orders for at in range(0, count - size + 1, size)]


def _follow(mean: torch.nn.Module, module: torch.nn.Module, keep: float) -> None:
    """Move the average towards the weights and the statistics of batch norm."""
    now = module.state_dict()
    for name, slow in mean.state_dict().items():
        if slow.dtype.is_floating_point:
            slow.lerp_(now[name].detach(), 1 - keep)
        else:
            slow.copy_(now[name])
