"""What a person made of films, page by page."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Final

from django.core.paginator import Page, Paginator

from accounts.models import User
from accounts.selectors import watch_entries
from recommendations.access import may_see, wants_adult
from recommendations.cards import plain_card
from recommendations.catalogue import state
from recommendations.models import FeedbackKind, FilmFeedback
from recommendations.retrieval.features import features
from recommendations.types import FilmCard, FilmHistory, WatchedFilm
from recommendations.viewers import opinions_on

PAGE_SIZE: Final = 12
Number = int | str | None


def film_history(
    *, user: User, seen: Number = 1, liked: Number = 1, refused: Number = 1, size: int = PAGE_SIZE
) -> FilmHistory:
    """A page of each list, newest first; a number out of range gives the nearest page there is."""
    version = state.version()
    pages = (
        _seen(user, seen, size, version),
        _by_opinion(user, FeedbackKind.LIKE, liked, size, version),
        _by_opinion(user, FeedbackKind.DISLIKE, refused, size, version),
    )
    ids = [entry.film_id for entry in pages[0]] + [card.id for page in pages[1:] for card in page]
    return FilmHistory(*pages, shut=_shut(user, ids, version))


def _seen(user: User, number: Number, size: int, version: int) -> Page[WatchedFilm]:
    page: Page[Any] = Paginator(watch_entries(user), size).get_page(number)
    entries = list(page.object_list)
    ids = [entry.film_id for entry in entries]
    films, opinions = features(ids, version=version), opinions_on(user, ids)
    cards = {film_id: plain_card(film, opinions.get(film_id)) for film_id, film in films.items()}
    page.object_list = [
        WatchedFilm(entry.film_id, entry.title, entry.year, entry.rating, entry.watched_on, cards.get(entry.film_id))
        for entry in entries
    ]
    return page


def _by_opinion(user: User, kind: FeedbackKind, number: Number, size: int, version: int) -> Page[FilmCard]:
    ids = FilmFeedback.objects.filter(user=user, kind=kind).values_list("film_id", flat=True)
    page: Page[Any] = Paginator(ids, size).get_page(number)
    page.object_list = [plain_card(film, kind.value) for film in features(page.object_list, version=version).values()]
    return page


def _shut(user: User, ids: Iterable[int], version: int) -> frozenset[int]:
    include_adult = wants_adult(user)
    films = features(ids, version=version).values()
    return frozenset(film.id for film in films if not may_see(film, include_adult=include_adult))
