"""The words of one button press: what it does, what is said afterwards, and how it is taken back."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

from accounts.models import User
from recommendations.access import visible_film
from recommendations.errors import UnknownFeedback
from recommendations.feedback import opinions, services
from recommendations.feedback.evening import NOWHERE, Evening
from recommendations.feedback.kinds import kind_of


@dataclass(frozen=True, slots=True)
class Said:
    """`toast` is shown; `undo` is the action that takes this one back, or "" where there is none."""

    toast: str
    undo: str


@dataclass(frozen=True, slots=True)
class Press:
    """One press on one film: `rating` in half stars (1 to 10) goes with "seen", `kind` ("genre:Horror") with "kind"."""

    user: User
    film_id: int
    rating: int | None = None
    kind: str = ""
    evening: Evening = NOWHERE


ACTIONS: Final[Mapping[str, Said]] = MappingProxyType(
    {
        "like": Said("Liked. We’ll look for more like it.", "undo-like"),
        "save": Said("On your watchlist.", "undo-save"),
        "dislike": Said("Not for you, then. It won’t come back.", "undo-dislike"),
        "later": Said("Not now. It comes back in 30 days.", "undo-later"),
        "kind": Said("No more of these.", "undo-kind"),
        "dismiss": Said("Put away for tonight.", "undo-dismiss"),
        "seen": Said("Seen. We won’t offer it again.", "undo-seen"),
        "undo-like": Said("Like taken back.", ""),
        "undo-save": Said("Off your watchlist.", "save"),
        "undo-dislike": Said("Back among your films.", ""),
        "undo-later": Said("Back among your films.", ""),
        "undo-kind": Said("These are offered again.", ""),
        "undo-dismiss": Said("Back among your films.", ""),
        "undo-seen": Said("Not seen, then.", ""),
    }
)
GONE: Final = frozenset({"dislike", "later", "kind", "dismiss"})  # the card leaves the row

OFF_THE_LIST: Final = frozenset({"undo-save", "seen"})  # and these the watchlist

_DO: Final[Mapping[str, Callable[[Press], object]]] = MappingProxyType(
    {
        "like": lambda press: opinions.like(user=press.user, film_id=press.film_id),
        "dislike": lambda press: opinions.dislike(user=press.user, film_id=press.film_id),
        "save": lambda press: services.save(user=press.user, film_id=press.film_id, evening=press.evening),
        "later": lambda press: services.put_off(user=press.user, film_id=press.film_id),
        "kind": lambda press: services.refuse_kind(user=press.user, film_id=press.film_id, key=press.kind),
        "dismiss": lambda press: services.put_away(user=press.user, film_id=press.film_id, evening=press.evening),
        "seen": lambda press: services.mark_seen(
            user=press.user, film_id=press.film_id, rating=press.rating, evening=press.evening
        ),
    }
)
_UNDO: Final[Mapping[str, Callable[[Press], bool]]] = MappingProxyType(
    {
        "undo-like": lambda press: opinions.undo(user=press.user, film_id=press.film_id, kind="like"),
        "undo-dislike": lambda press: opinions.undo(user=press.user, film_id=press.film_id, kind="dislike"),
        "undo-save": lambda press: services.unsave(user=press.user, film_id=press.film_id),
        "undo-later": lambda press: services.take_up(user=press.user, film_id=press.film_id),
        "undo-kind": lambda press: services.allow_kind(user=press.user, key=press.kind),
        "undo-dismiss": lambda press: services.bring_back(user=press.user, film_id=press.film_id),
        "undo-seen": lambda press: services.unmark_seen(user=press.user, film_id=press.film_id),
    }
)


def give(
    *,
    user: User,
    film_id: int,
    action: str,
    rating: int | None = None,
    kind: str = "",
    evening: Evening = NOWHERE,
) -> Said:
    """Do one of `ACTIONS`. `evening` is where the press came from.

    UnknownFeedback, UnknownKind, UnknownFilm, ListFull or BadInput.
    """
    press = Press(user, film_id, rating, kind, evening)
    if action in _DO:
        _DO[action](press)
    elif action not in _UNDO:
        raise UnknownFeedback
    elif not _UNDO[action](press):
        visible_film(user=user, film_id=film_id)  # twice is once; a film that is not there is an error
    return _said(action, kind)


def _said(action: str, key: str) -> Said:
    """A refused kind is said by name."""
    said, kind = ACTIONS[action], kind_of(key)
    if kind is None:
        return said
    if action == "kind":
        return Said(f"No more {kind.words}.", said.undo)
    return Said(f"Back: {kind.words}.", said.undo) if action == "undo-kind" else said
