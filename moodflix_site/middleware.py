"""Errors get their page, personal pages stay out of caches, no page reaches for the device, and no body is larger than
its kind may be.
"""

from __future__ import annotations

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils.cache import patch_cache_control

from moodflix_site import body_limit
from moodflix_site.common.api import is_api
from moodflix_site.common.errors import MoodFlixError, TooLarge, Unavailable, cache_errors
from moodflix_site.common.permissions import HEADER, NOTHING
from moodflix_site.errors import answer

GetResponse = Callable[[HttpRequest], HttpResponse]


class ErrorPages:
    """A MoodFlixError that a view raised becomes its page (DRF's views answer for themselves).

    So does a cache that is away: what needs it, as counting guesses at a password does, has to wait.
    """

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        if isinstance(exception, MoodFlixError):
            return answer(request, exception)
        return answer(request, Unavailable()) if isinstance(exception, cache_errors()) else None


class PrivatePages:
    """Pages for somebody with a session are not stored, not even by the browser. The API speaks for itself.

    A guest's answer to a form may stay in their own browser: their films stand at no address of their own, and a
    browser that kept nothing could not go back to them. The cookie alone decides: asking for the user costs a query.
    """

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if is_api(request):
            return response
        if settings.SESSION_COOKIE_NAME in request.COOKIES:
            patch_cache_control(response, private=True, no_store=True)
        elif request.method == "POST":
            patch_cache_control(response, private=True)
        return response


class DevicePermissions:
    """No answer lends camera, microphone or place, but for a view that says so (see common/permissions.py)."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        response.headers.setdefault(HEADER, NOTHING)
        return response


class BodyLimit:
    """Refuses a body that is announced, or was found, to be too large. Stands before everything that reads one."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        announced = request.META.get("CONTENT_LENGTH") or "0"
        too_large = announced.isdecimal() and int(announced) > body_limit.limit_for(request.content_type or "")
        if too_large or body_limit.was_cut(request):
            return answer(request, TooLarge())
        return self.get_response(request)
