"""Errors get their page, and no body is larger than its kind may be."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

from moodflix_site import body_limit
from moodflix_site.common.errors import MoodFlixError, TooLarge
from moodflix_site.errors import answer

GetResponse = Callable[[HttpRequest], HttpResponse]


class ErrorPages:
    """A MoodFlixError that a view raised becomes its page (DRF's views answer for themselves)."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        return answer(request, exception) if isinstance(exception, MoodFlixError) else None


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
