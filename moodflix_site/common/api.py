"""REST conventions: the one error shape, and pages with a bound.

Every error is `{"error": {"code", "message", "fields"?}}`: `code` is stable, `message` is for people, `fields` says
what was wrong, a sentence a field. None of them repeats what was sent.
"""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from typing import Any

from django.conf import settings
from django.core.exceptions import BadRequest, RequestDataTooBig, SuspiciousOperation
from django.http import HttpRequest, JsonResponse
from rest_framework import exceptions
from rest_framework.pagination import PageNumberPagination
from rest_framework.response import Response
from rest_framework.views import exception_handler as drf_handler

from moodflix_site.common.errors import BadInput, MoodFlixError, NotFound, TooLarge

_SAID = {  # in place of DRF's own sentences, which quote the request
    "parse_error": "The body is not what its Content-Type says.",
    "unsupported_media_type": "A body of this kind cannot be read here.",
    "method_not_allowed": "That cannot be done here.",
    "not_acceptable": "Answers here are JSON.",
    "not_found": NotFound.message,
    "invalid_choice": "That is not one of the choices.",
}


class Pagination(PageNumberPagination):
    """`?page=` and `?page_size=` (at most 100)."""

    page_size = 24
    page_size_query_param = "page_size"
    max_page_size = 100


def is_api(request: HttpRequest) -> bool:
    """Whether a program asks: the REST API and the original contract at the root."""
    return re.match(settings.API_URLS_REGEX, request.path) is not None


def error_body(code: str, message: str, fields: Mapping[str, Any] | None = None) -> dict[str, Any]:
    error: dict[str, Any] = {"code": code, "message": message}
    if fields:
        error["fields"] = dict(fields)
    return {"error": error}


def error_headers(error: MoodFlixError) -> dict[str, str]:
    return {"Retry-After": str(error.retry_after)} if error.retry_after is not None else {}


def json_error(error: MoodFlixError) -> JsonResponse:
    """The answer outside DRF: middleware and Django's own handlers."""
    body = error_body(error.code, error.message, error.fields)
    return JsonResponse(body, status=error.status, headers=error_headers(error))


def exception_handler(exc: Exception, context: dict[str, Any]) -> Response | None:
    """DRF's hook. None (a bug of ours) goes on to Django's 500."""
    if isinstance(exc, RequestDataTooBig):
        exc = TooLarge()
    elif isinstance(exc, SuspiciousOperation | BadRequest):
        exc = BadInput()
    if isinstance(exc, MoodFlixError):
        body = error_body(exc.code, exc.message, exc.fields)
        return Response(body, status=exc.status, headers=error_headers(exc))
    response = drf_handler(exc, context)
    if response is not None:
        response.data = _body(exc, response)
        if isinstance(exc, exceptions.NotAuthenticated | exceptions.AuthenticationFailed):
            response.status_code = 401
            response.headers.setdefault("WWW-Authenticate", "Bearer")
    return response


def _body(exc: Exception, response: Response) -> dict[str, Any]:
    if isinstance(exc, exceptions.ValidationError):
        return error_body("invalid", "Some of this cannot be used.", _fields(exc.detail))
    if isinstance(exc, exceptions.Throttled):
        wait = math.ceil(getattr(exc, "wait", None) or 1)
        response.headers["Retry-After"] = str(wait)
        return error_body("throttled", f"Too many requests. Try again in {wait} seconds.")
    detail = exc.detail if isinstance(exc, exceptions.APIException) else response.data["detail"]
    code = "csrf_failed" if str(detail).startswith("CSRF Failed") else getattr(detail, "code", "error")
    return error_body(code, _SAID.get(code, str(detail)))


def _fields(detail: Any, path: str = "") -> dict[str, str]:
    """Nested errors as `{"films.0.id": "…"}`; what concerns the whole is under `body`."""
    if isinstance(detail, Mapping):
        items = [(key, value) for key, value in detail.items()]
    elif isinstance(detail, list) and any(isinstance(entry, Mapping | list) for entry in detail):
        items = [(str(index), value) for index, value in enumerate(detail)]
    else:
        entries = detail if isinstance(detail, list) else [detail]
        return {path or "body": " ".join(_SAID.get(getattr(entry, "code", ""), str(entry)) for entry in entries)}
    merged: dict[str, str] = {}
    for key, value in items:
        inside = "" if key == "non_field_errors" else str(key)
        merged.update(_fields(value, ".".join(filter(None, (path, inside)))))
    return merged
