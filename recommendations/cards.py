"""From ranked films to cards."""

from __future__ import annotations

from dataclasses import dataclass, fields, replace
from typing import Final

from recommendations.models import Film
from recommendations.ranking.blend import USUAL, Asked, Scored, Weights, split_of
from recommendations.ranking.counterfactual import NOWHERE, Place
from recommendations.ranking.reasons import reason
from recommendations.types import FilmCard, FilmDetail, FilmFeatures
from recommendations.viewers import Viewer

UNASKED: Final = Asked({})
PULLS: Final = 5  # films that a card names


@dataclass(frozen=True, slots=True)
class Chosen:
    """How a film came to its place of a row; see `FilmCard`."""

    place: Place = NOWHERE
    explored: bool = False
    propensity: float = 1.0


RANKED_NOWHERE: Final = Chosen()


def card_of(entry: Scored, viewer: Viewer, *, chosen: Chosen = RANKED_NOWHERE, weights: Weights = USUAL) -> FilmCard:
    """A film as it was ranked with these weights, with its reason and whose doing it is."""
    film = entry.film
    pulls = viewer.pulls.strongest(film, weights.taste, PULLS) if entry.split.taste > 0 else ()
    place = chosen.place
    return FilmCard(
        id=film.id,
        title=film.title,
        year=film.year,
        runtime=film.runtime,
        genres=film.genres,
        director=", ".join(film.directors) or None,
        rating=film.rating,
        release_date=film.release_date,
        poster_path=film.poster_path,
        mood=film.mood,
        split=entry.split,
        reason=reason(entry.split, viewer.pulls.titles),
        feedback=viewer.opinions.get(film.id),
        pulls=pulls,
        place=place.place,
        place_without_mood=place.without_mood,
        explored=chosen.explored,
        propensity=chosen.propensity,
        saved=film.id in viewer.saved,
    )


def plain_card(film: FilmFeatures, feedback: str | None) -> FilmCard:
    """A film that nobody ranked: a card without a reason."""
    card = card_of(Scored(film, split_of(film, UNASKED)), Viewer())
    return replace(card, reason="", feedback=feedback)


def detail_of(
    row: Film,
    entry: Scored,
    viewer: Viewer,
    *,
    explained: bool,
    chosen: Chosen = RANKED_NOWHERE,
    weights: Weights = USUAL,
) -> FilmDetail:
    """The card and what only the film's own page shows; a reason where it is `explained`."""
    film, card = entry.film, card_of(entry, viewer, chosen=chosen, weights=weights)
    shared = {field.name: getattr(card, field.name) for field in fields(FilmCard)}
    return FilmDetail(
        **{**shared, "reason": card.reason if explained else ""},
        moods=film.moods,
        directors=film.directors,
        cast=tuple(row.cast),
        language=film.languages[0] if film.languages else None,
        languages=film.languages,
        countries=tuple(row.countries),
        companies=tuple(row.companies),
        certificate=row.certificate,
        imdb_id=row.imdb_id,
        wikidata_id=row.wikidata_id,
        votes=row.reviews,
        overview=None,
    )
