"""Now and then a film that the ranking would not have chosen, to learn what it does not know. Pure.

One place of a row may go to one of the next films of the ranking instead. How likely that was is known exactly and
goes with every film, so that what people do with it can be weighed afterwards (inverse propensity). Which rows explore,
and what they draw, follows from a key (a person or session, and the day), so that a page stays as it is when it is
loaded again.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import blake2b
from typing import Final

from recommendations.ranking.blend import Candidate

PLACE: Final = 4  # of a row, from 0: far enough up to be met, not among what one sees first
AMONG: Final = 20  # films that the draw is made from


@dataclass(frozen=True, slots=True)
class Placed:
    """A film in its place of a row, and how likely it was to stand there given everything but the draw.

    `explored` marks one that came by the draw. The other places of a row are certain: 1.
    """

    candidate: Candidate
    explored: bool = False
    propensity: float = 1.0


@dataclass(frozen=True, slots=True)
class Chance:
    """What one row may draw: the film of `place` stays with 1 - `rate`, each of `others` comes with `rate` / many."""

    place: int
    others: tuple[Candidate, ...]
    rate: float


def chances(
    picked: Sequence[Sequence[Candidate]], ranked: Sequence[Sequence[Candidate]], *, rate: float, among: int = AMONG
) -> tuple[Chance | None, ...]:
    """What each row of a page may draw, in the order of the rows; None where there is nothing to draw.

    `picked` are the rows as the ranking alone would have them, `ranked` the candidates of each, best first. A film is
    in the draw of one row at most and stands in no row already, so the draws of a page are independent of each other
    and each probability is exact.
    """
    taken = {entry.film.id for row in picked for entry in row}
    found: list[Chance | None] = []
    for row, candidates in zip(picked, ranked, strict=True):
        others = tuple([entry for entry in candidates if entry.film.id not in taken][:among])
        taken.update(entry.film.id for entry in others)
        found.append(Chance(min(PLACE, len(row) - 1), others, rate) if row and others and rate > 0 else None)
    return tuple(found)


def explore(row: Sequence[Candidate], chance: Chance | None, *, key: str) -> tuple[Placed, ...]:
    """The row with its draw made. The same `key` (of person or session, day and row) makes the same draw."""
    placed = [Placed(entry) for entry in row]
    if chance is None:
        return tuple(placed)
    drawn = uniform(key)
    if drawn < chance.rate:
        film = chance.others[int(drawn / chance.rate * len(chance.others))]
        placed[chance.place] = Placed(film, explored=True, propensity=chance.rate / len(chance.others))
    else:
        placed[chance.place] = Placed(row[chance.place], propensity=1.0 - chance.rate)
    return tuple(placed)


def uniform(key: str) -> float:
    """From 0 to just below 1, evenly over keys."""
    return int.from_bytes(blake2b(key.encode(), digest_size=6).digest()) / 2**48
