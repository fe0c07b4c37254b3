"""A film's page: the film, what this person said about it, and what is close to it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from django.utils import timezone

from recommendations.access import Visitor, visible_film
from recommendations.aims import NO_MOOD, Aim, aim_of
from recommendations.cards import Chosen, detail_of
from recommendations.catalogue.certificates import age_of_either
from recommendations.models import Film
from recommendations.ranking.affinity import RowSpec
from recommendations.ranking.blend import Scored, split_of
from recommendations.ranking.counterfactual import NOWHERE
from recommendations.retrieval.features import features
from recommendations.retrieval.row_specs import row_specs
from recommendations.retrieval.similar import similar_films
from recommendations.row_filling import place_in
from recommendations.steering.types import Steer
from recommendations.tmdb import enrich
from recommendations.tmdb.enrich import FilmExtras
from recommendations.types import FilmDetail, FilmPage


def film_detail(*, user: Visitor, film_id: int) -> FilmDetail:
    """One film; its reason speaks of taste alone. Raises UnknownFilm."""
    row, extras = _asked(user, film_id)
    return _detail(row, extras, aim_of(user))


def film_page(
    *,
    user: Visitor,
    film_id: int,
    scores: Mapping[str, float] = NO_MOOD,
    steer: Steer | None = None,
    row_key: str = "",
) -> FilmPage:
    """With the `scores` of a reading the reason is that evening's, in the row it was found in. Raises UnknownFilm."""
    row, extras = _asked(user, film_id)
    aim = aim_of(user, scores=scores, steer=steer)
    spec = next((spec for spec in row_specs(version=aim.version) if spec.key == row_key), None)
    return FilmPage(
        film=_detail(row, extras, aim, spec),
        feedback=aim.viewer.feedback(row.pk),
        similar=similar_films(film_id=row.pk, viewer=aim.viewer, version=aim.version, named=extras.near),
    )


def _asked(user: Visitor, film_id: int) -> tuple[Film, FilmExtras]:
    """The film and what TMDB adds, which is asked before the film is read: it may complete it. Raises UnknownFilm."""
    film = visible_film(user=user, film_id=film_id)
    extras = enrich.details(film.pk)
    if extras is None:
        return film, FilmExtras(film.pk)
    return visible_film(user=user, film_id=extras.film_id), extras


def _detail(row: Film, extras: FilmExtras, aim: Aim, spec: RowSpec | None = None) -> FilmDetail:
    film, today = features([row.pk], version=aim.version)[row.pk], timezone.localdate()
    asked = aim.asks(spec.weights if spec else NO_MOOD, today=today)
    place = (
        place_in(aim, aim.offer(include_seen=film.id in aim.viewer.seen), spec, film.id, today=today)
        if spec and aim.mix
        else NOWHERE
    )
    explained = bool(aim.mix or aim.viewer.taste.means)
    scored = Scored(film, split_of(film, asked, aim.weights))
    detail = detail_of(row, scored, aim.viewer, explained=explained, chosen=Chosen(place=place), weights=aim.weights)
    return _with_tmdb(detail, row, extras, aim.viewer.region)


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
