"""Length-bucketed batches: sentences of like length together, in an order that only seed and epoch decide."""

from __future__ import annotations

import random
from collections.abc import Sequence
from typing import Final

POOL: Final = 50  # batches sorted together: little padding, and still a fresh mix in every epoch


def batch_order(lengths: Sequence[int], batch_size: int, seed: int, epoch: int) -> list[list[int]]:
    """Return the epoch's batches as positions; every position occurs once."""
    rng = random.Random(f"{seed}-{epoch}")
    order = list(range(len(lengths)))
    rng.shuffle(order)
    pool = batch_size * POOL
    batches: list[list[int]] = []
    for start in range(0, len(order), pool):
        part = sorted(order[start : start + pool], key=lengths.__getitem__)
        batches.extend(part[at : at + batch_size] for at in range(0, len(part), batch_size))
    rng.shuffle(batches)
    return batches
