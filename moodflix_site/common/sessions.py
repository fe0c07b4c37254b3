"""What a guest leaves in a session stays an hour; a signed-in person's session lives as long as they chose."""

from __future__ import annotations

from datetime import timedelta
from importlib import import_module
from typing import Any, Final

from django.conf import settings
from django.contrib.auth.signals import user_logged_in
from django.http import HttpRequest

GUEST_LIFE: Final = timedelta(hours=1)


def connect() -> None:
    user_logged_in.connect(_live_on, dispatch_uid="common.sessions")


def hold(request: HttpRequest, key: str, value: Any) -> None:
    """Keep `value` for somebody who is about to sign in. The session it stands in ends within `GUEST_LIFE`."""
    request.session[key] = value
    request.session.set_expiry(GUEST_LIFE)


def clear_expired() -> None:
    import_module(settings.SESSION_ENGINE).SessionStore.clear_expired()


def _live_on(request: HttpRequest | None, **_: Any) -> None:
    """Signing in takes the guest's session over. The sign-in form says afterwards how long it lasts."""
    session = getattr(request, "session", None)  # a command signs in without one
    if session is not None:
        session.set_expiry(None)
