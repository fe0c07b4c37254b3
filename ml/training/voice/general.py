"""The head on layers that stay as they are: a linear layer on the means and deviations of every layer's output."""

from __future__ import annotations

import os
from collections.abc import Sequence
from typing import TYPE_CHECKING

from ml.training.voice.corpora import LabelledClip
from ml.training.voice.losses import Targets

if TYPE_CHECKING:
    import numpy as np
    import torch
    from numpy.typing import NDArray

    from ml.training.voice.recipe import VoiceRecipe
    from ml.training.voice.stems import Stems


def features(module: torch.nn.Module, stems: Stems, recipe: VoiceRecipe) -> NDArray[np.float32]:
    """Return what the branch pools of every clip of `stems` in its first versions: (versions, clips, features).

    Kept beside the stems' states, since every fold needs the same.
    """
    import numpy as np
    import torch
    from tqdm import tqdm

    branch = module.get_submodule("general").eval()
    versions = []
    for version in range(recipe.general.versions):
        path = stems.folder / f"general{recipe.layers}-{version}.npy"
        if not path.exists():
            rows = []
            for clip in tqdm(stems.clips, desc=f"features {version}", unit="clip", disable=stems.quiet or None):
                states = torch.from_numpy(stems.of(clip, version).astype(np.float32))[None]
                with torch.inference_mode():
                    rows.append(branch.features(states, None)[0].numpy())  # type: ignore[operator]
            part = path.with_suffix(f".{os.getpid()}.npy")
            np.save(part, np.stack(rows))
            part.replace(path)
        versions.append(np.load(path))
    return np.stack(versions)


def fit(
    module: torch.nn.Module, clips: Sequence[LabelledClip], stems: Stems, recipe: VoiceRecipe
) -> dict[str, torch.Tensor]:
    """Fit the head on `clips` in all of its versions, put it into `module`, and return its parameters.

    The features are standardised by the mean and deviation of these clips; both are folded into the head.
    """
    import torch

    places = [stems.places[clip.input] for clip in clips]
    found = torch.from_numpy(features(module, stems, recipe)[:, places].reshape(-1, recipe.shape.features))
    middle, spread = found.mean(dim=0), found.std(dim=0) + 1e-3
    weight, bias = _regression((found - middle) / spread, clips, recipe)
    head = {"weight": weight / spread, "bias": bias - weight @ (middle / spread)}
    module.get_submodule("general.head").load_state_dict(head)
    return head


def _regression(
    rows: torch.Tensor, clips: Sequence[LabelledClip], recipe: VoiceRecipe
) -> tuple[torch.Tensor, torch.Tensor]:
    """Return weight (classes, features) and bias (classes,) of least loss plus the price on the weights' squares."""
    import torch

    chosen = recipe.general
    batch = Targets.of(clips, chosen.corpus_weights).batch([*clips] * chosen.versions)
    weight = torch.zeros(recipe.shape.classes, rows.shape[1], requires_grad=True)
    bias = torch.zeros(recipe.shape.classes, requires_grad=True)
    optimiser = torch.optim.LBFGS([weight, bias], max_iter=chosen.iterations, line_search_fn="strong_wolfe")

    def cost() -> torch.Tensor:
        optimiser.zero_grad()
        found = batch.loss(rows @ weight.T + bias) + chosen.price * weight.square().sum()
        found.backward()  # type: ignore[no-untyped-call]
        return found

    optimiser.step(cost)  # type: ignore[no-untyped-call]
    return weight.detach(), bias.detach()
