"""Which films of a ranking stand in the rows of one page: the best ones that are not all alike. Pure.

Maximal marginal relevance (Carbonell and Goldstein, SIGIR 1998): films are taken one by one, each time the one whose
score least what it repeats is largest. Repeated are genres and keywords of the row, its decades, and a series or a
director of the whole page.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Sequence
from hashlib import blake2b
from itertools import islice
from math import inf
from typing import TYPE_CHECKING, Final, TypeVar

from recommendations.catalogue.franchise import franchise
from recommendations.ranking.blend import Rated
from recommendations.types import FilmFeatures

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


Entrant = TypeVar("Entrant", bound=Rated)


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

    def pick(self, ranked: Sequence[Entrant], limit: int) -> list[Entrant]:
        """Up to `limit` of `ranked`, chosen one by one against what the page holds already.

        In the order of their scores.
        """
        free = (entry for entry in ranked if entry.film.id not in self._taken)
        left = list(islice(free, max(WINDOW, limit)))
        held = _Held([entry.film for entry in left], self._directors, self._series)
        worth = held.penalties() + [entry.total + self._draw(entry.film.id) for entry in left]
        chosen: list[Entrant] = []
        while len(chosen) < min(limit, len(left)):
            place = int((worth - ALIKE * held.alike).argmax())
            chosen.append(left[place])
            self._taken.add(left[place].film.id)
            worth += held.take(place)
            worth[place] = -inf
        return sorted(chosen, key=lambda entry: (-entry.total, entry.film.id))

    def free(self, ranked: Sequence[Entrant]) -> list[Entrant]:
        """Those that no row of the page holds yet."""
        return [entry for entry in ranked if entry.film.id not in self._taken]

    def take(self, film_ids: Collection[int]) -> None:
        """These came onto the page some other way."""
        self._taken.update(film_ids)

    def _draw(self, film_id: int) -> float:
        """From 0 to `NEAR_TIE`, evenly; small next to a change of taste, so that such a change decides little else."""
        if not self._day:
            return 0.0
        digest = blake2b(f"{self._day}:{film_id}".encode(), digest_size=4).digest()
        return NEAR_TIE * int.from_bytes(digest) / 2**32


class _Held:
    """The films a row may be filled from, and what they repeat of those that stand on the page."""

    def __init__(self, films: Sequence[FilmFeatures], directors: Counter[str], series: Counter[str]) -> None:
        import numpy as np

        self._films, self._directors, self._series = films, directors, series
        self._themes = _themes(films)
        self.alike = self._themes[:, 0] * 0.0  # the closest that each film comes to one of the row [films]
        self._decades = np.array([film.decade or 0 for film in films])
        self._sharing: dict[str, list[int]] = defaultdict(list)
        for place, film in enumerate(films):
            for key in _keys(film):
                self._sharing[key].append(place)

    def penalties(self) -> Floats:
        """What each film gives way by for what the page held before this row [films]."""
        import numpy as np

        return -np.array([self._again(film) for film in self._films])

    def take(self, place: int) -> Floats:
        """The film comes onto the page; what each other film's worth changes by [films]."""
        film, change = self._films[place], self.alike * 0.0
        touched = {other for key in _keys(film) for other in self._sharing[key]} - {place}
        before = {other: self._again(self._films[other]) for other in touched}
        self._directors.update(film.directors)
        self._series[franchise(film.title)] += 1
        for other in touched:
            change[other] = before[other] - self._again(self._films[other])
        change -= SAME_DECADE * (self._decades == (film.decade or 0))
        self.alike = self.alike.clip(min=self._themes @ self._themes[place])
        return change

    def _again(self, film: FilmFeatures) -> float:
        """The most films that one of its directors has on the page, and how many of its series stand there."""
        directors = max([self._directors[name] for name in film.directors], default=0)
        return SAME_DIRECTOR * directors + SAME_SERIES * self._series[franchise(film.title)]


def _keys(film: FilmFeatures) -> list[str]:
    """Its series and directors, as keys."""
    return [f"series:{franchise(film.title)}", *(f"by:{name}" for name in film.directors)]


def _themes(films: Sequence[FilmFeatures]) -> Floats:
    """Genres and keywords of the films, each film's row of length 1 [films, features], so that a product is a cosine.

    A film of which neither is known has a row of zeros, and there is always a column.
    """
    import numpy as np

    columns: dict[str, int] = {}
    entries = [
        (row, columns.setdefault(key, len(columns)), share)
        for row, film in enumerate(films)
        for key, share in film.traits
        if key.startswith(THEMES)
    ]
    themes = np.zeros((len(films), max(1, len(columns))))
    for row, column, share in entries:
        themes[row, column] = share
    lengths = np.linalg.norm(themes, axis=1, keepdims=True)
    return themes / np.where(lengths > 0, lengths, 1.0)
