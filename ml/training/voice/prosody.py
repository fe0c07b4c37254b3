"""What data teaches the rules of prosody: the middle of each measure, how common a class is, one weight for all."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ml.moods import VOICE9
from ml.training.toml_recipe import make, read_toml
from ml.training.voice.corpora import LabelledClip
from ml.training.voice.features import WEIGHTS
from ml.training.voice.losses import Targets
from ml.training.voice.splits import BY_SPEAKER, require_by_speaker
from ml.voice.prosody import EDGE, NAMES, logits, matrix

if TYPE_CHECKING:
    import numpy as np
    import torch
    from numpy.typing import NDArray

    Floats = NDArray[np.floating[Any]]


@dataclass(frozen=True, slots=True)
class ProsodyRecipe:
    """The rules stand in `ml.voice.prosody`; there is nothing to choose but the clips."""

    name: str
    summary: str = ""  # for the model card
    limits: tuple[str, ...] = ()
    corpora: tuple[str, ...] = ("ravdess", "emodb")
    split: str = BY_SPEAKER  # nothing else is accepted
    rounds: int = 60

    def __post_init__(self) -> None:
        require_by_speaker(self.split)


@dataclass(frozen=True, slots=True)
class Fitted:
    """Middles and spreads of the measures (7,), bias of the classes (9,), and the rules' weight."""

    centre: Floats
    spread: Floats
    bias: Floats
    weight: float

    def logits(self, rows: Sequence[Floats]) -> Floats:
        """Return the logits (n, 9)."""
        import numpy as np

        return logits(np.stack(rows), self.centre, self.spread, self.bias, self.weight)

    def values(self) -> dict[str, Any]:
        """Return the numbers by name, for the card."""
        measures = {"centre": self.centre, "spread": self.spread}
        named = {key: dict(zip(NAMES, _rounded(found), strict=True)) for key, found in measures.items()}
        return {**named, "bias": dict(zip(VOICE9, _rounded(self.bias), strict=True)), "weight": round(self.weight, 4)}


def _rounded(values: Floats) -> list[float]:
    return [round(float(value), 4) for value in values]


def load(path: Path) -> ProsodyRecipe:
    """Read a recipe. BadRecipe when it is missing, is no TOML, holds unknown keys or wants a split by clip."""
    raw = read_toml(path)
    raw.pop("kind", None)
    return make(ProsodyRecipe, raw, path.name)


def fit(recipe: ProsodyRecipe, clips: Sequence[LabelledClip], rows: Sequence[Floats]) -> Fitted:
    """Fit on `clips`, whose measures are `rows`."""
    import numpy as np
    import torch

    table = np.stack(rows).astype(np.float64)
    centre, spread = table.mean(axis=0), table.std(axis=0) + 1e-3
    told = torch.from_numpy(np.clip((table - centre) / spread, -EDGE, EDGE) @ matrix())
    goal = Targets.of(clips, WEIGHTS).batch(clips)
    bias = torch.zeros(len(VOICE9), dtype=torch.float64, requires_grad=True)
    weight = torch.ones((), dtype=torch.float64, requires_grad=True)
    search = torch.optim.LBFGS([bias, weight], max_iter=recipe.rounds, line_search_fn="strong_wolfe")

    def closure() -> torch.Tensor:
        search.zero_grad()
        wrong = goal.loss(told * weight + bias)
        wrong.backward()  # type: ignore[no-untyped-call]
        return wrong

    search.step(closure)  # type: ignore[no-untyped-call]
    return Fitted(centre, spread, bias.detach().numpy(), float(weight.detach()))
