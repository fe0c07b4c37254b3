"""The watchlist: films kept for later, in three orders."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from enum import StrEnum
from typing import Any, Final

from django.core.paginator import Page, Paginator
from django.db.models import Exists, OuterRef
from django.utils import timezone

from accounts.models import User, WatchEntry
from emotions.presentation import felt
from emotions.selectors import own_readings
from ml.moods import MOODS
from recommendations.access import may_see, wants_adult
from recommendations.cards import plain_card
from recommendations.catalogue import state
from recommendations.feedback.models import Saved
from recommendations.models import FeedbackKind, FilmFeedback
from recommendations.retrieval.features import features
from recommendations.types import FilmCard, FilmFeatures
from recommendations.viewers import opinions_on

PAGE_SIZE: Final = 24
TONIGHT: Final = timedelta(hours=24)
UNKNOWN: Final = 10**6  # minutes: films of unknown length come last


class Order(StrEnum):
    NEWEST = "newest"
    SHORTEST = "shortest"
    MOOD = "mood"

    @property
    def words(self) -> str:
        return {"newest": "Newest first", "shortest": "Shortest first", "mood": "By mood"}[self.value]


@dataclass(frozen=True, slots=True)
class Watchlist:
    """A page of the list. `mood` is what "by mood" went by: a mood, "tonight" (the last reading), or "" for nothing."""

    page: Page[FilmCard]
    order: Order
    mood: str


def watchlist(*, user: User, order: str = "", mood: str = "", number: int | str | None = 1) -> Watchlist:
    """A page of the list; a number out of range gives the nearest page there is. See `ordered`."""
    films, chosen, went_by = ordered(user=user, order=order, mood=mood)
    page: Page[Any] = Paginator(films, PAGE_SIZE).get_page(number)
    page.object_list = cards(user=user, films=list(page.object_list))
    return Watchlist(page, chosen, went_by)


def ordered(*, user: User, order: str = "", mood: str = "") -> tuple[list[FilmFeatures], Order, str]:
    """Films saved and neither seen since nor refused; the order they are in, and what "by mood" went by.

    An order we do not know is newest first. By mood: the films closest to `mood`, or where none is given to the last
    reading of these 24 hours, come first.
    """
    include_adult = wants_adult(user)
    kept = features(_ids(user), version=state.version()).values()
    films = [film for film in kept if may_see(film, include_adult=include_adult)]
    chosen = Order(order) if order in set(Order) else Order.NEWEST
    mix, went_by = _mix(user, mood) if chosen is Order.MOOD else ({}, "")
    return _sorted(films, chosen, mix), chosen, went_by


def cards(*, user: User, films: Sequence[FilmFeatures]) -> list[FilmCard]:
    opinions = opinions_on(user, [film.id for film in films])
    return [replace(plain_card(film, opinions.get(film.id)), saved=True) for film in films]


def _ids(user: User) -> list[int]:
    """Newest first. A film comes off when it is seen or refused, and back when that is undone."""
    seen = WatchEntry.objects.filter(user=user, film_id=OuterRef("film_id"), created_at__gte=OuterRef("created_at"))
    refused = FilmFeedback.objects.filter(user=user, film_id=OuterRef("film_id"), kind=FeedbackKind.DISLIKE)
    rows = Saved.objects.filter(user=user).exclude(Exists(seen)).exclude(Exists(refused))
    return list(rows.values_list("film_id", flat=True))


def _mix(user: User, mood: str) -> tuple[Mapping[str, float], str]:
    if mood in MOODS:
        return {mood: 1.0}, mood
    since = timezone.now() - TONIGHT
    last = own_readings(user=user).filter(created_at__gte=since).values_list("scores", "corrected_mood").first()
    return (felt(*last), "tonight") if last else ({}, "")


def _sorted(films: Sequence[FilmFeatures], order: Order, mix: Mapping[str, float]) -> list[FilmFeatures]:
    """Stable: films that are equal stay newest first. Without a mix "by mood" puts films of one mood together."""
    if order is Order.SHORTEST:
        return sorted(films, key=lambda film: film.runtime or UNKNOWN)
    if order is Order.MOOD and not mix:
        return sorted(films, key=lambda film: MOODS.index(film.mood))
    if order is Order.MOOD:
        return sorted(films, key=lambda film: -sum(share * film.moods[mood] for mood, share in mix.items()))
    return list(films)
