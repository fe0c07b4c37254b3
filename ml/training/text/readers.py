"""Readers of the labelled text sets: each yields the rows of one split with the set's own labels.

The folder given is the one that holds `goemotions/`, `meld/` and the others as their authors publish them.
"""

from __future__ import annotations

import csv
import html
import json
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType
from typing import Final

from ml.moods import LABEL_MAPS, moods_of

SPLITS: Final = ("train", "validation", "test")
LONGEST_POST: Final = 1_000  # characters; a longer one is several rows of the file that have run into one
_SIX: Final = ("sadness", "joy", "love", "anger", "fear", "surprise")  # the integer labels of the dair family
_LOST_SIGN: Final = re.compile(r"(?<=\w)ï¿½(?=\w)")  # U+FFFD read as Latin-1; between letters it was an apostrophe
_NO_ANSWER: Final = re.compile(
    r"\W*(\[|no response|none\b|nothing\W*$|blank\W*$|not (applicable|included)|do(es)?(n't| not) (apply|remember)"
    r"|(as|the same( event described)?|same) (for|in|as in|under) (joy|fear|anger|sadness|disgust|shame|guilt)\b"
    r"|(i )?(can't|cannot|do not) (describe|remember|recall|think of)"
    r" (any|exact|having had|that|such|the emotion|ever|being))",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class LabelledText:
    """One row: its text, the labels of its own set, and the moods they stand for (none: not usable)."""

    text: str
    labels: tuple[str, ...]
    moods: tuple[str, ...]
    source: str


Reader = Callable[[Path, str], Iterator[LabelledText]]


def _row(text: str, labels: tuple[str, ...], source: str, dataset: str | None = None) -> LabelledText:
    return LabelledText(text.strip(), labels, moods_of(dataset or source, labels), source)


def _post(text: str, labels: tuple[str, ...], source: str, dataset: str | None = None) -> LabelledText:
    """Return the row of a web post: entities read as the signs they stand for, written-out line breaks as blanks."""
    return _row(html.unescape(text).replace("\\n", " "), labels, source, dataset)


def _lines(path: Path) -> Iterator[str]:
    with path.open(encoding="utf-8") as file:
        yield from (line.rstrip("\n") for line in file if line.strip())


def _table(path: Path, delimiter: str = ",") -> Iterator[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        yield from csv.DictReader(file, delimiter=delimiter)


def _dair(folder: Path, split: str) -> Iterator[LabelledText]:
    name = {"train": "train.txt", "validation": "val.txt", "test": "test.txt"}[split]
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
    file = {"train": "train.tsv", "validation": "dev.tsv", "test": "test.tsv"}[split]
    for line in _lines(folder / "goemotions" / file):
        text, ids, _ = line.split("\t")
        yield _row(text, tuple(names[int(index)] for index in ids.split(",")), "goemotions")


def _meld(folder: Path, split: str) -> Iterator[LabelledText]:
    name = {"train": "train", "validation": "dev", "test": "test"}[split]
    for row in _table(folder / "meld" / f"{name}_sent_emo.csv"):
        yield _row(row["Utterance"], (row["Emotion"],), "meld")


def _semeval(folder: Path, split: str) -> Iterator[LabelledText]:
    name = {"train": "train", "validation": "dev", "test": "test-gold"}[split]
    lines = _lines(folder / "semeval2018-ec" / f"2018-E-c-En-{name}.txt")
    columns = next(lines).split("\t")[2:]
    for line in lines:
        _, text, *marks = line.split("\t")
        labels = tuple(column for column, mark in zip(columns, marks, strict=True) if mark == "1")
        yield _post(text, labels, "semeval")


def _isear(folder: Path, split: str) -> Iterator[LabelledText]:
    """Read situations people told of; the file marks line breaks with "á" and opening quotation marks with a stroke."""
    if split != "train":
        return
    with (folder / "isear" / "isear.csv").open(encoding="utf-8", errors="replace", newline="") as file:
        for row in csv.DictReader(file, delimiter="|", quoting=csv.QUOTE_NONE):
            text = (row["SIT"] or "").replace("á", "").replace('\\"', '"').replace("\\", '"').strip()
            if not _NO_ANSWER.match(text):
                yield _row(text, (row["Field1"],), "isear")


def _crowdflower(folder: Path, split: str) -> Iterator[LabelledText]:
    """Read tweets of 2009. The file at hand calls happiness, and the enthusiasm of the original, "happy"."""
    if split != "train":
        return
    for row in _table(folder / "crowdflower" / "text_emotion.csv"):
        label = "happiness" if row["sentiment"] == "happy" else row["sentiment"]
        yield _post(_LOST_SIGN.sub("'", row["content"]).replace("ï¿½", ""), (label,), "crowdflower")


def _brighter(language: str) -> Reader:
    """Return the reader of one language. A row without a mark is neutral; one without any 0 or 1 is unlabelled.

    English has no column for disgust: there its absence says nothing.
    """

    def rows(folder: Path, split: str) -> Iterator[LabelledText]:
        name = {"train": "train", "validation": "dev", "test": "test"}[split]
        for row in _table(folder / "brighter-semeval2025" / f"{name}-{language}.csv"):
            marks = {label: row[label] for label in LABEL_MAPS["brighter"] if row.get(label)}
            if marks:
                labels = tuple(label for label, mark in marks.items() if mark == "1")
                yield _post(row["text"], labels, f"brighter-{language}", "brighter")

    return rows


def _emoevent(language: str) -> Reader:
    """Return the reader of one language: tweets with links, and USER for handles, one label each."""

    def rows(folder: Path, split: str) -> Iterator[LabelledText]:
        name = {"train": "train", "validation": "dev", "test": "test"}[split]
        for row in _table(folder / "emoevent" / language / f"{name}.tsv", "\t"):
            if len(row["tweet"]) <= LONGEST_POST:
                yield _post(row["tweet"], (row["emotion"],), f"emoevent-{language}", "emoevent")

    return rows


READERS: Final[Mapping[str, Reader]] = MappingProxyType(
    {
        "dair": _dair,
        "adamcodd": _adamcodd,
        "goemotions": _goemotions,
        "meld": _meld,
        "semeval": _semeval,
        "isear": _isear,
        "crowdflower": _crowdflower,
        **{f"brighter-{language}": _brighter(language) for language in ("eng", "deu", "esp", "ptbr")},
        **{f"emoevent-{language}": _emoevent(language) for language in ("en", "es")},
    }
)


def read(folder: Path, source: str, split: str) -> list[LabelledText]:
    """Return the rows of `source`'s native `split` ("train", "validation" or "test") that have a text and a mood.

    Rows without either are left out; ISEAR and CrowdFlower have a training split alone, and BRIGHTER's English test
    has no labels. FileNotFoundError when the set is not in `folder`.
    """
    return [row for row in READERS[source](folder, split) if row.text and row.moods]
