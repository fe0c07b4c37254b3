"""Films close to one film, by what the catalogue has (genres, directors, decade) and by what TMDB names beside it."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from typing import Final

from recommendations.cards import plain_card
from recommendations.catalogue import search_index
from recommendations.ranking.affinity import RowSpec
from recommendations.retrieval.candidates import pool
from recommendations.retrieval.features import features
from recommendations.types import FilmFeatures, Row
from recommendations.viewers import Viewer

LIMIT: Final = 12
SAME_GENRES: Final = 0.5
SAME_DIRECTOR: Final = 0.3
SAME_DECADE: Final = 0.1
STANDING: Final = 0.3
NAMED_BY_TMDB: Final = 0.35  # the first that TMDB names; further down its list less, to a half
BY_PERSON: Final = 60
TELLING_GENRES: Final = 2


def similar_films(
    *, film_id: int, viewer: Viewer, version: int, limit: int = LIMIT, named: Sequence[int] = ()
) -> Row | None:
    """A row of films close to this known one, none that the viewer refused or saw; None where nothing is.

    `named`: films that TMDB names beside it, the likeliest first.
    """
    film = features([film_id], version=version)[film_id]
    near = features((*named, *_candidates(film, version)), version=version).values()
    lift = {other: NAMED_BY_TMDB * (1 - place / (2 * len(named))) for place, other in enumerate(named)}
    allowed = [other for other in near if other.id != film_id and other.id not in viewer.seen and viewer.allows(other)]
    allowed.sort(key=lambda other: (-closeness(film, other) - lift.get(other.id, 0.0), other.id))
    cards = tuple(plain_card(other, viewer.opinions.get(other.id)) for other in allowed[:limit])
    return (
        Row("similar", "Close to this one", _reason(film, allowed[:limit], frozenset(named)), cards) if cards else None
    )


def closeness(film: FilmFeatures, other: FilmFeatures) -> float:
    """Shared genres over all genres of the two, a shared director, the same decade.

    Of films as close, the better known first.
    """
    ours, theirs = set(film.genres), set(other.genres)
    genres = len(ours & theirs) / len(ours | theirs) if ours | theirs else 0.0
    director = not set(film.directors).isdisjoint(other.directors)
    decade = film.decade is not None and film.decade == other.decade
    return SAME_GENRES * genres + SAME_DIRECTOR * director + SAME_DECADE * decade + STANDING * other.standing


def _candidates(film: FilmFeatures, version: int) -> Iterator[int]:
    """The best films of its most telling genres, and whatever its directors' names find."""
    for name in film.directors[:2]:
        yield from search_index.find(name)[:BY_PERSON]
    for count in (TELLING_GENRES, 1):
        if genres := film.genres[:count]:
            yield from (near.id for near in pool(_spec(genres), version=version))


def _spec(genres: tuple[str, ...]) -> RowSpec:
    return RowSpec("similar", "", genres, (), (), "", {})


def _reason(film: FilmFeatures, films: list[FilmFeatures], named: Collection[int] = ()) -> str:
    """What the row as a whole shares with the film."""
    shared = [name for name in film.genres if sum(name in other.genres for other in films) * 2 > len(films)]
    said = [f"the genres {' and '.join(shared)}" if len(shared) > 1 else f"the genre {shared[0]}"] if shared else []
    said += [f"films by {name}" for name in film.directors[:2] if any(name in other.directors for other in films)]
    said += [
        f"the {film.decade}s" for _ in range(1) if film.decade and any(other.decade == film.decade for other in films)
    ]
    said += ["what TMDB names beside it" for _ in range(1) if any(other.id in named for other in films)]
    return f"Stands on {', '.join(said)}; the better known come first."
