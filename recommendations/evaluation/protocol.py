"""Who is tested on what: folds of people, hidden likes, and how many of the others are shown. All of it seeded."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from recommendations.evaluation.movielens import MovieLens, Person

SEED: Final = 20261120
FOLDS: Final = 5
HIDDEN: Final = 0.2  # of a person's likes, one at least
LENGTHS: Final[tuple[int | None, ...]] = (0, 1, 3, 5, 10, None)  # likes that are shown; None: all that are not hidden
TOP: Final = 10


@dataclass(frozen=True, slots=True)
class Case:
    """One person under test. `shown` are the likes that are not hidden, in a drawn order: k likes are the first k.

    `meant` is the hidden film whose mood the mood conditions take.
    """

    person: Person
    hidden: frozenset[int]
    shown: tuple[int, ...]
    meant: int

    def visible(self, length: int | None) -> tuple[int, ...]:
        return self.shown if length is None else self.shown[:length]


@dataclass(frozen=True, slots=True)
class Fold:
    """People to learn from and people to test on, none in both."""

    training: tuple[Person, ...]
    cases: tuple[Case, ...]


def named(length: int | None) -> str:
    return "all" if length is None else str(length)


def folds(data: MovieLens, *, seed: int = SEED, count: int = FOLDS) -> list[Fold]:
    """Every person is tested once."""
    parts = _parts(data.people, seed, count)
    return [
        Fold(tuple(person for other in parts if other is not part for person in other), cases(part, seed=seed))
        for part in parts
    ]


def held_out(people: Sequence[Person], *, seed: int = SEED, share: int = 4) -> Fold:
    """Training people parted again, one in `share` to choose on: what is chosen never sees a test person."""
    parts = _parts(people, seed + 1, share)
    return Fold(tuple(person for part in parts[1:] for person in part), cases(parts[0], seed=seed + 1))


def cases(people: Sequence[Person], *, seed: int = SEED) -> tuple[Case, ...]:
    return tuple(_case(person, seed) for person in people)


def _case(person: Person, seed: int) -> Case:
    import numpy as np

    drawn = np.random.default_rng((seed, person.id)).permutation(person.likes).tolist()
    hidden = drawn[: max(1, round(HIDDEN * len(drawn)))]
    return Case(person, frozenset(hidden), tuple(drawn[len(hidden) :]), hidden[0])


def _parts(people: Sequence[Person], seed: int, count: int) -> list[tuple[Person, ...]]:
    import numpy as np

    order = np.random.default_rng(seed).permutation(len(people)).tolist()
    return [tuple(sorted((people[place] for place in order[part::count]), key=_id)) for part in range(count)]


def _id(person: Person) -> int:
    return person.id
