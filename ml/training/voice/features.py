"""The linear head over librosa's features: fitted by L-BFGS to the same loss as the encoder's."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Final

from ml.errors import BadRecipe
from ml.moods import VOICE9
from ml.training.toml_recipe import make, read_toml
from ml.training.voice.corpora import LabelledClip
from ml.training.voice.losses import Targets
from ml.training.voice.splits import BY_SPEAKER, require_by_speaker
from ml.voice.features import EDGE, logits

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Floats = NDArray[np.floating[Any]]

WEIGHTS: Final = MappingProxyType({"emodb": 1.5})  # a third as many clips as RAVDESS has


@dataclass(frozen=True, slots=True)
class FeaturesRecipe:
    """A linear head. `penalty` was chosen on speakers held out of training folds."""

    name: str
    summary: str = ""  # for the model card
    limits: tuple[str, ...] = ()
    corpora: tuple[str, ...] = ("ravdess", "emodb")
    split: str = BY_SPEAKER  # nothing else is accepted
    penalty: float = 0.02  # on the squares of the weights
    rounds: int = 100

    def __post_init__(self) -> None:
        require_by_speaker(self.split)
        if self.penalty < 0 or self.rounds < 1:
            raise BadRecipe(f"{self.name}: penalty must not be negative, and rounds at least 1.")


@dataclass(frozen=True, slots=True)
class LinearHead:
    """Centre and spread of the features (features,), weights (features, 9) and bias (9,)."""

    centre: Floats
    spread: Floats
    weights: Floats
    bias: Floats

    def logits(self, rows: Sequence[Floats]) -> Floats:
        """Return the logits (n, 9), as the product computes them."""
        import numpy as np

        return logits(np.stack(rows), self.centre, self.spread, self.weights, self.bias)


def load(path: Path) -> FeaturesRecipe:
    """Read a recipe. BadRecipe when it is missing, is no TOML, holds unknown keys or wants a split by clip."""
    raw = read_toml(path)
    raw.pop("kind", None)
    return make(FeaturesRecipe, raw, path.name)


def fit(recipe: FeaturesRecipe, clips: Sequence[LabelledClip], rows: Sequence[Floats]) -> LinearHead:
    """Fit a head on `clips`, whose features are `rows`."""
    import numpy as np
    import torch

    table = np.stack(rows).astype(np.float64)
    centre, spread = table.mean(axis=0), table.std(axis=0) + 1e-3
    given = torch.from_numpy(np.clip((table - centre) / spread, -EDGE, EDGE))
    goal = Targets.of(clips, WEIGHTS).batch(clips)
    weights = torch.zeros(given.shape[1], len(VOICE9), dtype=torch.float64, requires_grad=True)
    bias = torch.zeros(len(VOICE9), dtype=torch.float64, requires_grad=True)
    search = torch.optim.LBFGS([weights, bias], max_iter=recipe.rounds, line_search_fn="strong_wolfe")

    def closure() -> torch.Tensor:
        search.zero_grad()
        wrong = goal.loss(given @ weights + bias) + recipe.penalty * (weights**2).sum()
        wrong.backward()  # type: ignore[no-untyped-call]
        return wrong

    search.step(closure)  # type: ignore[no-untyped-call]
    found = (weights.detach().numpy(), bias.detach().numpy())
    return LinearHead(*(np.asarray(one, dtype=np.float32) for one in (centre, spread, *found)))
