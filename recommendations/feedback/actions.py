"""The words of one button press: what it does, what is said afterwards, and how it is taken back."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

from accounts.models import User
from recommendations import services
from recommendations.access import visible_film
from recommendations.errors import UnknownFeedback


@dataclass(frozen=True, slots=True)
class Said:
    """`toast` is shown; `undo` is the action that takes this one back, or "" where there is none."""

    toast: str
    undo: str


ACTIONS: Final[Mapping[str, Said]] = MappingProxyType(
    {
        "like": Said("Liked. We’ll look for more like it.", "undo-like"),
        "dislike": Said("Not for you, then. It won’t come back.", "undo-dislike"),
        "seen": Said("Seen. We won’t offer it again.", "undo-seen"),
        "undo-like": Said("Like taken back.", ""),
        "undo-dislike": Said("Back among your films.", ""),
        "undo-seen": Said("Not seen, then.", ""),
    }
)


def give(*, user: User, film_id: int, action: str, rating: int | None = None) -> Said:
    """Do one of `ACTIONS`. `rating` (half stars, 1 to 10) goes with "seen".

    UnknownFeedback, UnknownFilm or BadInput.
    """
    if action not in ACTIONS:
        raise UnknownFeedback
    if action.startswith("undo-"):
        if not services.undo(user=user, film_id=film_id, kind=action.removeprefix("undo-")):
            visible_film(user=user, film_id=film_id)  # twice is once; a film that is not there is an error
    elif action == "seen":
        services.mark_seen(user=user, film_id=film_id, rating=rating)
    elif action == "like":
        services.like(user=user, film_id=film_id)
    else:
        services.dislike(user=user, film_id=film_id)
    return ACTIONS[action]
