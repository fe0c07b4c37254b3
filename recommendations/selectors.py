"""Reading films: search, one film as a card, what somebody said about it, and what the catalogue is."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import lru_cache
from typing import Final

from django.core.paginator import Page, Paginator

from accounts.models import User
from accounts.selectors import watch_ratings
from recommendations.access import Visitor, may_see, wants_adult
from recommendations.cards import plain_card
from recommendations.catalogue import search_index, state, table
from recommendations.errors import UnknownFilm
from recommendations.models import FeedbackKind, Film
from recommendations.retrieval.features import features
from recommendations.tmdb import client, feed
from recommendations.types import CatalogueFacts, FeedbackState, FilmCard
from recommendations.viewers import opinions_on

PAGE_SIZE: Final = 24
MAX_QUERY: Final = 200
NOT_LOADED: Final = "No films are loaded yet. “manage.py load_catalogue” brings the embedded catalogue in."
WITH_TMDB: Final = "Newer ones, posters and where to watch come from TMDB."
WITHOUT_TMDB: Final = "Newer ones would come from TMDB, for which this site has no key."


def feedback_of(*, user: User, film_id: int) -> FeedbackState:
    """What this person said about the film."""
    kind = opinions_on(user, [film_id]).get(film_id)
    seen = watch_ratings(user, [film_id])
    return FeedbackState(kind == FeedbackKind.LIKE, kind == FeedbackKind.DISLIKE, film_id in seen, seen.get(film_id))


def card(*, film_id: int, feedback: str | None) -> FilmCard:
    """One film as a card, without a reason: no mood is asked. Raises UnknownFilm."""
    film = features([film_id], version=state.version()).get(film_id)
    if film is None:
        raise UnknownFilm
    return plain_card(film, feedback)


def search(*, query: str, page: int | str = 1, user: Visitor = None) -> Page[FilmCard]:
    """Films whose title or people hold every word of `query`, best match and best known first.

    A page out of range is the nearest.
    """
    chosen = Paginator(matches(query=query, user=user), PAGE_SIZE).get_page(page)
    # The page of ids becomes a page of cards; its paginator still counts the ids.
    return Page(cards(film_ids=chosen.object_list, user=user), chosen.number, chosen.paginator)  # type: ignore[arg-type]


def matches(*, query: str, user: Visitor = None) -> Sequence[int]:
    """The ids of the films that `search` finds, all of them; last those that only TMDB knows by that name."""
    query, adult = query[:MAX_QUERY], wants_adult(user)
    named = feed.find(query, include_adult=adult).film_ids
    found = search_index.find(query, include_adult=adult)
    by_other_names = set(named).difference(found)
    films = features([film_id for film_id in named if film_id in by_other_names], version=state.version())
    return [*found, *(film.id for film in films.values() if may_see(film, include_adult=adult))]


def search_note(*, query: str, user: Visitor = None) -> str:
    """What the page of a search should say about TMDB, "" while all is well. Ask it after `matches`: it asks nobody."""
    return feed.note_of(query[:MAX_QUERY], include_adult=wants_adult(user))


def cards(*, film_ids: Sequence[int], user: Visitor = None) -> list[FilmCard]:
    """The films that exist as cards, in the order of `film_ids`."""
    opinions = opinions_on(user, film_ids)
    films = features(film_ids, version=state.version()).values()
    return [plain_card(film, opinions.get(film.id)) for film in films]


def film_count() -> int:
    """How many films can be offered and found."""
    return Film.objects.filter(listed=True).count()


def catalogue_note() -> str:
    """What a page of films says about its catalogue; how to load one where none is."""
    return catalogue_facts().note if state.version() else NOT_LOADED


def catalogue_facts() -> CatalogueFacts:
    """What the embedded catalogue is, as its provenance says, and where newer films come from."""
    facts = _embedded()
    return replace(facts, note=f"{facts.note} {WITH_TMDB if client.configured() else WITHOUT_TMDB}")


@lru_cache(maxsize=1)
def _embedded() -> CatalogueFacts:
    facts = table.provenance()
    return CatalogueFacts(
        films=facts["films"],
        first_year=facts["first_year"],
        last_year=facts["last_year"],
        source=facts["source"],
        licence=facts["licence"],
        built_on=facts["built_on"],
        note=f"The embedded catalogue holds {facts['films']:,} films and ends in {facts['last_year']}.",
    )
