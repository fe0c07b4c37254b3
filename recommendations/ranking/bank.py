"""Films turned into arrays once a process, whatever lists they stand in: a panel is then a few rows picked out. Pure.

Every person's candidates are another list, mostly of the same films. Turning a list into arrays costs far more than
ranking it; picking rows out of arrays that are there costs next to nothing.
"""

from __future__ import annotations

from collections.abc import Sequence
from threading import Lock
from typing import TYPE_CHECKING, Any, Final

from recommendations.ranking.panel import Panel, Panels, panel_of
from recommendations.types import FilmFeatures

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Places = NDArray[np.int64]

ROOM: Final = 100_000  # films; beyond, all is begun anew
FIRST: Final = 1_024
BY_FILM: Final = ("moods", "acclaim", "renown", "lesser_known", "released", "kinds")
BY_ENTRY: Final = ("features", "shares")


class _Column:
    """An array that grows at its end, in steps that double."""

    def __init__(self) -> None:
        self._held: Any = None
        self._length = 0

    def extend(self, values: Any) -> None:
        import numpy as np

        length = self._length + len(values)
        if self._held is None or length > len(self._held):
            grown = np.empty((max(FIRST, 2 * length), *values.shape[1:]), dtype=values.dtype)
            if self._held is not None:
                grown[: self._length] = self._held[: self._length]
            self._held = grown
        self._held[self._length : length] = values
        self._length = length

    def take(self, places: Places) -> Any:
        return self._held[places]


class Bank:
    """The arrays of all films that were asked for, by film; a film whose features changed is turned again."""

    def __init__(self, *, room: int = ROOM) -> None:
        self._room = room
        self._lock = Lock()
        self._begin()

    def _begin(self) -> None:
        self._films: list[FilmFeatures] = []
        self._place: dict[int, int] = {}
        self._vocabulary: dict[str, int] = {}
        self._columns = {name: _Column() for name in (*BY_FILM, *BY_ENTRY, "start", "count")}
        self._entries = 0

    def panel(self, films: Sequence[FilmFeatures]) -> Panel:
        """The same as `panel_of(films)`, but for the order of the vocabulary."""
        import numpy as np

        if not films:
            return panel_of(films)
        with self._lock:
            if len(self._films) > self._room:
                self._begin()
            self._learn([film for film in films if not self._knows(film)])
            places = np.array([self._place[film.id] for film in films], dtype=np.int64)
            return self._picked(tuple(films), places)

    def _knows(self, film: FilmFeatures) -> bool:
        place = self._place.get(film.id, -1)
        return place >= 0 and self._films[place] is film

    def _learn(self, films: Sequence[FilmFeatures]) -> None:
        import numpy as np

        if not films:
            return
        new = panel_of(films)
        numbers = np.array([self._number(key) for key in new.vocabulary], dtype=np.int64)
        count = np.bincount(new.owners, minlength=len(films)).astype(np.int64)
        start = self._entries + np.concatenate(([0], np.cumsum(count)[:-1])).astype(np.int64)
        told = {name: getattr(new, name) for name in (*BY_FILM, "shares")}
        told |= {"features": numbers[new.features], "start": start, "count": count}
        for name, values in told.items():
            self._columns[name].extend(values)
        for place, film in enumerate(films, start=len(self._films)):
            self._place[film.id] = place
        self._films.extend(films)
        self._entries += len(new.features)

    def _number(self, key: str) -> int:
        return self._vocabulary.setdefault(key, len(self._vocabulary))

    def _picked(self, films: tuple[FilmFeatures, ...], places: Places) -> Panel:
        """Rows of films as they stand in the list; a film's entries lie together, from its start on."""
        import numpy as np

        start, count = self._columns["start"].take(places), self._columns["count"].take(places)
        before = np.cumsum(count) - count
        entries = np.arange(count.sum()) + np.repeat(start - before, count)
        return Panel(
            films=films,
            ids=tuple(film.id for film in films),
            vocabulary=self._vocabulary,
            owners=np.repeat(np.arange(len(films)), count),
            **{name: self._columns[name].take(places) for name in BY_FILM},
            **{name: self._columns[name].take(entries) for name in BY_ENTRY},
        )


panel_for = Panels(make=Bank().panel).get
