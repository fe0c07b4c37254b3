"""Run the behavioural suite on a model: pass rates with their intervals, and the gaps between groups of people."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from ml.behaviour.suite import Case
from ml.moods import MOODS, ranked
from ml.types import Prediction

CHUNK: Final = 128  # texts a call of the model
Z: Final = 1.959964  # of a two-sided 95 % interval
Predict = Callable[[Sequence[str]], Sequence[Prediction]]
Progress = Callable[[Sequence[str]], Iterable[str]]


@dataclass(frozen=True, slots=True)
class Rate:
    """How many of the cases of one kind pass; `low` and `high` bound the rate (95 %, Wilson). Ratios in [0, 1]."""

    capability: str
    kind: str
    n: int
    passed: int
    rate: float
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class Gap:
    """The mood on which the groups of a dimension differ most: mean probabilities of the two ends, over `n` texts."""

    dimension: str
    mood: str
    highest: str
    lowest: str
    gap: float
    n: int


def read_all(predict: Predict, texts: Sequence[str], progress: Progress = iter) -> dict[str, Prediction]:
    """Return the prediction of every distinct text."""
    return {text: one for chunk in _chunks(progress(sorted(set(texts)))) for text, one in _read(predict, chunk)}


def _chunks(texts: Iterable[str]) -> Iterator[list[str]]:
    chunk: list[str] = []
    for text in texts:
        chunk.append(text)
        if len(chunk) == CHUNK:
            yield chunk
            chunk = []
    if chunk:
        yield chunk


def _read(predict: Predict, chunk: list[str]) -> Iterator[tuple[str, Prediction]]:
    yield from zip(chunk, predict(chunk), strict=True)


def texts_of(cases: Iterable[Case]) -> list[str]:
    """Return every text that `cases` need read."""
    return [text for case in cases for text in case.texts]


def passes(case: Case, readings: Mapping[str, Mapping[str, float]]) -> bool:
    """Whether the mood probabilities of the case's texts are as they must be."""
    scores = [readings[text] for text in case.texts]
    first = ranked(scores[0])[0]
    if case.kind == "MFT":
        return (first in case.moods) != case.refused
    if case.kind == "INV":
        return ranked(scores[1])[0] == first and abs(scores[1][first] - scores[0][first]) <= case.tolerance
    before, after = (sum(one[mood] for mood in case.moods) for one in scores)
    return (after - before if case.rises else before - after) >= case.by


def rates(cases: Iterable[Case], readings: Mapping[str, Mapping[str, float]]) -> tuple[Rate, ...]:
    """Return the pass rate of every capability and kind of test, in the order of the cases."""
    results: dict[tuple[str, str], list[bool]] = {}
    for case in cases:
        results.setdefault((case.capability, case.kind), []).append(passes(case, readings))
    return tuple(rate(capability, kind, passed) for (capability, kind), passed in results.items())


def rate(capability: str, kind: str, passed: Sequence[bool]) -> Rate:
    """Count the passes of one kind."""
    good, n = sum(passed), len(passed)
    return Rate(capability, kind, n, good, good / n, *wilson(good, n))


def wilson(passed: int, n: int) -> tuple[float, float]:
    """Return the bounds of Wilson's 95 % score interval of `passed` out of `n` (E. Wilson, 1927); `n` is at least 1."""
    share = passed / n
    centre = share + Z * Z / (2 * n)
    half = Z * math.sqrt(share * (1 - share) / n + Z * Z / (4 * n * n))
    scale = 1 + Z * Z / n
    return max(0.0, (centre - half) / scale), min(1.0, (centre + half) / scale)


def gaps(cases: Iterable[Case], readings: Mapping[str, Mapping[str, float]]) -> tuple[Gap, ...]:
    """Return each dimension's largest gap between the mean probabilities that two of its groups get for one mood.

    Every group stands in the same templates, so a model that reads them alike has a gap of 0.
    """
    texts: dict[str, dict[str, set[str]]] = {}
    for case in cases:
        if case.group:
            dimension, group = case.group
            texts.setdefault(dimension, {}).setdefault(group, set()).add(case.texts[0])
    return tuple(_gap(dimension, groups, readings) for dimension, groups in texts.items())


def _gap(dimension: str, groups: Mapping[str, set[str]], readings: Mapping[str, Mapping[str, float]]) -> Gap:
    found = []
    for mood in MOODS:
        means = {
            group: math.fsum(readings[text][mood] for text in texts) / len(texts) for group, texts in groups.items()
        }
        high, low = max(means, key=means.__getitem__), min(means, key=means.__getitem__)
        found.append((means[high] - means[low], mood, high, low))
    largest, mood, high, low = max(found)
    return Gap(dimension, mood, high, low, largest, sum(map(len, groups.values())))
