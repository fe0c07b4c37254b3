"""The theme's cookie: how a page knows the theme before any query, and how guests keep one."""

from django.conf import settings
from django.http import HttpRequest
from django.http.response import HttpResponseBase

from accounts.models import Theme

COOKIE = "theme"
YEAR_SECONDS = 365 * 24 * 3600


def theme_of(request: HttpRequest) -> str:
    """ "dark", "light", or "system" for a missing or forged cookie."""
    chosen = request.COOKIES.get(COOKIE, "")
    return chosen if chosen in Theme.values else Theme.SYSTEM.value


def write_theme(response: HttpResponseBase, theme: str) -> None:
    """Keeps `theme` for a year; "system" deletes the cookie, so that the device decides again."""
    if theme == Theme.SYSTEM:
        response.delete_cookie(COOKIE, samesite="Lax")
        return
    response.set_cookie(
        COOKIE, theme, max_age=YEAR_SECONDS, samesite="Lax", httponly=True, secure=settings.SESSION_COOKIE_SECURE
    )
