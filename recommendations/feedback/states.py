"""What somebody said of one film, and what they asked to be left out, as pages and programs show it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Any, Final

from django.core.paginator import Page, Paginator
from django.db.models import CharField, DateTimeField, Value
from django.db.models.functions import Cast, Concat
from django.utils import timezone

from accounts.models import User
from accounts.selectors import watch_ratings
from recommendations.access import Visitor
from recommendations.cards import plain_card
from recommendations.catalogue import state
from recommendations.catalogue.franchise import franchise
from recommendations.feedback import kinds
from recommendations.feedback.kinds import Kind, Kinded
from recommendations.feedback.models import IgnoredFilm, KindRefusal, Saved, Snooze
from recommendations.feedback.types import FilmState, KeptBack, PutOff
from recommendations.models import FeedbackKind, Film
from recommendations.retrieval.features import features
from recommendations.types import FeedbackState, FilmCard
from recommendations.viewers import opinions_on

PAGE_SIZE: Final = 12
RELATED: Final = 200  # titles that begin alike, at most looked at
SAVED, IGNORED, PUT_OFF, KIND = "saved", "ignored", "put off", "kind"
NEVER: Final = Cast(Value(None), DateTimeField())
Number = int | str | None


def state_of(
    *, user: Visitor, film_id: int, said: FeedbackState | None = None, film: Kinded | None = None, choices: bool = True
) -> FilmState:
    """What this person said about the film; nothing of a guest. `said` and `film` are read where they are not given.

    `choices` asks for the kinds that the film may be refused by, too.
    """
    if not isinstance(user, User):
        return FilmState()
    said = said or _said(user, film_id)
    if choices and film is None:
        film = features([film_id], version=state.version()).get(film_id)
    found = list(_found(user, film_id))
    refused = {key for what, key, _ in found if what == KIND}
    offered = kinds.offered(film, in_series=_in_series(film_id, film.title)) if film and choices else ()
    return FilmState(
        liked=said.liked,
        disliked=said.disliked,
        seen=said.seen,
        rating=said.rating,
        saved=any(what == SAVED for what, *_ in found),
        put_off_until=next((until for what, _, until in found if what == PUT_OFF), None),
        ignored=any(what == IGNORED for what, *_ in found),
        kinds=tuple((kind, kind.key in refused) for kind in offered),
    )


def _said(user: User, film_id: int) -> FeedbackState:
    kind, seen = opinions_on(user, [film_id]).get(film_id), watch_ratings(user, [film_id])
    return FeedbackState(
        kind == FeedbackKind.LIKE, kind == FeedbackKind.DISLIKE, film_id in seen, rating=seen.get(film_id)
    )


def _found(user: User, film_id: int) -> Iterator[tuple[str, str, datetime | None]]:
    """(what it is, the key of a kind, until when), of this film and all refused kinds, in one query."""
    put_off = Snooze.objects.filter(user=user, film_id=film_id, until__gt=timezone.now())
    key = Concat("kind", Value(":"), "value", output_field=CharField())
    rows = (
        Saved.objects.filter(user=user, film_id=film_id).order_by().values_list(_text(SAVED), _text(""), NEVER),
        IgnoredFilm.objects.filter(user=user, film_id=film_id).order_by().values_list(_text(IGNORED), _text(""), NEVER),
        KindRefusal.objects.filter(user=user).order_by().values_list(_text(KIND), key, NEVER),
    )
    yield from put_off.order_by().values_list(_text(PUT_OFF), _text(""), "until").union(*rows, all=True)


def _text(value: str) -> Value:
    return Value(value, output_field=CharField())


def kept_back(*, user: User, put_off: Number = 1, ignored: Number = 1, size: int = PAGE_SIZE) -> KeptBack:
    """A page of each list; a number out of range gives the nearest page there is."""
    version = state.version()
    return KeptBack(
        _put_off(user, put_off, size, version), refused_kinds(user=user), _ignored(user, ignored, size, version)
    )


def refused_kinds(*, user: User) -> tuple[Kind, ...]:
    """Newest first."""
    rows = KindRefusal.objects.filter(user=user).values_list("kind", "value", "title")
    return tuple(Kind(*row) for row in rows)


def _in_series(film_id: int, title: str) -> bool:
    """Whether another listed film shares the key. Folded titles begin with it: a range of the index holds them."""
    key = franchise(title)
    alike = Film.objects.filter(search_title__gte=key, search_title__lt=f"{key}zzzz", listed=True).exclude(pk=film_id)
    return any(franchise(other) == key for other in alike.order_by().values_list("title", flat=True)[:RELATED])


def _put_off(user: User, number: Number, size: int, version: int) -> Page[PutOff]:
    rows = Snooze.objects.filter(user=user, until__gt=timezone.now()).values_list("film_id", "until")
    page: Page[Any] = Paginator(rows, size).get_page(number)
    until = dict(page.object_list)
    films = features(until, version=version)
    page.object_list = [PutOff(plain_card(film, None), until[film.id]) for film in films.values()]
    return page


def _ignored(user: User, number: Number, size: int, version: int) -> Page[FilmCard]:
    ids = IgnoredFilm.objects.filter(user=user).values_list("film_id", flat=True)
    page: Page[Any] = Paginator(ids, size).get_page(number)
    page.object_list = [plain_card(film, None) for film in features(page.object_list, version=version).values()]
    return page
