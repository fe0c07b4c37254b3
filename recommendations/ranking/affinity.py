"""A row as staff defined it, and the mood mix that rows and films are held against."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from math import isfinite
from types import MappingProxyType
from typing import Final

from emotions.errors import UnknownMood
from ml.moods import MOODS
from recommendations.errors import UnusableScores

SHARPNESS: Final = 1.5
APART: Final = 0.5  # what a mood that a row is not for still counts in it


@dataclass(frozen=True, slots=True, eq=False)
class RowSpec:
    """A row as staff defined it: all of `genres`, none of `without`, one of `keywords` where there are any.

    `weights` by mood.
    """

    key: str
    title: str
    genres: tuple[str, ...]
    without: tuple[str, ...]
    keywords: tuple[str, ...]
    stands_on: str
    weights: Mapping[str, float]


def usable_mix(scores: Mapping[str, float]) -> dict[str, float]:
    """All eight moods, summing to 1. Raises UnknownMood, or UnusableScores for negative, infinite or empty mixes."""
    if unknown := set(scores) - set(MOODS):
        raise UnknownMood(fields={str(name)[:40]: "not a mood" for name in sorted(unknown, key=str)[:8]})
    values = {mood: float(scores.get(mood, 0.0)) for mood in MOODS}
    total = sum(values.values())
    if not all(isfinite(value) and value >= 0 for value in values.values()) or not (isfinite(total) and total > 0):
        raise UnusableScores
    return {mood: value / total for mood, value in values.items()}


def focus(mix: Mapping[str, float], weights: Mapping[str, float] = MappingProxyType({})) -> dict[str, float]:
    """The mix that films are held against, summing to 1.

    Sharpened, and turned towards what a row with `weights` is for. A reading leaves a trace of every mood. Taken at
    its word it would favour films that are a bit of everything.
    """
    values = {mood: share**SHARPNESS * (APART + weights.get(mood, 0.0)) for mood, share in mix.items()}
    total = sum(values.values())
    return {mood: value / total for mood, value in values.items()}
