"""Evaluation manifests: CSV files with the columns `input`, `label` and, if wanted, `group`.

A head of several labels takes them in one cell, as `joy|love`.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from ml.errors import BadManifest
from ml.moods import HEADS, MOODS, MULTI_LABEL

NEEDED: Final = ("input", "label")
MAX_CELL: Final = 100_000  # characters


@dataclass(frozen=True, slots=True)
class Manifest:
    """Rows to score: inputs, the indices of their labels in the head's, and each row's group ("" without one).

    `truth` has one index a row, or one and more where `several`.
    """

    name: str
    head: str
    inputs: tuple[str, ...]
    truth: tuple[tuple[int, ...], ...]
    groups: tuple[str, ...]

    @property
    def labels(self) -> tuple[str, ...]:
        """The head's labels."""
        return HEADS[self.head]

    @property
    def several(self) -> bool:
        """Whether a row may carry more labels than one."""
        return self.head in MULTI_LABEL


def read_manifest(path: Path, head: str) -> Manifest:
    """Read and check a manifest. BadManifest says what is wrong and in which row (the header is row 1)."""
    if head not in HEADS:
        raise BadManifest(f"There is no head {head}; there are {', '.join(HEADS)}.")
    rows = list(_rows(path))
    if not rows:
        raise BadManifest(f"{path.name} has no rows.")
    truth = tuple(_labels(row["label"], head, path.name, number) for number, row in rows)
    return Manifest(
        path.stem, head, tuple(row["input"] for _, row in rows), truth, tuple(row.get("group") or "" for _, row in rows)
    )


def _rows(path: Path) -> Iterator[tuple[int, dict[str, str]]]:
    csv.field_size_limit(MAX_CELL)
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            reader = csv.DictReader(file)
            if missing := [name for name in NEEDED if name not in (reader.fieldnames or ())]:
                raise BadManifest(f"{path.name} lacks the column {' and '.join(missing)}.")
            for number, row in enumerate(reader, start=2):
                if not (row["input"] or "").strip():
                    raise BadManifest(f"{path.name}, row {number}: the input is empty.")
                yield number, row
    except UnicodeDecodeError as error:
        raise BadManifest(f"{path.name} is not UTF-8 text.") from error
    except csv.Error as error:
        raise BadManifest(f"{path.name} is not a CSV file that can be read ({error}).") from error
    except OSError as error:
        raise BadManifest(f"{path.name} cannot be opened.") from error


def _labels(cell: str | None, head: str, name: str, number: int) -> tuple[int, ...]:
    """Return the labels' indices in the head's order; with `moods7`, disgust counts as anger."""
    words = [word.strip() for word in (cell or "").split("|")]
    if len(words) > 1 and head not in MULTI_LABEL:
        raise BadManifest(f"{name}, row {number}: {cell} is several labels, and the head {head} gives one.")
    labels = HEADS[head]
    known = {**dict.fromkeys(MOODS if head == "moods7" else (), "anger"), **{label: label for label in labels}}
    if unknown := [word for word in words if word not in known]:
        raise BadManifest(f"{name}, row {number}: the head {head} has no label {unknown[0] or '(empty)'}.")
    return tuple(sorted({labels.index(known[word]) for word in words}))
