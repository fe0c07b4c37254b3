"""The voice encoder as a torch module: one convolutional stem, two branches of transformer layers, two linear heads.

Stem and layers are those of Moonshine tiny's encoder (Jeffries et al., 2024, "Moonshine: Speech Recognition for Live
Transcription and Voice Commands"): pre-norm attention with rotary positions (Su et al., 2021) and a GELU network of two
linear layers. One branch is fine-tuned, under attentive statistics pooling (Okabe et al., 2018); the other keeps the
layers as they came, under the plain mean and deviation of every layer's output. The first is better on voices like
those it was tuned on, the second on others; the mean of their logits is better than either.

Wide convolutions are written as matrix products over windows: the same numbers, and the 8-bit graph computes them as it
computes every other product.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final

from ml.torch_weights import dtype_of, read_stored

if TYPE_CHECKING:
    import torch

LEVEL: Final = 0.05  # root mean square that every clip is brought to, so that loudness is no evidence
KERNELS: Final = ((127, 64), (7, 3), (3, 2))  # (width, step) of the stem's convolutions
SHORTEST: Final = 127 + 64 * (6 + 3 * 2)  # samples that give one frame
ROTARY_BASE: Final = 10_000.0
_HIDDEN: Final = -1e4  # what a frame that is only padding scores


@dataclass(frozen=True, slots=True)
class Shape:
    """How large the module is; as `card.json` holds it. `rotary` of each attention head's columns are turned."""

    layers: int = 4  # of each branch
    width: int = 288
    heads: int = 8
    inner: int = 1152
    rotary: int = 32
    attention: int = 64  # columns of the pooling's attention
    classes: int = 9

    @property
    def features(self) -> int:
        """Columns of what the general branch pools: mean and deviation of the stem's output and of each layer's."""
        return 2 * self.width * (self.layers + 1)


def frames_of(samples: int) -> int:
    """Return how many frames the stem makes of a clip."""
    for width, step in KERNELS:
        samples = (samples - width) // step + 1
    return samples


def assemble(shape: Shape, dropout: float = 0.0, layer_drop: float = 0.0) -> torch.nn.Module:
    """Return an untrained module.

    `forward` takes clips of one length (batch, samples), and gives logits (batch, classes) and how much of the tuned
    branch's attention each frame had (batch, frames; sum 1). The branches take what the stem made of clips of any
    length: states (batch, frames, width) and mask (batch, frames), or None where nothing is padded.
    """
    from torch import nn

    class VoiceNet(nn.Module):
        def __init__(self) -> None:
            super().__init__()
            self.stem = stem(shape)
            self.tuned = tuned(shape, dropout, layer_drop)
            self.general = general(shape)

        def forward(self, samples: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor]:
            states = self.stem(samples)
            logits, shares = self.tuned(states, None)
            return (logits + self.general(states, None)) / 2, shares

    return VoiceNet()


def tuned(shape: Shape, dropout: float, layer_drop: float) -> torch.nn.Module:
    """Return the branch that is fine-tuned: (states, mask) -> logits (batch, classes), shares (batch, frames).

    In training a layer is left out with a probability that grows from the lowest to `layer_drop` at the top.
    """
    import torch
    from torch import nn

    class Tuned(nn.Module):
        def __init__(self) -> None:
            super().__init__()
            self.layers = nn.ModuleList(layer(shape) for _ in range(shape.layers))
            self.pool = pooling(shape)
            self.norm = nn.LayerNorm(2 * shape.width)
            self.dropout = nn.Dropout(dropout)
            self.head = nn.Linear(2 * shape.width, shape.classes)

        def forward(self, states: torch.Tensor, mask: torch.Tensor | None) -> tuple[torch.Tensor, torch.Tensor]:
            states = states.to(precision_of(self.layers))
            turns, bias = surroundings(shape, states, mask)
            for at, block in enumerate(self.layers, start=1):
                if not self.training or float(torch.rand(())) >= layer_drop * at / shape.layers:
                    states = block(states, turns, bias)
            pooled, shares = self.pool(states, mask)
            return self.head(self.dropout(self.norm(pooled))), shares

    return Tuned()


