"""How well sentences are understood, on requests labelled by hand.

A slot counts by its (name, value) pairs: precision, recall and F1 over all pairs of all requests (micro), by slot and
overall. `exact` is the share of requests of which everything was right and nothing too much. "Recent" is counted from a
fixed year, so that a label stays true.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from recommendations.steering.sentence import parse

YEAR: Final = 2026
DATA: Final = Path(__file__).parent / "data"
PARTS: Final[Mapping[str, str]] = {
    "first": "requests_first.jsonl",
    "second": "requests_second.jsonl",
    "third": "requests_third.jsonl",
}
# How the labels call what a sentence's pieces are called.
_NAMES: Final = {
    "include_genres": "include", "all_genres": "all", "exclude_genres": "exclude", "my_services": "services",
}  # fmt: skip

Slots = frozenset[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class Request:
    text: str
    slots: Slots


@dataclass(frozen=True, slots=True)
class Score:
    """Counts of (slot, value) pairs: found and right, found and wrong, missed."""

    right: int = 0
    wrong: int = 0
    missed: int = 0

    @property
    def precision(self) -> float:
        return self.right / (self.right + self.wrong) if self.right + self.wrong else 1.0

    @property
    def recall(self) -> float:
        return self.right / (self.right + self.missed) if self.right + self.missed else 1.0

    @property
    def f1(self) -> float:
        return (
            2 * self.right / (2 * self.right + self.wrong + self.missed)
            if self.right + self.wrong + self.missed
            else 1.0
        )


@dataclass(frozen=True, slots=True)
class Evaluation:
    """`slots` by name; `misread` holds a request with what was too much and what was missing."""

    requests: int
    exact: float
    overall: Score
    slots: Mapping[str, Score]
    misread: tuple[tuple[str, Slots, Slots], ...]


def requests(part: str) -> list[Request]:
    """The labelled requests of one part: "first" (before there was a parser), "second" and "third" (after it)."""
    lines = (DATA / PARTS[part]).read_text(encoding="utf-8").splitlines()
    return [Request(row["text"], _labelled(row["slots"])) for row in map(json.loads, lines)]


def understood(text: str) -> Slots:
    """The slots that the parser fills for a sentence."""
    return frozenset(
        (_NAMES.get(piece.field, piece.field), "mine" if piece.field == "my_services" else piece.value)
        for piece in parse(text, this_year=YEAR).pieces
    )


def evaluate(asked: Sequence[Request]) -> Evaluation:
    """Hold the parser against the labels."""
    pairs = [(request, understood(request.text)) for request in asked]
    right = Counter(slot for request, found in pairs for slot, _ in found & request.slots)
    wrong = Counter(slot for request, found in pairs for slot, _ in found - request.slots)
    missed = Counter(slot for request, found in pairs for slot, _ in request.slots - found)
    misread = tuple(
        (request.text, found - request.slots, request.slots - found)
        for request, found in pairs
        if found != request.slots
    )
    return Evaluation(
        requests=len(asked),
        exact=1 - len(misread) / len(asked),
        overall=Score(right.total(), wrong.total(), missed.total()),
        slots={name: Score(right[name], wrong[name], missed[name]) for name in sorted({*right, *wrong, *missed})},
        misread=misread,
    )


def table(evaluation: Evaluation) -> Iterable[str]:
    """The figures as lines of a Markdown table."""
    yield "| slot | precision | recall | F1 | labelled |"
    yield "| --- | --- | --- | --- | --- |"
    for name, score in ("**all**", evaluation.overall), *evaluation.slots.items():
        yield f"| {name} | {score.precision:.3f} | {score.recall:.3f} | {score.f1:.3f} | {score.right + score.missed} |"


def _labelled(slots: Mapping[str, Iterable[str | int]]) -> Slots:
    return frozenset((name, str(value)) for name, values in slots.items() for value in values)
