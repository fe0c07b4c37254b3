"""Small things that page views share."""

from __future__ import annotations

from typing import Any, Final

from django.http import HttpRequest
from django_htmx.middleware import HtmxDetails

ID_DIGITS: Final = 18  # of any number a database here can hold


class AuthenticatedRequest(HttpRequest):
    """A request behind a sign-in check: `user` is the signed-in user. For annotations only."""

    user: Any


def htmx(request: HttpRequest) -> bool:
    """Whether htmx asks for a fragment. A history restore wants the whole page."""
    asked = HtmxDetails(request)
    return bool(asked) and not asked.history_restore_request


def row_id(written: str) -> int | None:
    """The number of a row as an address or a form writes it; None for anything else, or one no row can have."""
    return int(written) if written.isascii() and written.isdigit() and len(written) <= ID_DIGITS else None
