"""A film's page: the film, what this person said about it, and what is close to it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from accounts.models import User
from accounts.selectors import profile_of
from recommendations.access import Visitor, visible_film
from recommendations.cards import detail_of
from recommendations.catalogue import state
from recommendations.catalogue.certificates import age_of_either
from recommendations.models import Film
from recommendations.ranking.affinity import focus, usable_mix
from recommendations.ranking.blend import Scored, split_of
from recommendations.retrieval.features import features
from recommendations.retrieval.row_specs import row_specs
from recommendations.retrieval.similar import similar_films
from recommendations.tmdb import enrich
from recommendations.tmdb.enrich import FilmExtras
from recommendations.types import FilmDetail, FilmPage
from recommendations.viewers import Viewer, viewer_of


def film_detail(*, user: Visitor, film_id: int) -> FilmDetail:
    """One film; its reason speaks of taste alone. Raises UnknownFilm."""
    row, extras = _asked(user, film_id)
    version = state.version()
    return _detail(row, extras, viewer_of(user, version=version), {}, version, _region(user))


def film_page(*, user: Visitor, film_id: int, scores: Mapping[str, float] | None = None, row_key: str = "") -> FilmPage:
    """With the `scores` of a reading the reason is that evening's, in the row it was found in. Raises UnknownFilm."""
    row, extras = _asked(user, film_id)
    version = state.version()
    viewer = viewer_of(user, version=version)
    weights = next((spec.weights for spec in row_specs(version=version) if spec.key == row_key), {})
    mix = focus(usable_mix(scores), weights) if scores else {}
    return FilmPage(
        film=_detail(row, extras, viewer, mix, version, _region(user)),
        feedback=viewer.feedback(row.pk),
        similar=similar_films(film_id=row.pk, viewer=viewer, version=version, named=extras.near),
    )


def _asked(user: Visitor, film_id: int) -> tuple[Film, FilmExtras]:
    """The film and what TMDB adds, which is asked before the film is read: it may complete it. Raises UnknownFilm."""
    film = visible_film(user=user, film_id=film_id)
    extras = enrich.details(film.pk)
    if extras is None:
        return film, FilmExtras(film.pk)
    return visible_film(user=user, film_id=extras.film_id), extras


def _region(user: Visitor) -> str:
    return profile_of(user).region if isinstance(user, User) else ""


def _detail(
    row: Film, extras: FilmExtras, viewer: Viewer, mix: Mapping[str, float], version: int, region: str
) -> FilmDetail:
    film = features([row.pk], version=version)[row.pk]
    scored = Scored(film, split_of(film, viewer.asks(mix)))
    detail = detail_of(row, scored, viewer, explained=bool(mix or viewer.taste.means))
    return _with_tmdb(detail, row, extras, region)


def _with_tmdb(detail: FilmDetail, row: Film, extras: FilmExtras, region: str) -> FilmDetail:
    """The row is read anew here: what TMDB has just said of a film need not be in the ranking's cache yet."""
    by_audience = row.rating is None and row.tmdb_rating is not None
    return replace(
        detail,
        runtime=row.runtime,
        directors=tuple(row.directors),
        director=", ".join(row.directors) or None,
        poster_path=row.poster_path or None,
        rating=row.tmdb_rating if by_audience else row.rating,
        votes=row.tmdb_votes if by_audience else row.reviews,
        rated_by="audience" if by_audience else "critics",
        overview=row.overview or None,
        original_title=row.original_title,
        keywords=tuple(row.keywords),
        certificate=row.certificate or row.tmdb_certificate,
        age=age_of_either(row.certificate, row.tmdb_certificate),
        tagline=extras.tagline,
        roles=extras.roles,
        trailer=extras.trailer,
        where=enrich.where_in(extras.where, region),
        watch_regions=tuple(one.region for one in extras.where),
        tmdb_id=row.tmdb_id,
        tmdb_note=extras.note,
    )
