"""The rows that staff keep, read once for each version of the catalogue."""

from __future__ import annotations

from threading import Lock

from ml.moods import MOODS
from recommendations.models import FilmRow
from recommendations.ranking.affinity import RowSpec


class _Specs:
    """The active rows of one version of the catalogue."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._version = -1
        self._specs: tuple[RowSpec, ...] = ()

    def get(self, *, version: int) -> tuple[RowSpec, ...]:
        with self._lock:
            if version != self._version:
                self._version, self._specs = version, _read()
            return self._specs


row_specs = _Specs().get


def _read() -> tuple[RowSpec, ...]:
    rows = FilmRow.objects.filter(active=True).prefetch_related("genres", "without", "moods")
    return tuple(
        RowSpec(
            key=row.key,
            title=row.title,
            genres=tuple(genre.name for genre in row.genres.all()),
            without=tuple(genre.name for genre in row.without.all()),
            keywords=tuple(line.strip() for line in row.keywords.splitlines() if line.strip()),
            stands_on=row.stands_on.rstrip("."),
            weights={entry.mood: entry.weight for entry in row.moods.all() if entry.mood in MOODS},
        )
        for row in rows
    )
