"""From a mood mix to rows: which rows answer it, and how much of it each one answers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import isfinite
from threading import Lock
from types import MappingProxyType
from typing import Final

from ml.moods import MOODS
from recommendations.errors import UnknownMood, UnusableScores
from recommendations.models import FilmRow

CALLED: Final = {"neutral": "calm"}
SHARPNESS: Final = 1.5
APART: Final = 0.5  # what a mood that a row is not for still counts in it
SAID: Final = 0.05  # a smaller share of the mix is not put in figures


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


@dataclass(frozen=True, slots=True, eq=False)
class ChosenRow:
    """A row on a page. `answers` holds the moods it is there for with their shares of the mix, largest first."""

    spec: RowSpec
    answers: tuple[tuple[str, float], ...]


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


def choose_rows(specs: Sequence[RowSpec], mix: Mapping[str, float], *, limit: int) -> tuple[ChosenRow, ...]:
    """Up to `limit` rows for the whole mix, in the order in which they are chosen.

    Each step takes the row with the largest expected weight, sum over moods of p(mood) · weight(mood, row), where a
    mood counts 1/(1 + what the rows before already gave it): the divisor rule of D'Hondt, so that rows share out like
    seats and the second mood of a 60/40 evening gets its own.
    """
    sharp = focus(mix)
    given = dict.fromkeys(MOODS, 0.0)
    left = list(specs)
    chosen: list[ChosenRow] = []
    while left and len(chosen) < limit:
        best = max(left, key=lambda spec: _gain(spec, sharp, given))  # ties go to the staff's order
        if _gain(best, sharp, given) <= 0:
            break
        left.remove(best)
        chosen.append(ChosenRow(best, _answers(best, mix)))
        for mood, weight in best.weights.items():
            given[mood] += weight
    return tuple(chosen)


def row_reason(row: ChosenRow) -> str:
    """One line: the moods the row is there for, with their shares of the reading, and what it stands on."""
    named = [_share(mood, share) for mood, share in row.answers[:2] if share >= SAID or mood == row.answers[0][0]]
    return f"For {' and '.join(named)}. Stands on {row.spec.stands_on}."


def _share(mood: str, share: float) -> str:
    name = CALLED.get(mood, mood)
    if share > 1 - SAID:
        return name
    return f"the {name} in it ({round(100 * share)} %)" if share >= SAID else f"a trace of {name}"


def _gain(spec: RowSpec, mix: Mapping[str, float], given: Mapping[str, float]) -> float:
    return sum(mix[mood] * weight / (1 + given[mood]) for mood, weight in spec.weights.items())


def _answers(spec: RowSpec, mix: Mapping[str, float]) -> tuple[tuple[str, float], ...]:
    shares = [(mood, mix[mood]) for mood, weight in spec.weights.items() if weight > 0 and mix[mood] > 0]
    return tuple(sorted(shares, key=lambda entry: (-entry[1], entry[0])))


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
