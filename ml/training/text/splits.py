"""Choosing rows: a cap for each mood, moods brought to one count, and the stratified division of reference systems."""

from __future__ import annotations

import random
from collections import defaultdict
from collections.abc import Sequence
from typing import TYPE_CHECKING, Final

from ml.moods import MOODS

if TYPE_CHECKING:
    from ml.training.text.data import Example

SHARES: Final = (0.8, 0.1, 0.1)  # training, validation, test


def strongest(example: Example) -> str:
    """Return the mood of the largest share, the first in canonical order where shares are equal."""
    return MOODS[max(range(len(MOODS)), key=lambda at: example.target[at])]


def cap(examples: Sequence[Example], most: int, seed: int) -> list[Example]:
    """Keep at most `most` rows of each mood, drawn by `seed`, in their order."""
    kept: set[int] = set()
    for mood, places in _places(examples).items():
        kept.update(random.Random(f"{seed}-{mood}").sample(places, min(most, len(places))))
    return [example for at, example in enumerate(examples) if at in kept]


def balanced(examples: Sequence[Example], seed: int) -> list[Example]:
    """Cut every mood that occurs to the count of the rarest one."""
    return cap(examples, min((len(places) for places in _places(examples).values()), default=0), seed)


def stratified(examples: Sequence[Example], seed: int) -> tuple[list[Example], list[Example], list[Example]]:
    """Divide into training, validation and test (80/10/10), each mood by itself; every row lands in exactly one."""
    part_of: dict[int, int] = {}
    for mood, places in _places(examples).items():
        shuffled = random.Random(f"{seed}-{mood}").sample(places, len(places))
        first = round(SHARES[0] * len(places))
        second = round((SHARES[0] + SHARES[1]) * len(places))
        part_of.update({place: (at >= first) + (at >= second) for at, place in enumerate(shuffled)})
    train, validation, test = ([one for at, one in enumerate(examples) if part_of[at] == part] for part in range(3))
    return train, validation, test


def _places(examples: Sequence[Example]) -> dict[str, list[int]]:
    """Return where each mood's rows stand; a row belongs to its strongest mood."""
    places: dict[str, list[int]] = defaultdict(list)
    for at, example in enumerate(examples):
        places[strongest(example)].append(at)
    return places
