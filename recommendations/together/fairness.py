"""One list for several people: nobody sits through what they cannot stand, and whoever gave way last leads next. Pure.

*Fit*: how a film's score for one person stands among the scores of all tonight's candidates for the same person: the
share that score lower, 0 to 1. Scores of different people say nothing beside each other; their ranks do.

*Least misery*: a film is worth to a group what it is worth to its worst-off member (O'Connor et al., "PolyLens", ECSCW
2001; Masthoff, "Group modeling", UMUAI 2004). The mean breaks ties.

*Turns*: who gave way on earlier evenings of the same people is owed something. Before the worst-off is looked for, a
member's fit is lowered by `TURN` times what they are owed, so that the list bends towards them.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

TURN: Final = 0.5  # of what somebody is owed: a member who got nothing last time counts as if half as well off
FADING: Final = 0.5  # each earlier evening counts half of the one after it
LEAD: Final = 0.05  # by which somebody must be owed more than everybody else before it is their turn
WELL: Final = 0.6  # a film is good for everyone when it fits each of them better than this share of the candidates


@dataclass(frozen=True, slots=True)
class GroupFilm:
    """A film with each member's fit, 0 to 1, by member id."""

    film_id: int
    fits: Mapping[int, float]

    @property
    def worst(self) -> float:
        return min(self.fits.values())

    @property
    def mean(self) -> float:
        return sum(self.fits.values()) / len(self.fits)

    @property
    def good_for_everyone(self) -> bool:
        return self.worst >= WELL


def fits(scores: Sequence[float]) -> list[float]:
    """The share of the other candidates that score lower, ties counting half; 0 to 1."""
    ordered, others = sorted(scores), len(scores) - 1
    if others < 1:
        return [1.0] * len(scores)
    return [(bisect_left(ordered, score) + bisect_right(ordered, score) - 1) / 2 / others for score in scores]


def order(films: Sequence[GroupFilm], owed: Mapping[int, float]) -> list[GroupFilm]:
    """Best for the group first: by the worst-off member, counting what each is owed; then the mean, then the id."""
    return sorted(films, key=lambda film: (-worth(film, owed), -film.mean, film.film_id))


def worth(film: GroupFilm, owed: Mapping[int, float]) -> float:
    """What a film is worth to the group. Everybody being owed the same changes nothing in the order."""
    return min(fit - TURN * owed.get(member, 0.0) for member, fit in film.fits.items())


def gave_way(fit: float) -> float:
    """How far somebody gave way who watched a film of this fit, 0 to 1."""
    return 1.0 - fit


def owed(history: Sequence[float]) -> float:
    """What somebody is owed for how far they gave way before, latest first: a mean, each evening half the next one."""
    weights = [FADING**age for age in range(len(history))]
    return (
        sum(weight * given for weight, given in zip(weights, history, strict=True)) / sum(weights) if history else 0.0
    )


def leader(owing: Mapping[int, float]) -> int | None:
    """Whose turn it is: who is owed clearly more than every other; nobody where there is no such member."""
    ranked = sorted(owing, key=lambda member: (-owing[member], member))
    if len(ranked) > 1 and owing[ranked[0]] - owing[ranked[1]] >= LEAD:
        return ranked[0]
    return None
