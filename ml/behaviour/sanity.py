"""The sanity suite of what is derived and not measured: feelings, intensity, valence and arousal.

Sentences and orders of our own. The rates say whether the derivations behave, not how well they do on people's texts.
"""

from __future__ import annotations

import tomllib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain, pairwise
from pathlib import Path
from typing import Any, Final

from ml.behaviour.run import Rate, rate
from ml.behaviour.suite import MAX_TEXT
from ml.errors import BadManifest
from ml.feelings import FEELINGS, STRENGTHS, Derived, strength_name

FOLDER: Final = Path(__file__).with_name("sanity")
AMONG: Final = 3
Measure = Callable[[Derived], float]
AXES: Final[Mapping[str, Measure]] = {"valence": lambda one: one.valence, "arousal": lambda one: one.arousal}


@dataclass(frozen=True, slots=True)
class Sanity:
    """`feelings`: sentences by the feeling they speak of. `triples`: a mild, a moderate and a strong text.

    `pairs`: by "valence" and "arousal", a text and one that is higher on it.
    """

    feelings: Mapping[str, tuple[str, ...]]
    triples: tuple[tuple[str, ...], ...]
    pairs: Mapping[str, tuple[tuple[str, ...], ...]]

    @property
    def texts(self) -> list[str]:
        """Every text to be read."""
        ordered = (*self.triples, *chain.from_iterable(self.pairs.values()))
        return [*chain.from_iterable(self.feelings.values()), *chain.from_iterable(ordered)]


def load(folder: Path = FOLDER) -> Sanity:
    """Read the suite. BadManifest when a file does not hold what it must."""
    try:
        feelings, intensity, affect = (_table(folder, name) for name in ("feelings", "intensity", "affect"))
        suite = Sanity(
            {feeling: tuple(feelings["feelings"][feeling]) for feeling in FEELINGS},
            _ordered(intensity["triples"], len(STRENGTHS)),
            {axis: _ordered(affect[axis], 2) for axis in AXES},
        )
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError, KeyError, TypeError, ValueError) as error:
        raise BadManifest(f"{folder.name}: {error!r}") from error
    if not all(0 < len(text) <= MAX_TEXT for text in suite.texts):
        raise BadManifest(f"{folder.name}: a text is empty or longer than {MAX_TEXT} characters.")
    return suite


def _table(folder: Path, name: str) -> dict[str, Any]:
    return tomllib.loads((folder / f"{name}.toml").read_text(encoding="utf-8"))


def _ordered(rows: Sequence[Sequence[str]], size: int) -> tuple[tuple[str, ...], ...]:
    if any(len(row) != size for row in rows):
        raise ValueError(f"each row needs {size} texts")
    return tuple(map(tuple, rows))


def rates(suite: Sanity, derived: Mapping[str, Derived]) -> tuple[Rate, ...]:
    """Return how often a feeling leads or is among the first three, orders hold, and strengths get their names."""
    ranks = [
        _rank(derived[text].feelings, feeling) for feeling, sentences in suite.feelings.items() for text in sentences
    ]
    strengths = [[derived[text].intensity for text in triple] for triple in suite.triples]
    named = [strength_name(value) == name for row in strengths for value, name in zip(row, STRENGTHS, strict=True)]
    return (
        rate("feelings", "first", [rank == 0 for rank in ranks]),
        rate("feelings", f"first {AMONG}", [rank < AMONG for rank in ranks]),
        rate("intensity", "order", [all(low < high for low, high in pairwise(row)) for row in strengths]),
        rate("intensity", "name", named),
        *(
            rate(axis, "order", [measure(derived[low]) < measure(derived[high]) for low, high in suite.pairs[axis]])
            for axis, measure in AXES.items()
        ),
    )


def _rank(feelings: Mapping[str, float], wanted: str) -> int:
    """Return how many feelings are at least as strong as `wanted`, so that a tie does not count as leading."""
    return sum(value >= feelings[wanted] for value in feelings.values()) - 1
