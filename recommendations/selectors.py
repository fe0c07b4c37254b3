"""Reading films: one film, what is close to it, search, what a person made of films, and what the catalogue is."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import lru_cache
from typing import Final

from django.core.paginator import Page, Paginator

from accounts.selectors import watch_entries
from recommendations import catalogue, search_index, state
from recommendations.affinity import focus, row_specs, usable_mix
from recommendations.blend import Scored, split_of
from recommendations.cards import card_of, plain_card
from recommendations.errors import UnknownFilm
from recommendations.models import FeedbackKind, Film, FilmFeedback
from recommendations.profiles import features
from recommendations.reasons import reason
from recommendations.types import (
    CatalogueFacts,
    FeedbackState,
    FilmCard,
    FilmDetail,
    FilmFeatures,
    Split,
    WatchedFilm,
)
from recommendations.viewers import Viewer, Visitor, viewer_of

PAGE_SIZE: Final = 24
HISTORY_LENGTH: Final = 60
LARGEST_ID: Final = 2**63 - 1
MAX_QUERY: Final = 200
NOT_LOADED: Final = "No films are loaded yet. “manage.py load_catalogue” brings the embedded catalogue in."


def film_detail(
    *, user: Visitor, film_id: int, scores: Mapping[str, float] | None = None, row_key: str = ""
) -> FilmDetail:
    """A film's page. With the `scores` of a reading its reason is the one of that evening (in the row it was found in).

    Without scores taste alone speaks. Raises UnknownFilm.
    """
    version = state.version()
    film = features([film_id], version=version).get(film_id) if 0 < film_id <= LARGEST_ID else None
    row = Film.objects.filter(pk=film_id, listed=True).first() if film else None
    if film is None or row is None:
        raise UnknownFilm
    viewer = viewer_of(user, version=version)
    weights = next((spec.weights for spec in row_specs(version=version) if spec.key == row_key), {})
    mix = focus(usable_mix(scores), weights) if scores else {}
    explained = bool(mix or viewer.taste.means)
    return _detail(row, film, split_of(film, viewer.asks(mix)), viewer, explained=explained)


def _detail(row: Film, film: FilmFeatures, split: Split, viewer: Viewer, *, explained: bool) -> FilmDetail:
    card = card_of(Scored(film, split), viewer)
    shared = {name: getattr(card, name) for name in FilmCard.__slots__ if name != "reason"}
    return FilmDetail(
        **shared,
        reason=reason(split) if explained else "",
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


def feedback_of(*, user: Visitor, film_id: int) -> FeedbackState:
    """What this person said about the film; nothing for a guest."""
    return viewer_of(user, version=state.version()).feedback(film_id)


def card(*, user: Visitor, film_id: int) -> FilmCard:
    """One film as a card, without a reason: no mood is asked. Raises UnknownFilm."""
    version = state.version()
    film = features([film_id], version=version).get(film_id)
    if film is None:
        raise UnknownFilm
    return plain_card(film, viewer_of(user, version=version))


def search(*, query: str, page: int | str = 1, user: Visitor = None) -> Page[FilmCard]:
    """Films whose title or people hold every word of `query`, best match and best known first.

    A page out of range is the nearest.
    """
    version = state.version()
    viewer = viewer_of(user, version=version)
    found = search_index.find(query[:MAX_QUERY], include_adult=viewer.include_adult)
    chosen = Paginator(found, PAGE_SIZE).get_page(page)
    films = features(chosen.object_list, version=version).values()
    # The page of ids becomes a page of cards; its paginator still counts the ids.
    cards = [plain_card(film, viewer) for film in films]
    return Page(cards, chosen.number, chosen.paginator)  # type: ignore[arg-type]


def seen_films(*, user: Visitor) -> tuple[WatchedFilm, ...]:
    """The latest films this person has seen, newest first, `HISTORY_LENGTH` at most."""
    version = state.version()
    entries = list(watch_entries(user)[:HISTORY_LENGTH])
    cards = _cards((entry.film_id for entry in entries), user, version)
    return tuple(
        WatchedFilm(entry.film_id, entry.title, entry.year, entry.rating, entry.watched_on, cards.get(entry.film_id))
        for entry in entries
    )


def liked_films(*, user: Visitor) -> tuple[FilmCard, ...]:
    return _by_opinion(user, FeedbackKind.LIKE)


def refused_films(*, user: Visitor) -> tuple[FilmCard, ...]:
    return _by_opinion(user, FeedbackKind.DISLIKE)


def _by_opinion(user: Visitor, kind: FeedbackKind) -> tuple[FilmCard, ...]:
    if user is None or not user.is_authenticated:
        return ()
    ids = FilmFeedback.objects.filter(user=user, kind=kind).values_list("film_id", flat=True)[:HISTORY_LENGTH]
    return tuple(_cards(ids, user, state.version()).values())


def _cards(ids: Iterable[int], user: Visitor, version: int) -> dict[int, FilmCard]:
    viewer = viewer_of(user, version=version)
    return {film_id: plain_card(film, viewer) for film_id, film in features(ids, version=version).items()}


def film_count() -> int:
    """How many films can be offered and found."""
    return Film.objects.filter(listed=True).count()


def catalogue_note() -> str:
    """What a page of films says about its catalogue; how to load one where none is."""
    return catalogue_facts().note if state.version() else NOT_LOADED


@lru_cache(maxsize=1)
def catalogue_facts() -> CatalogueFacts:
    """What the embedded catalogue is, as its provenance says."""
    facts = catalogue.provenance()
    note = (
        f"The embedded catalogue holds {facts['films']:,} films and ends in {facts['last_year']}. "
        "A connection to TMDB, which knows the newer ones, comes with a later version of MoodFlix."
    )
    return CatalogueFacts(
        films=facts["films"],
        first_year=facts["first_year"],
        last_year=facts["last_year"],
        source=facts["source"],
        licence=facts["licence"],
        built_on=facts["built_on"],
        note=note,
    )
