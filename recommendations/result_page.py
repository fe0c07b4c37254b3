"""The page a reading ends on: the mood card, what steers it, and the films. Words, voices and picked moods share it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from ml.moods import MOODS
from moodflix_site.common.pages import htmx
from recommendations import addresses, selectors
from recommendations.evenings import Evening, offer_films
from recommendations.steering import query
from recommendations.steering.chips import chips
from recommendations.steering.sentence import Parsed
from recommendations.steering.types import Steer


def result_page(
    request: HttpRequest, scores: Mapping[str, float], *, evening: str = "", to: str = "", **shown: Any
) -> HttpResponse:
    """`evening`: the query that leads from a film's page back here, "" for a guest's reading, which has no address.

    `to`: where steering leads, this page where it has an address.
    """
    steer, said = steered(request)
    hand = addresses.hand(request.GET)
    asked = Evening(scores, steer, addresses.includes_seen(request.GET), hand, name=evening)
    offered = offer_films(user=request.user, evening=asked)
    context = {
        "reading": None,
        "picked": None,
        "keep_token": None,
        "include_seen": asked.include_seen,
        "swapped": htmx(request),
        "rows": offered.rows,
        "note": offered.note,
        "hand": hand,
        "other_films": addresses.tail(steer, request.GET, hand=str(hand + 1)) if evening and offered.more else "",
        "catalogue_note": selectors.catalogue_note(),
        "moods": MOODS,
        "with_seen": addresses.tail(steer, request.GET, seen="1"),
        "without_seen": f"{request.path}?{query.write(steer)}".rstrip("?"),
        "film_query": addresses.led(evening, steer, request.GET),
        **panel(request, steer, said, to or request.path),
        **shown,
    }
    return render(request, "recommendations/result.html", context)


def steered(request: HttpRequest) -> tuple[Steer, Parsed | None]:
    """What is set, and what of a sentence was understood. Raises UnusableWish."""
    return query.read(request.GET), query.sentence(request.GET)


def panel(request: HttpRequest, steer: Steer, said: Parsed | None, to: str) -> dict[str, Any]:
    """What the steering panel shows."""
    return {
        "steer": steer,
        "said": said,
        "chips": chips(steer),
        "steer_url": to,
        "steer_kept": addresses.kept(request.GET),
        "steer_target": "#films" if to == request.path else "",
    }
