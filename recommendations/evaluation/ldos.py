"""Does the map from genres to moods agree with what people felt? A sanity test on LDOS-CoMoDa, and no more than that.

The set (A. Košir and others, 2011) holds ratings with the emotion that dominated while watching. Its genres are
numbers without a key; they are read as IMDb's names in alphabetical order, which the well-known films in it bear out.
Nobody was asked about love, so that mood is not measured.
"""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Final

from recommendations.evaluation.movielens import LARGEST
from recommendations.film_moods.profiles import profile_of

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]

COLUMNS: Final = 30
PERSON, EMOTION, GENRES = 0, 14, slice(23, 26)
FELT: Final = {1: "sadness", 2: "joy", 3: "fear", 4: "surprise", 5: "anger", 6: "disgust", 7: "neutral"}
NAMES: Final = {
    1: "Action", 3: "Adventure", 4: "Animation", 6: "Biography", 7: "Comedy", 8: "Crime", 9: "Documentary", 10: "Drama",
    11: "Family", 12: "Fantasy", 13: "History", 14: "Horror", 15: "Music", 16: "Musical", 17: "Mystery", 18: "Romance",
    19: "Science Fiction", 20: "Sport", 21: "Thriller", 22: "War", 23: "Western",
}  # fmt: skip
MEASURED: Final = tuple(sorted(FELT.values()))
ENOUGH: Final = 30  # ratings of a genre before its row of the table is compared
RESAMPLES: Final = 1000


@dataclass(frozen=True, slots=True)
class Felt:
    """One evening: who, the film's genres, the emotion that dominated."""

    person: str
    genres: tuple[str, ...]
    emotion: str


@dataclass(frozen=True, slots=True)
class Figure:
    """A figure with its 95 % interval over people (resampled whole), and what chance would give."""

    value: float
    low: float
    high: float
    chance: float


@dataclass(frozen=True, slots=True)
class Sanity:
    """`lift` is the share our profiles give to what was felt, by what they give it over all films. `agreement` is
    Spearman's correlation of the two genre-by-mood tables, `separation` the chance that of two films the one felt as a
    mood has more of it (AUC), by mood.
    """

    evenings: int
    people: int
    lift: Figure
    agreement: Figure
    separation: dict[str, Figure]


def load(path: Path) -> list[Felt]:
    """The evenings with an emotion and a genre. ValueError or OSError for a file of another make."""
    if path.stat().st_size > LARGEST:
        raise ValueError(f"{path.name} is too large.")
    with path.open(encoding="utf-8", newline="") as file:
        return list(_read(csv.reader(file), path.name))


def _read(rows: Iterator[list[str]], name: str) -> Iterator[Felt]:
    for row in rows:
        if len(row) != COLUMNS:
            raise ValueError(f"{name} has rows of {len(row)} columns, not {COLUMNS}.")
        genres = tuple(NAMES[int(code)] for code in row[GENRES] if int(code) in NAMES)
        if genres and int(row[EMOTION]) in FELT:
            yield Felt(row[PERSON], genres, FELT[int(row[EMOTION])])


def check(evenings: list[Felt], *, seed: int) -> Sanity:
    """The three figures."""
    import numpy as np

    profiles = np.array([[profile_of(one.genres).moods[mood] for mood in MEASURED] for one in evenings])
    felt = np.array([[one.emotion == mood for mood in MEASURED] for one in evenings], dtype=np.float64)
    genres = sorted({name for one in evenings for name in one.genres})
    held = np.array([[name in one.genres for name in genres] for one in evenings], dtype=np.float64)
    ours = np.array([[profile_of((name,)).moods[mood] for mood in MEASURED] for name in genres])
    weights = _resamples([one.person for one in evenings], seed)
    separation = {
        mood: _figure(partial(_auc, profiles[:, place], felt[:, place]), weights, 0.5)
        for place, mood in enumerate(MEASURED)
        if 0 < felt[:, place].sum() < len(felt)
    }
    return Sanity(
        len(evenings),
        len({one.person for one in evenings}),
        _figure(partial(_lift, profiles, felt), weights, 1.0),
        _figure(partial(_agreement, held, felt, ours), weights, 0.0),
        separation,
    )


def _resamples(people: list[str], seed: int) -> Floats:
    """How often each evening counts, first as it is, then with people drawn anew [1 + resamples, evenings]."""
    import numpy as np

    _, owner = np.unique(people, return_inverse=True)
    count = int(owner.max()) + 1
    drawn = np.random.default_rng(seed).multinomial(count, np.full(count, 1 / count), size=RESAMPLES)
    weights: Floats = np.vstack([np.ones(len(people)), drawn[:, owner].astype(np.float64)])
    return weights


def _figure(measure: Callable[[Floats], float], weights: Floats, chance: float) -> Figure:
    import numpy as np

    values = np.array([measure(row) for row in weights])
    low, high = np.nanpercentile(values[1:], [2.5, 97.5])
    return Figure(float(values[0]), float(low), float(high), chance)


def _lift(profiles: Floats, felt: Floats, weights: Floats) -> float:
    """Mean share given to what was felt, by the mean share that the same moods get over all evenings."""
    usual = weights @ profiles / weights.sum()
    given, expected = (profiles * felt).sum(axis=1) @ weights, (felt @ usual) @ weights
    return float(given / expected)


def _agreement(held: Floats, felt: Floats, ours: Floats, weights: Floats) -> float:
    """Spearman's correlation over genres (with enough evenings) and moods, each against its mean over genres.

    A mood that is felt often everywhere says nothing of genres, so both tables are taken as deviations.
    """
    import numpy as np

    enough = held.sum(axis=0) >= ENOUGH
    counts = (held * weights[:, None]).T @ felt
    shares = counts[enough] / np.maximum(counts[enough].sum(axis=1, keepdims=True), 1e-12)
    theirs, own = shares - shares.mean(axis=0), ours[enough] - ours[enough].mean(axis=0)
    return float(np.corrcoef(_ranks(theirs.ravel()), _ranks(own.ravel()))[0, 1])


def _ranks(values: Floats) -> Floats:
    """Ranks from 0, ties sharing their mean."""
    import numpy as np

    _, inverse, counts = np.unique(values, return_inverse=True, return_counts=True)
    ends = counts.cumsum()
    ranks: Floats = (ends - (counts + 1) / 2.0)[inverse]
    return ranks


def _auc(scores: Floats, truth: Floats, weights: Floats) -> float:
    import numpy as np

    levels, place = np.unique(scores, return_inverse=True)
    hit = np.bincount(place, weights=weights * truth, minlength=len(levels))
    miss = np.bincount(place, weights=weights * (1 - truth), minlength=len(levels))
    below = miss.cumsum() - miss
    pairs = hit.sum() * miss.sum()
    return float((hit * (below + miss / 2)).sum() / pairs) if pairs else float("nan")
