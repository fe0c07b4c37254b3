"""Reading what somebody did with films. What the ranking asks for is one query each."""

from __future__ import annotations

from datetime import timedelta
from typing import Final

from django.db.models import BigIntegerField, CharField, QuerySet, Value
from django.db.models.functions import Concat
from django.utils import timezone

from accounts.models import User
from recommendations.access import Visitor
from recommendations.feedback.models import EventKind, FilmEvent, IgnoredFilm, KindRefusal, Saved, Snooze
from recommendations.feedback.types import HeldBack

TONIGHT: Final = timedelta(hours=12)  # how long a card that was put away stays away


def held_back(user: Visitor) -> HeldBack:
    """What may not be offered to this person now: put off, put away for tonight, or of a refused kind."""
    if not isinstance(user, User):
        return HeldBack()
    rows = list(_put_off(user).union(_put_away(user), _refused_kinds(user), all=True))
    return HeldBack(frozenset(film_id for film_id, key in rows if not key), frozenset(key for _, key in rows if key))


def ignored(user: Visitor) -> frozenset[int]:
    """Films whose owner said "don't use this one"."""
    return _ids(IgnoredFilm.objects.filter(user=user)) if isinstance(user, User) else frozenset()


def saved_ids(user: Visitor) -> frozenset[int]:
    """Films on this person's watchlist."""
    return _ids(Saved.objects.filter(user=user)) if isinstance(user, User) else frozenset()


def _ids(rows: QuerySet[IgnoredFilm] | QuerySet[Saved]) -> frozenset[int]:
    return frozenset(rows.order_by().values_list("film_id", flat=True))


def _put_off(user: User) -> QuerySet[Snooze, tuple[int, str]]:
    rows = Snooze.objects.filter(user=user, until__gt=timezone.now()).order_by()
    return rows.values_list("film_id", Value("", output_field=CharField()))


def _put_away(user: User) -> QuerySet[FilmEvent, tuple[int, str]]:
    since = timezone.now() - TONIGHT
    rows = FilmEvent.objects.filter(user=user, kind=EventKind.DISMISSED, at__gt=since).order_by()
    return rows.values_list("film_id", Value("", output_field=CharField()))


def _refused_kinds(user: User) -> QuerySet[KindRefusal, tuple[int, str]]:
    key = Concat("kind", Value(":"), "value", output_field=CharField())
    rows = KindRefusal.objects.filter(user=user).order_by()
    return rows.values_list(Value(0, output_field=BigIntegerField()), key)
