"""Small things that page views share."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django_htmx.middleware import HtmxDetails


class AuthenticatedRequest(HttpRequest):
    """A request behind a sign-in check: `user` is the signed-in user. For annotations only."""

    user: Any


def htmx(request: HttpRequest) -> bool:
    """Whether htmx asks for a fragment. A history restore wants the whole page."""
    asked = HtmxDetails(request)
    return bool(asked) and not asked.history_restore_request
