"""The last place of a list goes to the film that was shown least, of those that are next in line. Pure.

A ranking that always takes the best shows few films to everybody and learns nothing of the others. The last of ten
places is worth least to whoever looks, and most to a film that nobody met yet (fairness of exposure: Singh and
Joachims, KDD 2018). Which film it is follows from what was shown before, so its propensity is 1.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final, TypeVar

from recommendations.ranking.blend import Rated

AMONG: Final = 10  # films in line for the last place, the one that the ranking would put there among them
FEWEST: Final = 5  # a shorter list keeps what the ranking put there
T = TypeVar("T", bound=Rated)


def last_place(picked: Sequence[T], ranked: Sequence[T], shown: Mapping[int, int]) -> list[T]:
    """`picked` with its last place given away; `ranked` are the candidates, best first, `shown` how often by film.

    The better ranked wins a tie, so that with nothing shown yet nothing changes.
    """
    if len(picked) < FEWEST:
        return list(picked)
    kept = [entry.film.id for entry in picked[:-1]]
    line = [picked[-1], *(entry for entry in ranked if entry.film.id not in (*kept, picked[-1].film.id))][:AMONG]
    return [*picked[:-1], min(line, key=lambda entry: shown.get(entry.film.id, 0))]
