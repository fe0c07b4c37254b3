"""Which films of a ranking stand in the rows of one page: the best ones that are not all alike. Pure.

Maximal marginal relevance (Carbonell and Goldstein, SIGIR 1998): films are taken one by one, each time the one whose
score least what it repeats is largest. Repeated are genres and keywords of the row, its decades, and a series or a
director of the whole page.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Sequence
from hashlib import blake2b
from itertools import islice
from typing import TYPE_CHECKING, Final, NamedTuple

from recommendations.catalogue.franchise import franchise
from recommendations.ranking.blend import Scored

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]

WINDOW: Final = 60  # how far down the ranking variety may reach for a row
NEAR_TIE: Final = 0.015  # of score: the most that the day's draw lifts a film by
# How much a further film of the same genres and keywords, by the same director, of the same series or decade gives way
# to others, in score.
ALIKE: Final = 0.04
SAME_DIRECTOR: Final = 0.08
SAME_SERIES: Final = 0.15
SAME_DECADE: Final = 0.012
THEMES: Final = ("genre:", "keyword:")


class Entrant(NamedTuple):
    """A film that may come into a row, with its series and the day's draw."""

    scored: Scored
    series: str
    draw: float


class Variety:
    """Fills the rows of one page: no film twice, and no row of one theme, series, director or decade.

    `day` draws between films that score alike, so that the same mood finds other films on another evening; "" draws
    nothing. `shown` are films that the person was offered before and should not meet again in this session.
    """

    def __init__(self, *, day: str = "", shown: Collection[int] = ()) -> None:
        self._day = day
        self._taken: set[int] = set(shown)
        self._directors: Counter[str] = Counter()
        self._series: Counter[str] = Counter()

    def reach(self, limit: int) -> int:
        """How many of a ranking `pick` can look at, at most, for a row of `limit`."""
        return len(self._taken) + max(WINDOW, limit)

    def pick(self, ranked: Sequence[Scored], limit: int) -> list[Scored]:
        """Up to `limit` of `ranked`, chosen one by one against what the page holds already.

        In the order of their scores.
        """
        left = self._entrants(ranked, limit)
        themes = _themes([entrant.scored for entrant in left])
        alike = themes[:, 0] * 0.0
        open_places, decades = list(range(len(left))), Counter[int | None]()
        chosen: list[Scored] = []
        while open_places and len(chosen) < limit:
            place = max(open_places, key=lambda at: self._worth(left[at], decades, float(alike[at])))
            open_places.remove(place)
            alike = alike.clip(min=themes @ themes[place])
            film = left[place].scored.film
            chosen.append(left[place].scored)
            decades[film.decade] += 1
            self._taken.add(film.id)
            self._directors.update(film.directors)
            self._series[left[place].series] += 1
        return sorted(chosen, key=lambda entry: (-entry.split.total, entry.film.id))

    def take(self, film_ids: Collection[int]) -> None:
        """These came onto the page some other way."""
        self._taken.update(film_ids)

    def _entrants(self, ranked: Sequence[Scored], limit: int) -> list[Entrant]:
        free = (entry for entry in ranked if entry.film.id not in self._taken)
        return [
            Entrant(entry, franchise(entry.film.title), self._draw(entry.film.id))
            for entry in islice(free, max(WINDOW, limit))
        ]

    def _worth(self, entrant: Entrant, decades: Counter[int | None], alike: float) -> tuple[float, int]:
        film = entrant.scored.film
        again = max([self._directors[name] for name in film.directors], default=0)
        penalty = SAME_DIRECTOR * again + SAME_SERIES * self._series[entrant.series]
        penalty += SAME_DECADE * decades[film.decade] + ALIKE * alike
        return entrant.scored.split.total + entrant.draw - penalty, -film.id

    def _draw(self, film_id: int) -> float:
        """From 0 to `NEAR_TIE`, evenly; small next to a change of taste, so that such a change decides little else."""
        if not self._day:
            return 0.0
        digest = blake2b(f"{self._day}:{film_id}".encode(), digest_size=4).digest()
        return NEAR_TIE * int.from_bytes(digest) / 2**32


def _themes(ranked: Sequence[Scored]) -> Floats:
    """Genres and keywords of the films, each film's row of length 1 [films, features], so that a product is a cosine.

    A film of which neither is known has a row of zeros, and there is always a column.
    """
    import numpy as np

    columns: dict[str, int] = {}
    entries = [
        (row, columns.setdefault(key, len(columns)), share)
        for row, entry in enumerate(ranked)
        for key, share in entry.film.traits
        if key.startswith(THEMES)
    ]
    themes = np.zeros((len(ranked), max(1, len(columns))))
    for row, column, share in entries:
        themes[row, column] = share
    lengths = np.linalg.norm(themes, axis=1, keepdims=True)
    return themes / np.where(lengths > 0, lengths, 1.0)
