"""Numbers of films that only TMDB knows: far above Wikidata's, so that the two never meet."""

from __future__ import annotations

from typing import Final

FIRST: Final = 10_000_000_000


def film_id_of(tmdb_id: int) -> int:
    """The id of a film that only TMDB knows. ValueError for a number that TMDB cannot have given."""
    if not 0 < tmdb_id < FIRST:
        raise ValueError(f"{tmdb_id} is no number of a TMDB film")
    return FIRST + tmdb_id


def tmdb_id_of(film_id: int) -> int | None:
    """TMDB's number behind such an id; None for a film of the embedded catalogue."""
    return film_id - FIRST if film_id > FIRST else None
