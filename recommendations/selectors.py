"""Reading films: search, one film as a card, what somebody said about it, and what the catalogue is."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from functools import lru_cache
from typing import Final

from django.core.paginator import Page, Paginator
from django.db.models import QuerySet

from accounts.models import User
from accounts.selectors import profile_of
from recommendations.access import Visitor, may_see, wants_adult
from recommendations.cards import plain_card
from recommendations.catalogue import search_index, state, table
from recommendations.errors import UnknownFilm
from recommendations.feedback.selectors import saved_ids
from recommendations.models import Film
from recommendations.retrieval.features import features
from recommendations.retrieval.listing import kept, listing
from recommendations.steering import topics
from recommendations.steering.types import Wishes
from recommendations.steering.wishes import NOTHING
from recommendations.tmdb import client, feed
from recommendations.types import CatalogueFacts, FilmCard
from recommendations.viewers import opinions_on

PAGE_SIZE: Final = 24
MAX_QUERY: Final = 200
NOT_LOADED: Final = "No films are loaded yet. “manage.py load_catalogue” brings the embedded catalogue in."
WITH_TMDB: Final = "Newer ones, posters and where to watch come from TMDB."
WITHOUT_TMDB: Final = "Newer ones would come from TMDB, for which this site has no key."


def card(*, film_id: int, feedback: str | None) -> FilmCard:
    """One film as a card, without a reason: no mood is asked. Raises UnknownFilm."""
    film = features([film_id], version=state.version()).get(film_id)
    if film is None:
        raise UnknownFilm
    return plain_card(film, feedback)


def search(
    *, query: str, page: int | str = 1, user: Visitor = None, wishes: Wishes = NOTHING, sort: str = "best"
) -> Page[FilmCard]:
    """Films whose title or people hold every word of `query` and that keep to the filters, best match first.

    Without words it lists all films that keep to the filters; without either, none. A page out of range is the nearest.
    """
    chosen = Paginator(matches(query=query, user=user, wishes=wishes, sort=sort), PAGE_SIZE).get_page(page)
    # The page of ids becomes a page of cards; its paginator still counts the ids.
    return Page(cards(film_ids=chosen.object_list, user=user), chosen.number, chosen.paginator)  # type: ignore[arg-type]


def matches(
    *, query: str, user: Visitor = None, wishes: Wishes = NOTHING, sort: str = "best"
) -> Sequence[int] | QuerySet[Film, int]:
    """The ids of the films that `search` finds, all of them; last those that only TMDB knows by that name."""
    if query.strip():
        return kept(_named(query[:MAX_QUERY], user), wishes, sort=sort)
    return listing(wishes, sort=sort, include_adult=wants_adult(user)) if wishes != NOTHING or sort != "best" else []


def _named(query: str, user: Visitor) -> list[int]:
    adult = wants_adult(user)
    named = feed.find(query, include_adult=adult).film_ids
    found = search_index.find(query, include_adult=adult)
    by_other_names = set(named).difference(found)
    films = features([film_id for film_id in named if film_id in by_other_names], version=state.version())
    return [*found, *(film.id for film in films.values() if may_see(film, include_adult=adult))]


def to_mark(*, films: Iterable[FilmCard], user: Visitor = None) -> dict[int, tuple[str, ...]]:
    """Films that hold, or may hold, a topic that this person avoids, with what the topics are called.

    Only found by name: they are offered nowhere.
    """
    avoid = profile_of(user).avoid_topics if isinstance(user, User) else []
    if not avoid:
        return {}
    known = features([film.id for film in films], version=state.version())
    found = {film_id: topics.crossed(film, avoid) for film_id, film in known.items()}
    return {film_id: tuple(map(topics.label, keys)) for film_id, keys in found.items() if keys}


def search_note(*, query: str, user: Visitor = None) -> str:
    """What the page of a search should say about TMDB, "" while all is well. Ask it after `matches`: it asks nobody."""
    return feed.note_of(query[:MAX_QUERY], include_adult=wants_adult(user))


def cards(*, film_ids: Sequence[int], user: Visitor = None) -> list[FilmCard]:
    """The films that exist as cards, in the order of `film_ids`."""
    opinions, saved = opinions_on(user, film_ids), saved_ids(user)
    films = features(film_ids, version=state.version()).values()
    return [replace(plain_card(film, opinions.get(film.id)), saved=film.id in saved) for film in films]


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
