"""Lists of plain words, kept as text beside the code."""

from __future__ import annotations

from functools import cache
from pathlib import Path


@cache
def word_set(name: str) -> frozenset[str]:
    """The words of `data/{name}.txt`."""
    return frozenset((Path(__file__).parent / "data" / f"{name}.txt").read_text(encoding="utf-8").split())
