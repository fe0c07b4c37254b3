"""The training corpus: labelled rows of several sets, free of anything the tests or the validation hold."""

from __future__ import annotations

import csv
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from ml.moods import MOODS
from ml.training.dedup import DuplicateIndex, key
from ml.training.readers import LabelledText, read

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray


@dataclass(frozen=True, slots=True)
class Example:
    """One text, its target distribution over the moods (canonical order, sums to 1), and its set's own labels."""

    text: str
    target: tuple[float, ...]
    source: str
    labels: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class SourceCount:
    """What became of one source's training rows."""

    read: int
    exact_duplicates: int
    near_duplicates: int
    kept: int


@dataclass(frozen=True, slots=True)
class Corpus:
    """Training examples, validation examples (single-mood rows only) and how they came about."""

    train: tuple[Example, ...]
    validation: tuple[Example, ...]
    counts: Mapping[str, SourceCount]
    validation_dropped: int
    repeated: int


def target(moods: Sequence[str]) -> tuple[float, ...]:
    """Share one unit of probability equally among `moods`."""
    return tuple((mood in moods) / len(moods) for mood in MOODS)


def protected_texts(eval_dir: Path) -> list[str]:
    """Return the `input` column of every manifest in `eval_dir` (*.csv)."""
    texts: list[str] = []
    for path in sorted(eval_dir.glob("*.csv")):
        with path.open(encoding="utf-8", newline="") as file:
            texts.extend(row["input"] for row in csv.DictReader(file))
    return texts


def build(
    folder: Path, *, sources: Sequence[str], validation: Sequence[str], eval_dir: Path | None, multi_label: str
) -> Corpus:
    """Read, clean and merge. `multi_label` is "soft" (equal shares) or "single" (such rows are left out)."""
    tests = protected_texts(eval_dir) if eval_dir else []
    held_rows = [row for source in validation for row in read(folder, source, "validation")]
    held = _without(held_rows, DuplicateIndex(tests)) if tests else held_rows
    index = DuplicateIndex([*tests, *(row.text for row in held)])
    counts: dict[str, SourceCount] = {}
    kept: list[LabelledText] = []
    for source in sources:
        clean, counts[source] = _clean(read(folder, source, "train"), index)
        kept.extend(clean)
    train = merge([row for row in kept if multi_label == "soft" or len(row.moods) == 1])
    singles = tuple(Example(row.text, target(row.moods), row.source, row.labels) for row in held if len(row.moods) == 1)
    return Corpus(train, singles, counts, len(held_rows) - len(held), len(kept) - len(train))


def _without(rows: list[LabelledText], index: DuplicateIndex) -> list[LabelledText]:
    found = index.find([row.text for row in rows]).all
    return [row for position, row in enumerate(rows) if position not in found]


def _clean(rows: list[LabelledText], index: DuplicateIndex) -> tuple[list[LabelledText], SourceCount]:
    found = index.find([row.text for row in rows])
    clean = [row for position, row in enumerate(rows) if position not in found.all]
    return clean, SourceCount(len(rows), len(found.exact), len(found.near), len(clean))


def merge(rows: Sequence[LabelledText]) -> tuple[Example, ...]:
    """Make one example of each distinct text; where its repeats disagree, their targets are averaged."""
    targets: dict[str, list[tuple[float, ...]]] = {}
    first: dict[str, LabelledText] = {}
    for row in rows:
        name = key(row.text)
        first.setdefault(name, row)
        targets.setdefault(name, []).append(target(row.moods))
    return tuple(Example(row.text, _mean(targets[name]), row.source, row.labels) for name, row in first.items())


def _mean(targets: list[tuple[float, ...]]) -> tuple[float, ...]:
    return tuple(sum(column) / len(targets) for column in zip(*targets, strict=True))


def mood_shares(examples: Sequence[Example]) -> dict[str, float]:
    """Return each mood's share of the targets' mass."""
    mass: Counter[str] = Counter()
    for example in examples:
        mass.update(dict(zip(MOODS, example.target, strict=True)))
    return {mood: mass[mood] / max(1, len(examples)) for mood in MOODS}


def single_truth(examples: Sequence[Example]) -> NDArray[np.int64]:
    """Return the index of each example's strongest mood."""
    import numpy as np

    truth: NDArray[np.int64] = np.array([example.target for example in examples]).argmax(axis=1)
    return truth
