"""What became of the data, as tables for a terminal; and the corpus as CSV files."""

from __future__ import annotations

import csv
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import asdict, fields
from pathlib import Path
from typing import Final

from ml.moods import MOODS
from ml.training.text.data import Corpus, Example, SourceCount
from ml.training.text.splits import strongest

COLUMNS: Final = ("text", "label", "source", "labels")
PARTS: Final = ("train", "validation", "test")
Watch = Callable[[Sequence[Example], str], Iterable[Example]]


def lines(corpus: Corpus) -> Iterator[str]:
    """Yield three tables: rows by source and fate, duplicates by pair, rows by mood and part; then augmentation."""
    names = [field.name for field in fields(SourceCount)]
    yield from _table(
        ["source", *names], [[source, *asdict(count).values()] for source, count in corpus.counts.items()]
    )
    yield f"{corpus.validation_dropped} validation rows that repeat a protected row were left out."
    yield ""
    yield from _table(["rows of", "repeat", "exact", "near"], _pairs(corpus))
    yield ""
    yield from _table(["mood", *PARTS], _moods(corpus))
    if corpus.augmented:
        yield ""
        yield from _table(
            ["augmentation", "made", "unchanged", "refused"],
            [[kind, *asdict(count).values()] for kind, count in corpus.augmented.items()],
        )


def _pairs(corpus: Corpus) -> list[list[object]]:
    pairs = corpus.pairs or {}
    found = dict.fromkeys((rows, whose) for rows, whose, _ in sorted(pairs))
    return [[*one, pairs.get((*one, "exact"), 0), pairs.get((*one, "near"), 0)] for one in found]


def _moods(corpus: Corpus) -> list[list[object]]:
    """Count rows by their strongest mood; rows of several moods stand with the first of equal ones."""
    parts = [Counter(strongest(example) for example in part) for part in _parts(corpus)]
    rows: list[list[object]] = [[mood, *(part[mood] for part in parts)] for mood in MOODS]
    return [*rows, ["all", *map(len, _parts(corpus))]]


def _parts(corpus: Corpus) -> tuple[tuple[Example, ...], ...]:
    return corpus.train, corpus.validation, corpus.test


def _table(head: Sequence[str], rows: Sequence[Sequence[object]]) -> Iterator[str]:
    """Yield a table whose first columns of words are flush left and whose numbers are flush right."""
    cells = [list(head), *([f"{cell:,}" if isinstance(cell, int) else str(cell) for cell in row] for row in rows)]
    widths = [max(len(row[at]) for row in cells) for at in range(len(head))]
    numbers = [bool(rows) and isinstance(cell, int) for cell in (rows[0] if rows else head)]
    for row in cells:
        pairs = zip(row, widths, numbers, strict=True)
        yield "  ".join(cell.rjust(width) if number else cell.ljust(width) for cell, width, number in pairs).rstrip()


def export(corpus: Corpus, folder: Path, watch: Watch) -> list[Path]:
    """Write train.csv, validation.csv and test.csv; several moods or labels of a row are joined by "|".

    `watch` wraps each part's rows, to show progress.
    """
    folder.mkdir(parents=True, exist_ok=True)
    written = [folder / f"{name}.csv" for name in PARTS]
    for path, part in zip(written, _parts(corpus), strict=True):
        with path.open("w", encoding="utf-8", newline="") as file:
            writer = csv.writer(file)
            writer.writerow(COLUMNS)
            writer.writerows(_cells(example) for example in watch(part, path.name))
    return written


def _cells(example: Example) -> tuple[str, str, str, str]:
    return example.text, "|".join(example.moods), example.source, "|".join(example.labels)
