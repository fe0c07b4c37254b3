"""Checkpoints a killed run resumes from: one safetensors file, replaced atomically, no pickle."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import torch


@dataclass(slots=True)
class Progress:
    """How far a run has come: steps taken, seconds spent, the best validation macro-F1 and every evaluation."""

    step: int = 0
    seconds: float = 0.0
    best_f1: float = -1.0
    stale: int = 0  # evaluations since the best one
    evaluations: list[dict[str, float]] = field(default_factory=list)


def save_tensors(path: Path, tensors: dict[str, torch.Tensor], metadata: dict[str, str] | None = None) -> None:
    """Write a safetensors file beside `path` and move it into place."""
    from safetensors.torch import save_file

    path.parent.mkdir(parents=True, exist_ok=True)
    part = path.with_suffix(".part")
    save_file({name: tensor.contiguous() for name, tensor in tensors.items()}, str(part), metadata)
    part.replace(path)


def load_tensors(path: Path) -> tuple[dict[str, torch.Tensor], dict[str, str]]:
    """Read a safetensors file: its tensors and its metadata."""
    from safetensors import safe_open

    with safe_open(str(path), framework="pt") as file:
        return {name: file.get_tensor(name) for name in file.keys()}, dict(file.metadata() or {})  # noqa: SIM118


def trained(model: torch.nn.Module) -> dict[str, torch.Tensor]:
    """Return the parameters that training changes; what lies under adapters is where it came from."""
    return {name: one.detach() for name, one in model.named_parameters() if one.requires_grad}


def save(path: Path, model: torch.nn.Module, optimiser: torch.optim.Optimizer, progress: Progress) -> None:
    """Write the trained parameters, the optimiser's moments, the random state and the progress."""
    import torch

    tensors = {f"model.{name}": tensor for name, tensor in trained(model).items()}
    for index, state in optimiser.state_dict()["state"].items():
        tensors |= {f"optimiser.{index}.{name}": value for name, value in state.items()}
    tensors["random"] = torch.get_rng_state()
    save_tensors(path, tensors, {"progress": json.dumps(asdict(progress))})


def restore(path: Path, model: torch.nn.Module, optimiser: torch.optim.Optimizer) -> Progress:
    """Load what `save` wrote into `model` and `optimiser`, set the random state, and return the progress."""
    import torch

    tensors, metadata = load_tensors(path)
    torch.set_rng_state(tensors.pop("random"))
    load_trained(model, {name[6:]: tensor for name, tensor in tensors.items() if name.startswith("model.")})
    state: dict[int, dict[str, Any]] = {}
    for name, tensor in tensors.items():
        if name.startswith("optimiser."):
            _, index, moment = name.split(".")
            state.setdefault(int(index), {})[moment] = tensor
    optimiser.load_state_dict({"state": state, "param_groups": optimiser.state_dict()["param_groups"]})
    return Progress(**json.loads(metadata["progress"]))


def load_trained(model: torch.nn.Module, tensors: dict[str, torch.Tensor]) -> None:
    """Put trained parameters back. KeyError when they are those of another model."""
    if missing := trained(model).keys() ^ tensors.keys():
        raise KeyError(f"not the parameters of this model: {sorted(missing)[:3]}")
    model.load_state_dict(tensors, strict=False)
