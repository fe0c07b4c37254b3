"""Evaluation manifests: CSV files with the columns `input`, `label` and, if wanted, `group`."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from ml.errors import BadManifest
from ml.moods import HEADS, MOODS

NEEDED: Final = ("input", "label")
MAX_CELL: Final = 100_000  # characters


@dataclass(frozen=True, slots=True)
class Manifest:
    """Rows to score: inputs, their label's index in the head's labels, and each row's group ("" without one)."""

    name: str
    head: str
    inputs: tuple[str, ...]
    truth: tuple[int, ...]
    groups: tuple[str, ...]

    @property
    def labels(self) -> tuple[str, ...]:
        """The head's labels."""
        return HEADS[self.head]


def read_manifest(path: Path, head: str) -> Manifest:
    """Read and check a manifest. BadManifest says what is wrong and in which row (the header is row 1)."""
    if head not in HEADS:
        raise BadManifest(f"There is no head {head}; there are {', '.join(HEADS)}.")
    rows = list(_rows(path))
    if not rows:
        raise BadManifest(f"{path.name} has no rows.")
    truth = tuple(_label(row["label"], head, path.name, number) for number, row in rows)
    return Manifest(
        path.stem, head, tuple(row["input"] for _, row in rows), truth, tuple(row.get("group") or "" for _, row in rows)
    )


def _rows(path: Path) -> Iterator[tuple[int, dict[str, str]]]:
    csv.field_size_limit(MAX_CELL)
    try:
        with path.open(encoding="utf-8", newline="") as file:
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


def _label(label: str | None, head: str, name: str, number: int) -> int:
    """Return the label's index; with `moods7`, disgust counts as anger."""
    word = (label or "").strip()
    if "|" in word:
        raise BadManifest(f"{name}, row {number}: {word} is several labels, and the head {head} gives one.")
    if word not in MOODS:
        raise BadManifest(f"{name}, row {number}: the head {head} has no label {word or '(empty)'}.")
    labels = HEADS[head]
    return labels.index(word if word in labels else "anger")
