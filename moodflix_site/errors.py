"""Errors outside DRF: pages for people, the one JSON shape for programs, always with the right status.

Django's own handlers end here, and so does a MoodFlixError that a page view raises (see middleware.py).
"""

from __future__ import annotations

import logging

from django.core.exceptions import RequestDataTooBig, TooManyFieldsSent, TooManyFilesSent
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.utils.html import escape

from moodflix_site.common.api import error_headers, is_api, json_error
from moodflix_site.common.errors import BadInput, MoodFlixError, NotFound, TooLarge

logger = logging.getLogger(__name__)

TITLES = {
    400: "We couldn’t use that",
    401: "Please sign in",
    403: "That door is closed",
    404: "Nothing here by that name",
    405: "That door is closed",
    409: "This changed meanwhile",
    413: "That is too much at once",
    429: "One moment",
    503: "Part of the house is dark",
}
_UNCHANGED = "Nothing was changed."
_UNSURE = "We can’t be sure that your last step was kept. Look before you repeat it."


class Forbidden(MoodFlixError):
    code = "permission_denied"
    status = 403
    message = "This is not open to you."


class CsrfFailed(Forbidden):
    code = "csrf_failed"
    message = "This form was too old, or came from somewhere else. Go back, reload the page and send it again."


class ServerError(MoodFlixError):
    code = "server_error"


def answer(request: HttpRequest, error: MoodFlixError) -> HttpResponse:
    """The error as this caller can read it."""
    return json_error(error) if is_api(request) else _page(request, error)


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    too_large = isinstance(exception, RequestDataTooBig | TooManyFieldsSent | TooManyFilesSent)
    return answer(request, TooLarge() if too_large else BadInput())


def permission_denied(request: HttpRequest, exception: Exception) -> HttpResponse:  # noqa: ARG001
    return answer(request, Forbidden())


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:  # noqa: ARG001
    return answer(request, NotFound())


def server_error(request: HttpRequest) -> HttpResponse:
    return answer(request, ServerError())


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:  # noqa: ARG001
    return answer(request, CsrfFailed())


def _page(request: HttpRequest, error: MoodFlixError) -> HttpResponse:
    context = {
        "status": error.status,
        "title": TITLES.get(error.status, "Something broke on our side"),
        "message": error.message,
        "kept": _UNSURE if isinstance(error, ServerError) and request.method == "POST" else _UNCHANGED,
    }
    try:
        html = str(render_to_string("site/error.html", context, request))
    except Exception:  # noqa: BLE001 - what broke the page may break its error page too
        logger.warning("the error page itself could not be drawn")
        html = _plain(context)
    return HttpResponse(html, status=error.status, headers=error_headers(error))


def _plain(context: dict[str, object]) -> str:
    title, message, kept = (escape(str(context[key])) for key in ("title", "message", "kept"))
    head = f'<!doctype html><html lang="en"><meta charset="utf-8"><title>{title} · MoodFlix</title>'
    return f'{head}<h1>{title}</h1><p>{message}</p><p>{kept}</p><p><a href="/">Back to MoodFlix</a></p></html>'
