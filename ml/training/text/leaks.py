"""What training must not repeat: native tests, evaluation manifests, held-out sources; and the guard over it."""

from __future__ import annotations

import csv
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final

from ml.errors import LeakedRows
from ml.training.text.data_recipe import DataRecipe
from ml.training.text.dedup import DuplicateIndex, Duplicates, Sketches, key
from ml.training.text.readers import LabelledText, read

if TYPE_CHECKING:
    from ml.training.text.data import Example

MAX_CELL: Final = 100_000  # characters
Pairs = Counter[tuple[str, str, str]]  # (whose row, whose row it repeats, "exact" or "near")


def protected_texts(eval_dir: Path) -> list[str]:
    """Return the `input` column of every manifest in `eval_dir` (*.csv)."""
    return [text for _, texts in _manifests(eval_dir) for text in texts]


def _manifests(eval_dir: Path) -> Iterator[tuple[str, list[str]]]:
    csv.field_size_limit(MAX_CELL)
    for path in sorted(eval_dir.glob("*.csv")):
        with path.open(encoding="utf-8", newline="") as file:
            yield path.stem, [row["input"] for row in csv.DictReader(file)]


def native_tests(folder: Path, recipe: DataRecipe) -> dict[str, list[LabelledText]]:
    """Return the whole native test of each set that the recipe names and that has one in `folder`."""
    tests = {source: _split(folder, source, "test") for source in dict.fromkeys((*recipe.sources, *recipe.validation))}
    return {source: rows for source, rows in tests.items() if rows}


def _split(folder: Path, source: str, split: str) -> list[LabelledText]:
    """Return a split's rows; none where the folder holds the set without it, as somebody's copy may."""
    try:
        return read(folder, source, split)
    except FileNotFoundError:
        return []


def protected(
    folder: Path, recipe: DataRecipe, tests: Mapping[str, list[LabelledText]], eval_dir: Path | None
) -> dict[str, list[str]]:
    """Return the texts no training row may repeat, by owner ("dair/test", "eval/pooled", "isear/held out")."""
    found = {f"{source}/test": [row.text for row in rows] for source, rows in tests.items()}
    for source in recipe.holdout:
        rows = [*read(folder, source, "train"), *_split(folder, source, "validation"), *_split(folder, source, "test")]
        found[f"{source}/held out"] = [row.text for row in rows]
    found.update({f"eval/{name}": texts for name, texts in (_manifests(eval_dir) if eval_dir else ())})
    return found


def index_of(texts: Mapping[str, Sequence[str]], sketches: Sketches | None = None) -> DuplicateIndex:
    """Return an index that protects `texts` by owner; a text of several owners is the first one's."""
    index = DuplicateIndex(sketches=sketches)
    for owner, own in texts.items():
        index.add(own, owner)
    return index


@dataclass(frozen=True, slots=True)
class Cleaned:
    """The rows that stayed, and those that went, by whom they belong to and whom they repeat."""

    rows: list[LabelledText]
    pairs: Pairs

    def count(self, source: str, kind: str, *, training: bool) -> int:
        """Return how many rows of `source` went for repeating training rows, or (not `training`) protected ones."""
        return sum(
            number
            for (rows, whose, how), number in self.pairs.items()
            if rows.startswith(f"{source}/") and how == kind and whose.endswith("/train") == training
        )


def clean(rows: Sequence[LabelledText], split: str, index: DuplicateIndex, *, pooled: bool = False) -> Cleaned:
    """Leave out the rows that repeat what `index` protects.

    With "train", the index grows: a row that nearly repeats one of an earlier source goes too, and if the rows are
    `pooled` to be divided later, one of its own source as well. Exact repeats stay: their labels are to be averaged.
    """
    first = {key(row.text): row for row in reversed(rows)}
    names = list(dict.fromkeys(key(row.text) for row in rows))
    texts = [first[name].text for name in names]
    owners = [f"{first[name].source}/{split}" for name in names]
    found = index.grow(texts, owners, own_near=not pooled) if split == "train" else index.find(texts)
    gone = {names[at]: (owner, "exact" if at in found.exact else "near") for at, owner in found.owners.items()}
    pairs: Pairs = Counter((f"{row.source}/{split}", *gone[name]) for row in rows if (name := key(row.text)) in gone)
    return Cleaned([row for row in rows if key(row.text) not in gone], pairs)


def refuse(pairs: Pairs) -> None:
    """Fail if anything was left out for repeating a protected row: what a recipe of refused duplicates asks for."""
    leaked = Counter({(rows, whose): 0 for rows, whose, _ in pairs})
    for (rows, whose, _), number in pairs.items():
        if not whose.endswith("/train"):
            leaked[rows, whose] += number
    _fail(+leaked)


def guard(train: Sequence[Example], texts: Mapping[str, Sequence[str]], sketches: Sketches | None = None) -> None:
    """Fail if any row that is about to be trained on repeats a protected text, exactly or nearly.

    LeakedRows names sources and counts, never a text.
    """
    found: Duplicates = index_of(texts, sketches).find([example.text for example in train])
    _fail(Counter((f"{train[at].source}/train", owner) for at, owner in found.owners.items()))


def _fail(leaked: Counter[tuple[str, str]]) -> None:
    if leaked:
        said = ", ".join(f"{number} of {rows} repeat {whose}" for (rows, whose), number in sorted(leaked.items()))
        raise LeakedRows(f"Rows repeat protected ones: {said}.")