def general(shape: Shape) -> torch.nn.Module:
    """Return the branch whose layers stay as they are: (states, mask) -> logits (batch, classes).

    `features` gives what its head reads: (batch, shape.features).
    """
    import torch
    from torch import nn

    class General(nn.Module):
        def __init__(self) -> None:
            super().__init__()
            self.layers = nn.ModuleList(layer(shape) for _ in range(shape.layers))
            self.head = nn.Linear(shape.features, shape.classes)

        def forward(self, states: torch.Tensor, mask: torch.Tensor | None) -> torch.Tensor:
            logits: torch.Tensor = self.head(self.features(states, mask))
            return logits

        def features(self, states: torch.Tensor, mask: torch.Tensor | None) -> torch.Tensor:
            shares = states.new_zeros(states.shape[:2]).float()
            shares = (shares if mask is None else shares.masked_fill(~mask, _HIDDEN)).softmax(dim=1)
            return torch.cat([pair for each in self.every(states, mask) for pair in moments(each, shares, 1e-5)], dim=1)

        def every(self, states: torch.Tensor, mask: torch.Tensor | None) -> Iterator[torch.Tensor]:
            yield states
            states = states.to(precision_of(self.layers))
            turns, bias = surroundings(shape, states, mask)
            for block in self.layers:
                states = block(states, turns, bias)
                yield states

    return General()


def surroundings(
    shape: Shape, states: torch.Tensor, mask: torch.Tensor | None
) -> tuple[tuple[torch.Tensor, torch.Tensor], torch.Tensor | None]:
    """Return what every layer needs beside the states: the positions' turns, and what hides the padding."""
    bias = None if mask is None else (~mask)[:, None, None].to(states.dtype) * _HIDDEN
    return rotations(states.shape[1], shape.rotary, states), bias


def precision_of(layers: torch.nn.Module) -> torch.dtype:
    """Return what the layers compute in; pooling and heads always take full precision."""
    return next(layers.parameters()).dtype


def moments(states: torch.Tensor, shares: torch.Tensor, floor: float) -> tuple[torch.Tensor, torch.Tensor]:
    """Return the weighted mean and deviation (batch, width) over the frames; `floor` is added to the variance."""
    states, shares = states.float(), shares[..., None]
    mean = (shares * states).sum(dim=1)
    return mean, ((shares * (states - mean[:, None]).square()).sum(dim=1) + floor).sqrt()


def stem(shape: Shape) -> torch.nn.Module:
    """Return the part that turns samples (batch, samples) into states (batch, frames, width); 41.7 frames a second.

    It computes in full precision whatever the rest does: small waveforms vanish in 16 bits.
    """
    import torch
    from torch import nn

    class Stem(nn.Module):
        def __init__(self) -> None:
            super().__init__()
            self.first = nn.Conv1d(1, shape.width, *KERNELS[0], bias=False)
            self.norm = nn.GroupNorm(1, shape.width)
            self.second = nn.Linear(KERNELS[1][0] * shape.width, 2 * shape.width)
            self.third = nn.Linear(KERNELS[2][0] * 2 * shape.width, shape.width)

        def forward(self, samples: torch.Tensor) -> torch.Tensor:
            level = (samples.square().mean(dim=1, keepdim=True)).sqrt() + 1e-6
            states = self.norm(torch.tanh(self.first((samples * (LEVEL / level))[:, None]))).transpose(1, 2)
            states = nn.functional.gelu(self.second(windows(states, *KERNELS[1])))
            return nn.functional.gelu(self.third(windows(states, *KERNELS[2])))

    return Stem()


def windows(states: torch.Tensor, width: int, step: int) -> torch.Tensor:
    """Return for every `step`-th frame the `width` frames from it on, side by side (batch, windows, columns)."""
    import torch

    count = (states.shape[1] - width) // step + 1
    return torch.cat([states[:, at : at + step * (count - 1) + 1 : step] for at in range(width)], dim=2)


