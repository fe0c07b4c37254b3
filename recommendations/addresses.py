"""Which evening an address speaks of: its mood, how it was steered, and the way back to it.

A card's address carries the evening that it stood in (`?reading=12&dial=lift&row=comedy`), so that the film's own page
gives the same reason and leads back to the same films.
"""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from typing import Final
from urllib.parse import urlencode

from django.http import HttpRequest, QueryDict
from django.urls import reverse

from accounts.models import User
from emotions.errors import ReadingNotFound
from emotions.selectors import reading_view
from ml.moods import MOODS
from moodflix_site.common.pages import row_id
from recommendations.aims import NO_MOOD
from recommendations.errors import UnusableWish
from recommendations.steering import query
from recommendations.steering.types import Steer

SEEN: Final = "seen"  # asks, with "1", for films that one has seen, too
HAND: Final = "hand"  # how often other films were asked for


@dataclass(frozen=True, slots=True)
class Led:
    """The evening that led to a page. `scores` are empty for no mood; `back` is its address, "" where it has none."""

    scores: Mapping[str, float]
    steer: Steer
    row: str = ""
    back: str = ""


def led_by(request: HttpRequest) -> Led:
    """What a film's address says of the evening before it.

    A reading that is gone or somebody else's is passed over, and so is a wish that cannot be read: the film is there
    all the same.
    """
    asked = request.GET
    steer = _steer(asked)
    row, set_there = asked.get("row", "")[:40], tail(steer, asked)
    picked, number = asked.get("mood", ""), row_id(asked.get("reading", ""))
    if picked in MOODS:
        return Led({picked: 1.0}, steer, row, reverse("mood-pick", args=[picked]) + set_there)
    if isinstance(request.user, User) and number is not None:
        with suppress(ReadingNotFound):
            felt = reading_view(user=request.user, analysis_id=number).felt
            return Led(felt, steer, row, reverse("mood", args=[number]) + set_there)
    return Led(NO_MOOD, steer, row)


def includes_seen(asked: QueryDict) -> bool:
    return asked.get(SEEN) == "1"


def hand(asked: QueryDict) -> int:
    """How often other films were asked for, from 1; anything odd is the first."""
    number = asked.get(HAND, "")
    return int(number) if number.isascii() and number.isdigit() and len(number) == 1 and number != "0" else 1


def kept(asked: QueryDict) -> list[tuple[str, str]]:
    """What the address keeps beside the steer."""
    return [(SEEN, "1")] if includes_seen(asked) else []


def led(evening: str, steer: Steer, asked: QueryDict) -> str:
    """The query of a card's address: `evening` ("mood=joy"), the steer and what is kept; "" without an evening."""
    return "&".join(part for part in (evening, query.write(steer), urlencode(kept(asked))) if part) if evening else ""


def tail(steer: Steer, asked: QueryDict, **more: str) -> str:
    """ "?…" for an address of the same evening, with `more`; "" where nothing is set."""
    pairs = [*query.parameters(steer), *kept(asked), *more.items()]
    return f"?{urlencode(pairs)}" if pairs else ""


def _steer(asked: QueryDict) -> Steer:
    try:
        return query.read(asked)
    except UnusableWish:
        return Steer()
