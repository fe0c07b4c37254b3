"""Writing down what somebody does with films. Everything here may be called twice."""

from __future__ import annotations

from datetime import timedelta
from typing import Any, Final

from django.db import transaction
from django.db.models import Manager
from django.utils import timezone

from accounts.models import User
from accounts.selectors import watch_ratings
from recommendations.access import visible_film
from recommendations.catalogue import state
from recommendations.errors import ListFull, UnknownKind
from recommendations.feedback import events, opinions
from recommendations.feedback.evening import NOWHERE, Evening
from recommendations.feedback.kinds import Kind, keys_of, kind_of
from recommendations.feedback.models import EventKind, IgnoredFilm, KindRefusal, Saved, Snooze
from recommendations.models import FeedbackKind, Film, FilmFeedback
from recommendations.retrieval.features import features

PUT_OFF: Final = timedelta(days=30)
MOST_FILMS: Final = 500  # of one list
MOST_KINDS: Final = 100


def save(*, user: User, film_id: int, evening: Evening = NOWHERE) -> None:
    """On the watchlist. A refusal of the film is forgotten. Raises UnknownFilm or ListFull."""
    film = visible_film(user=user, film_id=film_id)
    with transaction.atomic():
        _, made = Saved.objects.get_or_create(user=user, film=film)
        _bound(Saved.objects, user, MOST_FILMS)
        FilmFeedback.objects.filter(user=user, film=film, kind=FeedbackKind.DISLIKE).delete()
        Snooze.objects.filter(user=user, film=film).delete()
    if made:
        events.note(user=user, film_id=film.pk, kind=EventKind.SAVED, evening=evening)


def unsave(*, user: User, film_id: int) -> bool:
    """Off the watchlist; whether it was on it."""
    events.forget(user=user, film_id=film_id, kind=EventKind.SAVED)
    return Saved.objects.filter(user=user, film_id=film_id).delete()[0] > 0


def put_off(*, user: User, film_id: int) -> None:
    """Not for now: it comes back after `PUT_OFF`. Raises UnknownFilm or ListFull."""
    film = visible_film(user=user, film_id=film_id)
    with transaction.atomic():
        Snooze.objects.update_or_create(user=user, film=film, defaults={"until": timezone.now() + PUT_OFF})
        _bound(Snooze.objects, user, MOST_FILMS)


def take_up(*, user: User, film_id: int) -> bool:
    """Offered again at once; whether it was put off."""
    return Snooze.objects.filter(user=user, film_id=film_id).delete()[0] > 0


def put_away(*, user: User, film_id: int, evening: Evening = NOWHERE) -> None:
    """Out of sight for tonight. Raises UnknownFilm."""
    film = visible_film(user=user, film_id=film_id)
    events.note(user=user, film_id=film.pk, kind=EventKind.DISMISSED, evening=evening)


def bring_back(*, user: User, film_id: int) -> bool:
    """Whether it was put away."""
    return events.forget(user=user, film_id=film_id, kind=EventKind.DISMISSED)


def mark_seen(*, user: User, film_id: int, rating: int | None = None, evening: Evening = NOWHERE) -> None:
    """Seen, perhaps with a rating in half stars. Raises UnknownFilm or BadInput.

    A film that was seen before and is on the watchlist had been saved to be seen again: it comes off.
    """
    before = film_id in watch_ratings(user, [film_id])
    opinions.mark_seen(user=user, film_id=film_id, rating=rating)
    if before and rating is None:
        Saved.objects.filter(user=user, film_id=film_id).delete()
    events.note(user=user, film_id=film_id, kind=EventKind.SEEN, evening=evening)


def unmark_seen(*, user: User, film_id: int) -> bool:
    events.forget(user=user, film_id=film_id, kind=EventKind.SEEN)
    return opinions.undo(user=user, film_id=film_id, kind="seen")


def refuse_kind(*, user: User, film_id: int, key: str) -> Kind:
    """No more of this kind ("genre:Horror"), which the film must be of. Raises UnknownFilm, UnknownKind or ListFull."""
    film = visible_film(user=user, film_id=film_id)
    kind = kind_of(key)
    if kind is None or key not in set(keys_of(features([film.pk], version=state.version())[film.pk])):
        raise UnknownKind
    with transaction.atomic():
        KindRefusal.objects.get_or_create(user=user, kind=kind.name, value=kind.value, defaults={"title": kind.title})
        _bound(KindRefusal.objects, user, MOST_KINDS)
    return kind


def allow_kind(*, user: User, key: str) -> bool:
    """Whether it was refused. Raises UnknownKind."""
    kind = kind_of(key)
    if kind is None:
        raise UnknownKind
    return KindRefusal.objects.filter(user=user, kind=kind.name, value=kind.value).delete()[0] > 0


def ignore(*, user: User, film_id: int) -> Film:
    """ "Don't use this one" for what is offered. Raises UnknownFilm or ListFull."""
    film = visible_film(user=user, film_id=film_id)
    with transaction.atomic():
        IgnoredFilm.objects.get_or_create(user=user, film=film)
        _bound(IgnoredFilm.objects, user, MOST_FILMS)
    return film


def use_again(*, user: User, film_id: int) -> bool:
    """Whether it was ignored."""
    return IgnoredFilm.objects.filter(user=user, film_id=film_id).delete()[0] > 0


def _bound(rows: Manager[Any], user: User, most: int) -> None:
    """Within a transaction, after the row was written."""
    if rows.filter(user=user).count() > most:
        raise ListFull
