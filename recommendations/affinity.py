"""The rows as staff defined them, and the mood mix that rows and films are held against."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from math import isfinite
from threading import Lock
from types import MappingProxyType
from typing import Final

from emotions.errors import UnknownMood
from ml.moods import MOODS
from recommendations.errors import UnusableScores
from recommendations.models import FilmRow

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


class _Specs:
    """The active rows of one version of the catalogue."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._version = -1
        self._specs: tuple[RowSpec, ...] = ()

    def get(self, *, version: int) -> tuple[RowSpec, ...]:
        with self._lock:
            if version != self._version:
                self._version, self._specs = version, _read()
            return self._specs


row_specs = _Specs().get


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


def _read() -> tuple[RowSpec, ...]:
    rows = FilmRow.objects.filter(active=True).prefetch_related("genres", "without", "moods")
    return tuple(
        RowSpec(
            key=row.key,
            title=row.title,
            genres=tuple(genre.name for genre in row.genres.all()),
            without=tuple(genre.name for genre in row.without.all()),
            keywords=tuple(line.strip() for line in row.keywords.splitlines() if line.strip()),
            stands_on=row.stands_on.rstrip("."),
            weights={entry.mood: entry.weight for entry in row.moods.all() if entry.mood in MOODS},
        )
        for row in rows
    )