def layer(shape: Shape) -> torch.nn.Module:
    """Return one transformer layer: (states, turns, bias) -> states."""
    from torch import nn

    class Layer(nn.Module):
        def __init__(self) -> None:
            super().__init__()
            width = shape.width
            self.input_layernorm = nn.LayerNorm(width, bias=False)
            self.post_attention_layernorm = nn.LayerNorm(width, bias=False)
            self.self_attn = nn.ModuleDict(
                {f"{name}_proj": nn.Linear(width, width, bias=False) for name in ("q", "k", "v", "o")}
            )
            self.mlp = nn.ModuleDict({"fc1": nn.Linear(width, shape.inner), "fc2": nn.Linear(shape.inner, width)})

        def forward(
            self, states: torch.Tensor, turns: tuple[torch.Tensor, torch.Tensor], bias: torch.Tensor | None
        ) -> torch.Tensor:
            states = states + self.attend(self.input_layernorm(states), turns, bias)
            inner = self.mlp["fc1"](self.post_attention_layernorm(states))
            output: torch.Tensor = states + self.mlp["fc2"](nn.functional.gelu(inner))
            return output

        def attend(
            self, states: torch.Tensor, turns: tuple[torch.Tensor, torch.Tensor], bias: torch.Tensor | None
        ) -> torch.Tensor:
            batch, frames, width = states.shape
            query, key, value = (
                self.self_attn[f"{name}_proj"](states).view(batch, frames, shape.heads, -1).transpose(1, 2)
                for name in ("q", "k", "v")
            )
            query, key = turned(query, turns), turned(key, turns)
            scores = query @ key.transpose(2, 3) * (width // shape.heads) ** -0.5
            shares = (scores if bias is None else scores + bias).softmax(dim=-1)
            joined = (shares.to(value.dtype) @ value).transpose(1, 2).reshape(batch, frames, width)
            output: torch.Tensor = self.self_attn["o_proj"](joined)
            return output

    return Layer()


def rotations(frames: int, columns: int, like: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor]:
    """Return cosines and sines (frames, columns / 2) of the angle by which each pair of columns is turned."""
    import torch

    speeds = ROTARY_BASE ** (-torch.arange(0, columns, 2, device=like.device).float() / columns)
    angles = torch.arange(frames, device=like.device).float()[:, None] * speeds
    return angles.cos().to(like.dtype), angles.sin().to(like.dtype)


def turned(states: torch.Tensor, turns: tuple[torch.Tensor, torch.Tensor]) -> torch.Tensor:
    """Turn neighbouring columns (..., frames, columns) by each frame's angles; columns beyond those stay."""
    import torch

    cosines, sines = turns
    reach = 2 * cosines.shape[-1]
    even, odd = states[..., 0:reach:2], states[..., 1:reach:2]
    pairs = torch.stack((even * cosines - odd * sines, odd * cosines + even * sines), dim=-1)
    return torch.cat((pairs.flatten(-2), states[..., reach:]), dim=-1)


def pooling(shape: Shape) -> torch.nn.Module:
    """Return the part that turns (states, mask) into mean and deviation (batch, 2 * width), and the frames' shares."""
    import torch
    from torch import nn

    class Pooling(nn.Module):
        def __init__(self) -> None:
            super().__init__()
            self.norm = nn.LayerNorm(shape.width)
            self.hidden = nn.Linear(shape.width, shape.attention)
            self.score = nn.Linear(shape.attention, 1)

        def forward(self, states: torch.Tensor, mask: torch.Tensor | None) -> tuple[torch.Tensor, torch.Tensor]:
            states = self.norm(states.float())
            scores = self.score(torch.tanh(self.hidden(states))).squeeze(-1).float()
            shares = (scores if mask is None else scores.masked_fill(~mask, _HIDDEN)).softmax(dim=1)
            return torch.cat(moments(states, shares, 1e-4), dim=1), shares

    return Pooling()


def load_module(folder: Path, precision: str = "fp32", *, rounded: bool = True) -> torch.nn.Module:
    """Return the module with the weights of `folder/model.onnx`, put back to floats as `folder/torch.json` says.

    `rounded`: its products round their inputs as the 8-bit graph does, clip by clip; only fp32 is exact enough for
    that. The layers compute in `precision` ("fp32", "bf16" or "fp16"), the rest always in fp32. WeightsCorrupted when
    the two files do not fit together.
    """
    stored = read_stored(folder)
    module = assemble(Shape(**stored.config))
    stored.fill(module)
    if rounded:
        stored.round_products(module)
    for branch in ("tuned", "general"):
        module.get_submodule(f"{branch}.layers").to(dtype_of(precision))
    return module.eval()
