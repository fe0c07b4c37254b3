"""Logits a teacher gave its training rows before it learned from them: what a smaller model is distilled from.

A row's logits are taken in the very step that trains on it, so they cost nothing, and the teacher cannot have learned
the row by heart.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Final

from ml.training.checkpoint import load_tensors, save_tensors
from ml.training.text.dedup import key

if TYPE_CHECKING:
    import torch

FILE: Final = "kept.safetensors"


def row_key(text: str) -> int:
    """Return 63 bits of the hash of what two exact duplicates share."""
    return int.from_bytes(hashlib.blake2b(key(text).encode(), digest_size=8).digest()) >> 1


class KeptLogits:
    """`logits` (rows, all heads' labels) float16 in the order of the training rows, NaN where none was kept."""

    def __init__(self, texts: Sequence[str], width: int) -> None:
        import torch

        self.keys = torch.tensor([row_key(text) for text in texts])
        self.logits = torch.full((len(texts), width), float("nan"), dtype=torch.float16)

    def keep(self, rows: Sequence[int], logits: Sequence[torch.Tensor]) -> None:
        """Remember the heads' logits of a batch."""
        import torch

        self.logits[list(rows)] = torch.cat([head.detach().float().cpu() for head in logits], dim=1).half()

    def save(self, folder: Path) -> None:
        """Write `kept.safetensors` into `folder`."""
        save_tensors(folder / FILE, {"keys": self.keys, "logits": self.logits})

    def restore(self, folder: Path) -> None:
        """Take over what an earlier part of the same run kept."""
        if (folder / FILE).exists():
            self.logits = _look_up(folder, self.keys)


def look_up(folder: Path, texts: Sequence[str]) -> torch.Tensor:
    """Return the logits (texts, all heads' labels) float32 kept in `folder`, NaN for a text that has none."""
    import torch

    return _look_up(folder, torch.tensor([row_key(text) for text in texts])).float()


def _look_up(folder: Path, keys: torch.Tensor) -> torch.Tensor:
    import torch

    tensors, _ = load_tensors(folder / FILE)
    place = {name: at for at, name in enumerate(tensors["keys"].tolist())}
    found = torch.tensor([place.get(name, -1) for name in keys.tolist()])
    logits = tensors["logits"][found]
    logits[found < 0] = float("nan")
    return logits
