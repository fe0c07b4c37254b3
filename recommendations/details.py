"""A film's page: the film, what this person said about it, and what is close to it."""

from __future__ import annotations

from collections.abc import Mapping

from recommendations.access import Visitor, visible_film
from recommendations.cards import detail_of
from recommendations.catalogue import state
from recommendations.ranking.affinity import focus, usable_mix
from recommendations.ranking.blend import Scored, split_of
from recommendations.retrieval.features import features
from recommendations.retrieval.row_specs import row_specs
from recommendations.retrieval.similar import similar_films
from recommendations.types import FilmDetail, FilmPage
from recommendations.viewers import Viewer, viewer_of


def film_detail(*, user: Visitor, film_id: int) -> FilmDetail:
    """One film; its reason speaks of taste alone. Raises UnknownFilm."""
    version = state.version()
    return _detail(film_id, user, viewer_of(user, version=version), {}, version)


def film_page(*, user: Visitor, film_id: int, scores: Mapping[str, float] | None = None, row_key: str = "") -> FilmPage:
    """With the `scores` of a reading the reason is that evening's, in the row it was found in. Raises UnknownFilm."""
    version = state.version()
    viewer = viewer_of(user, version=version)
    weights = next((spec.weights for spec in row_specs(version=version) if spec.key == row_key), {})
    mix = focus(usable_mix(scores), weights) if scores else {}
    return FilmPage(
        film=_detail(film_id, user, viewer, mix, version),
        feedback=viewer.feedback(film_id),
        similar=similar_films(film_id=film_id, viewer=viewer, version=version),
    )


def _detail(film_id: int, user: Visitor, viewer: Viewer, mix: Mapping[str, float], version: int) -> FilmDetail:
    row = visible_film(user=user, film_id=film_id)
    film = features([film_id], version=version)[film_id]
    scored = Scored(film, split_of(film, viewer.asks(mix)))
    return detail_of(row, scored, viewer, explained=bool(mix or viewer.taste.means))
