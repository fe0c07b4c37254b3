"""Asking for a sign-in without losing what was sent.

A form sent after its session ran out is kept in the (new, anonymous) session for a few minutes. After signing in, the
page `resume` shows what was meant and sends it again only when the person says so.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from typing import Any
from urllib.parse import quote

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, resolve_url
from django.urls import reverse

from moodflix_site.common.pages import htmx
from moodflix_site.common.sessions import hold

_KEY = "unsent"
_KEPT_SECONDS = 15 * 60
_MAX_CHARACTERS = 20_000
_NEVER_KEPT = ("csrfmiddlewaretoken", "password")

View = Callable[..., HttpResponseBase]


@dataclass(frozen=True, slots=True)
class Unsent:
    """A form that waits for its person: where it goes, and its fields."""

    path: str
    fields: tuple[tuple[str, str], ...]


def sign_in_required(view: View) -> View:
    """Like `login_required`, for views that change something: a POST survives the way through sign-in."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if request.user.is_authenticated:
            return view(request, *args, **kwargs)
        return to_sign_in(request)

    return guarded


def to_sign_in(request: HttpRequest) -> HttpResponse:
    """Redirect to sign-in, and back to this page or to `resume`. htmx leaves the page instead of swapping a form in."""
    back = request.get_full_path()
    if request.method == "POST":
        back = reverse("resume") if _keep(request) else reverse("home")
    url = f"{resolve_url(settings.LOGIN_URL)}?next={quote(back)}"
    if htmx(request):
        return HttpResponse(status=204, headers={"HX-Redirect": url})
    return redirect(url)


def unsent(request: HttpRequest) -> Unsent | None:
    """What this session still holds, unless it is too old: then it is forgotten here."""
    kept = request.session.get(_KEY)
    if not kept or kept["at"] < time.time() - _KEPT_SECONDS:
        forget_unsent(request)
        return None
    return Unsent(kept["path"], tuple((name, value) for name, value in kept["fields"]))


def forget_unsent(request: HttpRequest) -> None:
    request.session.pop(_KEY, None)


def _keep(request: HttpRequest) -> bool:
    """Text fields only, and only so many: a file has to be chosen again."""
    kept = [(name, values) for name, values in request.POST.lists() if not any(word in name for word in _NEVER_KEPT)]
    fields = [(name, str(value)) for name, values in kept for value in values]
    if request.FILES or sum(len(value) for _, value in fields) > _MAX_CHARACTERS:
        return False
    hold(request, _KEY, {"path": request.path, "fields": fields, "at": time.time()})
    return True
