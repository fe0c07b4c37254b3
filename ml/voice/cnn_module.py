"""The log-mel network as a torch module: three convolution blocks, their mean over time, two dense layers."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from ml.moods import VOICE9

if TYPE_CHECKING:
    import torch


@dataclass(frozen=True, slots=True)
class CnnShape:
    """How large the network is: filters of its three blocks, and width of the dense layer before the last."""

    channels: tuple[int, int, int] = (16, 32, 128)
    hidden: int = 64


def build(shape: CnnShape, dropout: float = 0.0, *, normed: bool = True) -> torch.nn.Module:
    """Return the untrained network: normalised spectrograms (batch, 64, frames) in, logits (batch, 9) out.

    Two planes go in, the spectrogram and how it changes over time. The third block's filters span all rows that are
    left, so what is found at the top and at the bottom of the spectrum stays apart; the mean is then over time alone.
    `normed` False leaves batch norm out: `folded` puts it into the convolutions.
    """
    import torch
    from torch import nn

    first, second, third = shape.channels

    class LogMelNet(nn.Module):
        def __init__(self) -> None:
            super().__init__()
            self.blocks = nn.Sequential(
                _block(nn.Conv2d(2, first, (3, 5), stride=(2, 1), padding=(1, 2), bias=not normed), (1, 2), normed),
                _block(nn.Conv2d(first, second, 3, padding=1, bias=not normed), (2, 2), normed),
                _block(nn.Conv2d(second, third, (16, 3), padding=(0, 1), bias=not normed), (1, 2), normed),
            )
            self.hidden = nn.Linear(third, shape.hidden)
            self.head = nn.Linear(shape.hidden, len(VOICE9))
            self.drop = nn.Dropout(dropout)

        def forward(self, spectrograms: torch.Tensor) -> torch.Tensor:
            pooled = self.blocks(_planes(spectrograms)).mean(dim=(2, 3))
            dense = torch.relu(self.hidden(self.drop(pooled)))
            logits: torch.Tensor = self.head(self.drop(dense))
            return logits

    return LogMelNet()


def _block(convolution: torch.nn.Conv2d, pool: tuple[int, int], normed: bool) -> torch.nn.Module:  # noqa: FBT001
    from torch import nn

    norm = nn.BatchNorm2d(convolution.out_channels) if normed else nn.Identity()
    return nn.Sequential(convolution, norm, nn.ReLU(), nn.MaxPool2d(pool, ceil_mode=True))


def _planes(spectrograms: torch.Tensor) -> torch.Tensor:
    import torch

    wider = torch.cat((spectrograms[:, :, :1], spectrograms, spectrograms[:, :, -1:]), dim=2)
    return torch.stack((spectrograms, wider[:, :, 2:] - wider[:, :, :-2]), dim=1)


def folded(module: torch.nn.Module, shape: CnnShape) -> torch.nn.Module:
    """Return a copy for serving, in which every batch norm is part of the convolution before it."""
    from torch.nn.utils.fusion import fuse_conv_bn_eval

    module.eval()
    plain = build(shape, normed=False)
    state = {name: tensor for name, tensor in module.state_dict().items() if not name.startswith("blocks.")}
    for at, block in enumerate(module.get_submodule("blocks").children()):
        convolution, norm = list(block.children())[:2]
        fused = fuse_conv_bn_eval(convolution, norm)  # type: ignore[type-var, arg-type]
        state |= {f"blocks.{at}.0.{name}": tensor for name, tensor in fused.state_dict().items()}
    plain.load_state_dict(state)
    return plain.eval()


def load(shape: CnnShape, tensors: Mapping[str, torch.Tensor]) -> torch.nn.Module:
    """Return the network for serving with the weights of a graph, whose names are its own. RuntimeError otherwise."""
    module = build(shape, normed=False)
    module.load_state_dict({name: tensors[name] for name in module.state_dict() if name in tensors})
    return module.eval()
