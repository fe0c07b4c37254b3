"""Evaluation manifests: CSV files with the columns `input`, `label` and, if wanted, `group`.

A head of several labels takes them in one cell, as `joy|love`. A manifest of recordings names sound files as inputs and
voices' classes as labels; who speaks may stand in the columns `corpus`, `speaker`, `sex` and `fold`.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath
from typing import Final

from ml.errors import BadManifest
from ml.moods import HEADS, MOODS, MULTI_LABEL, VOICE9
from ml.voice.heads import VOICE_HEADS, row_label

NEEDED: Final = ("input", "label")
TRAITS: Final = ("corpus", "speaker", "sex", "fold")
MAX_CELL: Final = 100_000  # characters


@dataclass(frozen=True, slots=True)
class Manifest:
    """Rows to score: inputs, the indices of their labels in the head's, and each row's group ("" without one).

    `truth` has one index a row, or one and more where `several`. `sounds`: the folder of the files that the inputs
    name; None where the inputs are texts. `traits`: of each column of `TRAITS` that there is, every row's value.
    `left_out` counts the recordings whose class has no place under the head.
    """

    name: str
    head: str
    inputs: tuple[str, ...]
    truth: tuple[tuple[int, ...], ...]
    groups: tuple[str, ...]
    sounds: Path | None = None
    traits: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    left_out: int = 0

    @property
    def labels(self) -> tuple[str, ...]:
        """The head's labels."""
        return HEADS[self.head]

    @property
    def several(self) -> bool:
        """Whether a row may carry more labels than one."""
        return self.head in MULTI_LABEL


def read_manifest(path: Path, head: str, *, sounds: Path | None = None, corpus: str = "") -> Manifest:
    """Read and check a manifest. BadManifest says what is wrong and in which row (the header is row 1).

    `sounds`: the inputs name recordings in this folder; `corpus` takes only the rows of that one.
    """
    if head not in HEADS:
        raise BadManifest(f"There is no head {head}; there are {', '.join(HEADS)}.")
    rows = [(number, row) for number, row in _rows(path) if corpus in {"", row.get("corpus")}]
    if not rows:
        raise BadManifest(f"{path.name} has no rows{f' of {corpus}' if corpus else ''}.")
    if sounds is not None:
        return _recordings(path, head, sounds, rows)
    truth = tuple(_labels(row["label"], head, path.name, number) for number, row in rows)
    return _manifest(path, head, [row for _, row in rows], truth)


def _recordings(path: Path, head: str, sounds: Path, rows: Sequence[tuple[int, dict[str, str]]]) -> Manifest:
    """Take the rows whose class means something under the head."""
    if head not in VOICE_HEADS:
        raise BadManifest(f"A voice has no head {head}; it has {', '.join(VOICE_HEADS)}.")
    kept = []
    for number, row in rows:
        if row["label"] not in VOICE9:
            raise BadManifest(f"{path.name}, row {number}: {row['label'] or '(empty)'} is none of {', '.join(VOICE9)}.")
        named = PurePosixPath(row["input"])
        if named.is_absolute() or ".." in named.parts:
            raise BadManifest(f"{path.name}, row {number}: {named} lies outside the folder of the recordings.")
        if label := row_label(row["label"], head):
            kept.append((row, (HEADS[head].index(label),)))
    if not kept:
        raise BadManifest(f"{path.name} has no row with a label of the head {head}.")
    found, truth = zip(*kept, strict=True)
    return _manifest(path, head, found, truth, sounds, len(rows) - len(kept))


def _manifest(
    path: Path,
    head: str,
    rows: Sequence[Mapping[str, str]],
    truth: tuple[tuple[int, ...], ...],
    sounds: Path | None = None,
    left_out: int = 0,
) -> Manifest:
    traits = {name: tuple(row[name] or "" for row in rows) for name in TRAITS if name in rows[0]}
    groups = tuple(row.get("group") or "" for row in rows)
    return Manifest(path.stem, head, tuple(row["input"] for row in rows), truth, groups, sounds, traits, left_out)


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
