"""Voices varied in their log-mel spectrograms, a whole batch at once: far cheaper than varying the samples.

Pitch moves the rows and speed stretches the frames; a microphone's colour is added row by row, noise as power; and
rows and frames are hidden (SpecAugment: Park et al., 2019).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import torch
    from numpy.typing import NDArray

KNOTS = 6  # of the microphone's colour


@dataclass(frozen=True, slots=True)
class VaryRecipe:
    """How much is drawn at most; everything is drawn evenly."""

    frames: int = 128  # of the part that is cut out
    stretch: float = 0.12  # share by which it is faster or slower
    pitch: float = 1.5  # rows up or down
    warp: float = 0.06  # share by which the distance of the rows changes
    colour: float = 2.0  # dB (standard deviation)
    noise_share: float = 0.3  # of the clips
    noise: tuple[float, float] = (3.0, 35.0)  # dB of the voice over it
    slope: float = 30.0  # dB by which the noise falls towards the top
    rows_hidden: int = 6  # twice
    frames_hidden: int = 12  # twice


class Varied:
    """Spectrograms (rows, frames) in dB as one tensor, from which varied parts are drawn."""

    def __init__(self, spectrograms: Sequence[NDArray[Any]], recipe: VaryRecipe, seed: int) -> None:
        import numpy as np
        import torch

        self.recipe, self.generator = recipe, torch.Generator().manual_seed(seed)
        self.lengths = torch.tensor([one.shape[1] for one in spectrograms], dtype=torch.float32)
        longest = int(self.lengths.max())
        repeated = [np.tile(one, -(-longest // one.shape[1]))[:, :longest] for one in spectrograms]
        self.every = torch.from_numpy(np.stack(repeated).astype(np.float32))

    def draw(self, rows: torch.Tensor) -> torch.Tensor:
        """Return varied parts of some clips, normalised, (n, rows, frames)."""
        part = self._noisy(self._coloured(self._cut(rows)))
        even = (part - part.mean(dim=(1, 2), keepdim=True)) / (part.std(dim=(1, 2), keepdim=True) + 1e-3)
        for _ in range(2):
            even = self._hidden(even, 1, self.recipe.rows_hidden)
            even = self._hidden(even, 2, self.recipe.frames_hidden)
        return even

    def _uniform(self, count: int, low: float, high: float) -> torch.Tensor:
        import torch

        return torch.rand(count, generator=self.generator) * (high - low) + low

    def _cut(self, rows: torch.Tensor) -> torch.Tensor:
        """Cut parts out at any place, faster or slower and higher or lower, by bilinear interpolation."""
        import torch
        from torch.nn import functional

        count, mels, longest = len(rows), self.every.shape[1], self.every.shape[2]
        width, recipe = self.recipe.frames, self.recipe
        rate = 1 + self._uniform(count, -recipe.stretch, recipe.stretch)
        start = (self.lengths[rows] - rate * width).clamp(min=0) * self._uniform(count, 0, 1)
        times = start[:, None] + rate[:, None] * torch.arange(width)
        middle = (mels - 1) / 2
        scale = 1 + self._uniform(count, -recipe.warp, recipe.warp)[:, None]
        heights = middle + (torch.arange(mels) - middle)[None] * scale
        heights = heights + self._uniform(count, -recipe.pitch, recipe.pitch)[:, None]
        across = (2 * times / (longest - 1) - 1)[:, None, :].expand(count, mels, width)
        down = (2 * heights / (mels - 1) - 1)[:, :, None].expand(count, mels, width)
        places = torch.stack((across, down), dim=-1)
        given = self.every[rows][:, None]
        return functional.grid_sample(given, places, padding_mode="border", align_corners=True)[:, 0]

    def _coloured(self, part: torch.Tensor) -> torch.Tensor:
        import torch
        from torch.nn import functional

        gains = torch.randn(len(part), 1, KNOTS, generator=self.generator) * self.recipe.colour
        smooth = functional.interpolate(gains, part.shape[1], mode="linear", align_corners=True)
        return part + smooth[:, 0, :, None]

    def _noisy(self, part: torch.Tensor) -> torch.Tensor:
        """Add noise to a share of the clips; its power in a cell is drawn as that of a Gaussian noise is."""
        import torch

        count, mels, _ = part.shape
        power = 10 ** (part / 10)
        falling = self._uniform(count, -self.recipe.slope, 0)[:, None] * torch.linspace(0, 1, mels)
        drawn = torch.rand(part.shape, generator=self.generator).clamp(min=1e-4).log().neg() * 0.6 + 0.4
        noise = 10 ** (falling / 10)[:, :, None] * drawn
        ratio = 10 ** (self._uniform(count, *self.recipe.noise) / 10)
        factor = power.mean(dim=(1, 2)) / noise.mean(dim=(1, 2)) / ratio
        noisy = 10 * torch.log10(power + noise * factor[:, None, None])
        chosen = torch.rand(count, generator=self.generator) < self.recipe.noise_share
        return torch.where(chosen[:, None, None], noisy, part)

    def _hidden(self, part: torch.Tensor, axis: int, most: int) -> torch.Tensor:
        import torch

        size = part.shape[axis]
        start, width = self._uniform(len(part), 0, size), self._uniform(len(part), 0, most)
        at = torch.arange(size)[None]
        mask = (at >= start[:, None]) & (at < (start + width)[:, None])
        return part.masked_fill(mask[:, :, None] if axis == 1 else mask[:, None], 0.0)
