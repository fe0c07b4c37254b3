"""Whose seat a browser holds: a signed-in person's by account, a guest's by a key in their session."""

from __future__ import annotations

from typing import Final

from django.http import HttpRequest

from recommendations.together.models import LIFE, Member
from recommendations.together.services import member_at

SESSION_KEY: Final = "together"
HELD: Final = 4  # evenings that one guest's session remembers


def seat_of(request: HttpRequest, token: str) -> Member:
    """Raises UnknownEvening or NotAtThisEvening."""
    held = request.session.get(SESSION_KEY, {})
    return member_at(token=token, user=request.user, key=held.get(token, ""))


def hold_seat(request: HttpRequest, member: Member) -> None:
    """A guest's session keeps their seat, and ends when the evening does."""
    if member.user_id is None:
        held = {**request.session.get(SESSION_KEY, {}), member.evening.token: member.key}
        request.session[SESSION_KEY] = dict(list(held.items())[-HELD:])
        request.session.set_expiry(LIFE)


def give_up_seat(request: HttpRequest, token: str) -> None:
    held = request.session.get(SESSION_KEY, {})
    if token in held:
        request.session[SESSION_KEY] = {other: key for other, key in held.items() if other != token}
