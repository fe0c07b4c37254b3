"""Readers of the labelled text sets: each yields the rows of one split with the set's own labels.

The folder given is the one that holds `goemotions/`, `meld/` and the others as their authors publish them.
"""

from __future__ import annotations

import csv
import html
import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType
from typing import Final

from ml.moods import LABEL_MAPS, moods_of

SPLITS: Final = ("train", "validation", "test")
LONGEST_POST: Final = 1_000  # characters; beyond it an unclosed quotation has swallowed the rows that follow
_SIX: Final = ("sadness", "joy", "love", "anger", "fear", "surprise")  # the integer labels of the dair family


@dataclass(frozen=True, slots=True)
class LabelledText:
    """One row: its text, the labels of its own set, and the moods they stand for (none: not usable)."""

    text: str
    labels: tuple[str, ...]
    moods: tuple[str, ...]
    source: str


def _row(text: str, labels: tuple[str, ...], source: str, dataset: str | None = None) -> LabelledText:
    return LabelledText(text.strip(), labels, moods_of(dataset or source, labels), source)


def _lines(path: Path) -> Iterator[str]:
    with path.open(encoding="utf-8") as file:
        yield from (line.rstrip("\n") for line in file if line.strip())


def _dair(folder: Path, split: str) -> Iterator[LabelledText]:
    name = {"train": "train.txt", "validation": "val.txt"}[split]
    lines = _lines(folder / "dair-emotion-20k" / name)
    next(lines)
    for line in lines:
        text, _, label = line.rpartition(";")
        yield _row(text, (label,), "dair")


def _adamcodd(folder: Path, split: str) -> Iterator[LabelledText]:
    for line in _lines(folder / "adamcodd-emotion-balanced-20k" / f"{split}.jsonl"):
        row = json.loads(line)
        yield _row(row["text"], (_SIX[row["label"]],), "adamcodd", "dair")


def _goemotions(folder: Path, split: str) -> Iterator[LabelledText]:
    names = list(_lines(folder / "goemotions" / "labels.txt"))
    file = {"train": "train.tsv", "validation": "dev.tsv"}[split]
    for line in _lines(folder / "goemotions" / file):
        text, ids, _ = line.split("\t")
        yield _row(text, tuple(names[int(index)] for index in ids.split(",")), "goemotions")


def _meld(folder: Path, split: str) -> Iterator[LabelledText]:
    name = {"train": "train_sent_emo.csv", "validation": "dev_sent_emo.csv"}[split]
    with (folder / "meld" / name).open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            yield _row(row["Utterance"], (row["Emotion"],), "meld")


def _semeval(folder: Path, split: str) -> Iterator[LabelledText]:
    name = {"train": "train", "validation": "dev"}[split]
    lines = _lines(folder / "semeval2018-ec" / f"2018-E-c-En-{name}.txt")
    columns = next(lines).split("\t")[2:]
    for line in lines:
        _, text, *marks = line.split("\t")
        labels = tuple(column for column, mark in zip(columns, marks, strict=True) if mark == "1")
        row = _row(text, labels, "semeval")
        yield row if labels else LabelledText(row.text, labels, ("neutral",), "semeval")


def _isear(folder: Path, split: str) -> Iterator[LabelledText]:
    if split != "train":
        return
    with (folder / "isear" / "isear.csv").open(encoding="utf-8", errors="replace", newline="") as file:
        for row in csv.DictReader(file, delimiter="|", quoting=csv.QUOTE_NONE):
            text = (row["SIT"] or "").replace("á", "").strip()  # the file marks line breaks with this sign
            if text and not text.startswith("["):  # "[ No response.]" and the like are no situations
                yield _row(text, (row["Field1"],), "isear")


def _brighter(language: str) -> Callable[[Path, str], Iterator[LabelledText]]:
    """Return the reader of one language. A row without a mark is neutral; one without any 0 or 1 is unlabelled.

    English has no column for disgust: there its absence says nothing.
    """

    def rows(folder: Path, split: str) -> Iterator[LabelledText]:
        name = {"train": "train", "validation": "dev", "test": "test"}[split]
        path = folder / "brighter-semeval2025" / f"{name}-{language}.csv"
        with path.open(encoding="utf-8", newline="") as file:
            for row in csv.DictReader(file):
                marks = {label: row[label] for label in LABEL_MAPS["brighter"] if row.get(label)}
                labels = tuple(label for label, mark in marks.items() if mark == "1")
                if marks:
                    yield _post(row["text"], labels, f"brighter-{language}", "brighter")

    return rows


def _emoevent(language: str) -> Callable[[Path, str], Iterator[LabelledText]]:
    """Return the reader of one language: tweets with links and USER for handles, one label each."""

    def rows(folder: Path, split: str) -> Iterator[LabelledText]:
        name = {"train": "train", "validation": "dev", "test": "test"}[split]
        with (folder / "emoevent" / language / f"{name}.tsv").open(encoding="utf-8", newline="") as file:
            for row in csv.DictReader(file, delimiter="\t"):
                if len(row["tweet"]) <= LONGEST_POST:
                    yield _post(row["tweet"], (row["emotion"],), f"emoevent-{language}", "emoevent")

    return rows


def _post(text: str, labels: tuple[str, ...], source: str, dataset: str) -> LabelledText:
    """Return the row of a web post, its HTML entities read as the signs they stand for."""
    row = _row(html.unescape(text), labels, source, dataset)
    return row if labels else LabelledText(row.text, (), ("neutral",), source)


READERS: Final[Mapping[str, Callable[[Path, str], Iterator[LabelledText]]]] = MappingProxyType(
    {
        "dair": _dair,
        "adamcodd": _adamcodd,
        "goemotions": _goemotions,
        "meld": _meld,
        "semeval": _semeval,
        "isear": _isear,
        **{f"brighter-{language}": _brighter(language) for language in ("eng", "deu", "esp", "ptbr")},
        **{f"emoevent-{language}": _emoevent(language) for language in ("en", "es")},
    }
)


def read(folder: Path, source: str, split: str) -> list[LabelledText]:
    """Return the rows of `source`'s native `split` ("train", "validation" or "test") that have a text and a mood.

    Rows without either are left out. FileNotFoundError when the set is not in `folder`.
    """
    return [row for row in READERS[source](folder, split) if row.text and row.moods]
