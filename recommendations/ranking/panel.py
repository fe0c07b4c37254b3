"""Many films at once: what the ranking reads of them as arrays, built once for a list of candidates. Pure."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from operator import is_
from threading import Lock
from typing import TYPE_CHECKING

from recommendations.ranking.fit import TYPICAL, weighed
from recommendations.ranking.novelty import RECENT_DAYS, is_kind, lesser_known
from recommendations.types import FilmFeatures

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True, eq=False)
class Panel:
    """A list of films as arrays, in its order.

    `moods` [films, 8] holds the weighed profiles in the order of `fit.TYPICAL`. Each entry of a film's `traits` is a
    row of `owners` (the film's number), `features` (into `vocabulary`) and `shares`; `kinds` is what the shares of the
    kinds of film (`novelty.KINDS`) add up to. `released` are ordinal days, NaN where unknown.
    """

    films: tuple[FilmFeatures, ...]
    ids: tuple[int, ...]
    moods: Floats
    acclaim: Floats
    renown: Floats
    lesser_known: Floats
    released: Floats
    vocabulary: Mapping[str, int]
    owners: NDArray[np.int64]
    features: NDArray[np.int64]
    shares: Floats
    kinds: Floats

    def __len__(self) -> int:
        return len(self.ids)

    def by_feature(self, values: Mapping[str, float]) -> Floats:
        """For each film the sum over its traits of share · value [films]; a feature without a value counts 0."""
        import numpy as np

        spoken = np.zeros(len(self.vocabulary))
        for key, value in values.items():
            if (place := self.vocabulary.get(key, -1)) >= 0:
                spoken[place] = value
        return self._summed(self.shares * spoken[self.features])

    def with_any(self, keys: Collection[str]) -> Floats:
        """1 for each film that has one of these features, else 0 [films]."""
        import numpy as np

        held = np.zeros(len(self.vocabulary))
        held[[self.vocabulary[key] for key in keys if key in self.vocabulary]] = 1.0
        return (self._summed(held[self.features]) > 0).astype(np.float64)

    def unlike(self, known: Mapping[str, float]) -> Floats:
        """`novelty.unlike` of each film [films]."""
        import numpy as np

        told = self.kinds > 0
        if not known:
            return np.zeros(len(self))
        alike = self.by_feature(known) / np.where(told, self.kinds, 1.0)
        return np.where(told, np.maximum(0.0, 1.0 - 2.0 * alike), 0.0)

    def of_films(self, values: Mapping[int, float]) -> Floats:
        """Values by film id in the panel's order [films], 0 where there is none."""
        import numpy as np

        return np.array([values.get(film_id, 0.0) for film_id in self.ids]) if values else np.zeros(len(self))

    def fresh(self, today: date | None) -> Floats:
        """`novelty.fresh` of each film [films]."""
        import numpy as np

        if today is None:
            return np.zeros(len(self))
        age = np.maximum(0.0, today.toordinal() - self.released)
        return np.nan_to_num(1.0 - np.minimum(1.0, age / RECENT_DAYS), nan=0.0)

    def _summed(self, entries: Floats) -> Floats:
        """Values of `owners`' entries, added up by film [films]."""
        import numpy as np

        return np.bincount(self.owners, weights=entries, minlength=len(self)).astype(np.float64)


def panel_of(films: Sequence[FilmFeatures]) -> Panel:
    """The arrays of these films. Time and memory grow with their number; keep the panel where the list is kept."""
    import numpy as np

    vocabulary: dict[str, int] = {}
    entries = [
        (number, vocabulary.setdefault(key, len(vocabulary)), share)
        for number, film in enumerate(films)
        for key, share in film.traits
    ]
    owners, features, shares = zip(*entries, strict=True) if entries else ((), (), ())
    profiles = [weighed(film) for film in films]
    return Panel(
        films=tuple(films),
        ids=tuple(film.id for film in films),
        moods=np.array([[profile[mood] for mood in TYPICAL] for profile in profiles]).reshape(-1, len(TYPICAL)),
        acclaim=np.array([film.acclaim for film in films], dtype=np.float64),
        renown=np.array([film.standing - film.acclaim for film in films], dtype=np.float64),
        lesser_known=np.array([lesser_known(film) for film in films], dtype=np.float64),
        released=np.array([_ordinal(film.release_date) for film in films], dtype=np.float64),
        vocabulary=vocabulary,
        owners=np.array(owners, dtype=np.int64),
        features=np.array(features, dtype=np.int64),
        shares=np.array(shares, dtype=np.float64),
        kinds=np.array([sum([share for key, share in film.traits if is_kind(key)]) for film in films]),
    )


class Panels:
    """Panels of the lists asked for last, so that the same list of films is not turned into arrays again."""

    def __init__(self, *, films: int = 100_000, make: Callable[[Sequence[FilmFeatures]], Panel] = panel_of) -> None:
        self._room, self._make = films, make
        self._lock = Lock()
        self._kept: OrderedDict[tuple[int, ...], Panel] = OrderedDict()

    def get(self, films: Sequence[FilmFeatures]) -> Panel:
        """The panel of exactly these features."""
        key = tuple(film.id for film in films)
        with self._lock:
            kept = self._kept.get(key)
            if kept is not None and all(map(is_, kept.films, films)):
                self._kept.move_to_end(key)
                return kept
        panel = self._make(films)
        self._keep(key, panel)
        return panel

    def _keep(self, key: tuple[int, ...], panel: Panel) -> None:
        with self._lock:
            self._kept[key] = panel
            self._kept.move_to_end(key)
            while len(self._kept) > 1 and sum(map(len, self._kept)) > self._room:
                self._kept.popitem(last=False)


def _ordinal(day: date | None) -> float:
    return float("nan") if day is None else float(day.toordinal())
