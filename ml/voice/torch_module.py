"""The voice encoder as a torch module: Moonshine's convolutional stem and first layers, pooling, and one linear head.

The layers are those of Moonshine tiny's encoder (Jeffries et al., 2024, "Moonshine: Speech Recognition for Live
Transcription and Voice Commands"): pre-norm attention with rotary positions (Su et al., 2021) and a GELU network of two
linear layers. On top stands attentive statistics pooling (Okabe et al., 2018). Wide convolutions are written as matrix
products over windows: the same numbers, and the 8-bit graph computes them as it computes every other product.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    import torch

LEVEL: Final = 0.05  # root mean square that every clip is brought to, so that loudness is no evidence
KERNELS: Final = ((127, 64), (7, 3), (3, 2))  # (width, step) of the stem's convolutions
SHORTEST: Final = 127 + 64 * (6 + 3 * 2)  # samples that give one frame
ROTARY_BASE: Final = 10_000.0


@dataclass(frozen=True, slots=True)
class Shape:
    """How large the module is; as `card.json` holds it. `rotary` of each attention head's columns are turned."""

    layers: int = 4
    width: int = 288
    heads: int = 8
    inner: int = 1152
    rotary: int = 32
    attention: int = 64  # columns of the pooling's attention; 0: plain mean and deviation
    mixed: bool = False  # a learnt mean over all layers is pooled, not the last layer's output
    classes: int = 9


def frames_of(samples: int) -> int:
    """Return how many frames the stem makes of a clip."""
    for width, step in KERNELS:
        samples = (samples - width) // step + 1
    return samples


def assemble(shape: Shape, dropout: float = 0.0, layer_drop: float = 0.0) -> torch.nn.Module:
    """Return an untrained module. `forward` takes clips of one length (batch, samples), gives logits (batch, classes).

    `read` takes what the stem made of clips of any length: states (batch, frames, width) and mask (batch, frames).
    """
    import torch
    from torch import nn

    class VoiceNet(nn.Module):
        def __init__(self) -> None:
            super().__init__()
            self.stem = stem(shape)
            self.layers = nn.ModuleList(layer(shape) for _ in range(shape.layers))
            self.mix = nn.Parameter(torch.zeros(shape.layers + 1)) if shape.mixed else None
            self.pool = pooling(shape)
            self.norm = nn.LayerNorm(2 * shape.width)
            self.dropout = nn.Dropout(dropout)
            self.head = nn.Linear(2 * shape.width, shape.classes)

        def forward(self, samples: torch.Tensor) -> torch.Tensor:
            return self.read(self.stem(samples), None)

        def read(self, states: torch.Tensor, mask: torch.Tensor | None) -> torch.Tensor:
            pooled = self.pool(self.encode(states, mask), mask)
            logits: torch.Tensor = self.head(self.dropout(self.norm(pooled)))
            return logits

        def encode(self, states: torch.Tensor, mask: torch.Tensor | None) -> torch.Tensor:
            turns = rotations(states.shape[1], shape.rotary, states)
            bias = None if mask is None else (~mask)[:, None, None].to(states.dtype) * -1e4
            every = [states]
            for at, block in enumerate(self.layers):
                skipped = self.training and float(torch.rand(())) < layer_drop * (at + 1) / shape.layers
                states = states if skipped else block(states, turns, bias)
                every.append(states)
            if self.mix is None:
                return states
            return (torch.stack(every) * self.mix.softmax(0)[:, None, None, None]).sum(0)

    return VoiceNet()


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
    """Return the part that turns states into their weighted mean and deviation side by side (batch, 2 * width)."""
    import torch
    from torch import nn

    class Pooling(nn.Module):
        def __init__(self) -> None:
            super().__init__()
            self.norm = nn.LayerNorm(shape.width)
            self.hidden = nn.Linear(shape.width, shape.attention) if shape.attention else None
            self.score = nn.Linear(shape.attention, 1) if shape.attention else None

        def forward(self, states: torch.Tensor, mask: torch.Tensor | None) -> torch.Tensor:
            states = self.norm(states.float())
            scores = states.new_zeros(states.shape[:2])
            if self.hidden is not None and self.score is not None:
                scores = self.score(torch.tanh(self.hidden(states))).squeeze(-1).float()
            if mask is not None:
                scores = scores.masked_fill(~mask, -1e4)
            shares = scores.softmax(dim=1)[..., None]
            mean = (shares * states).sum(dim=1)
            spread = ((shares * (states - mean[:, None]).square()).sum(dim=1) + 1e-4).sqrt()
            return torch.cat((mean, spread), dim=1)

    return Pooling()


def shape_of(values: Mapping[str, Any]) -> Shape:
    """Return the shape that a card holds."""
    return Shape(**values)
