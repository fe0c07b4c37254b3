"""From ranked films to cards."""

from __future__ import annotations

from dataclasses import replace

from recommendations.blend import Scored, split_of
from recommendations.reasons import reason
from recommendations.types import FilmCard, FilmFeatures
from recommendations.viewers import Viewer


def card_of(entry: Scored, viewer: Viewer) -> FilmCard:
    """A film as it was ranked, with its reason."""
    film = entry.film
    return FilmCard(
        id=film.id,
        title=film.title,
        year=film.year,
        runtime=film.runtime,
        genres=film.genres,
        director=", ".join(film.directors) or None,
        rating=film.rating,
        release_date=film.release_date,
        poster_path=None,
        mood=film.mood,
        split=entry.split,
        reason=reason(entry.split),
        feedback=viewer.opinions.get(film.id),
    )


def plain_card(film: FilmFeatures, viewer: Viewer) -> FilmCard:
    """A film that nobody ranked: a card without a reason."""
    return replace(card_of(Scored(film, split_of(film, viewer.asks({}))), viewer), reason="")
