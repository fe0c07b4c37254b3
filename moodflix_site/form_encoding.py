"""Refuses a form that is not in UTF-8: Django would guess, or put a sign in place of what it cannot read."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from urllib.parse import unquote_to_bytes

from django.http import HttpRequest, HttpResponse

from moodflix_site.common.api import is_api
from moodflix_site.common.text import NotUtf8
from moodflix_site.errors import answer

GetResponse = Callable[[HttpRequest], HttpResponse]
LOST = "\ufffd"


class FormEncoding:
    """Stands after the CSRF check, so that nothing is read here that would not be read anyhow."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, *_: Any) -> HttpResponse | None:
        is_form = request.method == "POST" and not is_api(request)
        return answer(request, NotUtf8()) if is_form and _is_lossy(request) else None


def _is_lossy(request: HttpRequest) -> bool:
    """Of a form in parts the bytes are gone by now; what stands for the lost ones tells."""
    if request.content_type == "multipart/form-data":
        return any(LOST in value for _, values in request.POST.lists() for value in values)
    try:
        unquote_to_bytes(request.body).decode()
    except UnicodeDecodeError:
        return True
    return False
