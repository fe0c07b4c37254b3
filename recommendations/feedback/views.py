"""Pages and forms of what somebody does with films."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any, Final
from urllib.parse import urlencode

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from accounts.models import User
from accounts.redirects import safe_next
from ml.moods import MOODS
from moodflix_site.common.errors import BadInput
from moodflix_site.common.pages import AuthenticatedRequest, htmx, row_id
from moodflix_site.common.signin import sign_in_required
from moodflix_site.common.throttles import check
from recommendations import selectors
from recommendations.access import visible_film
from recommendations.errors import UnknownFeedback
from recommendations.feedback import events, mood_checks, services
from recommendations.feedback.actions import GONE, OFF_THE_LIST, give
from recommendations.feedback.evening import evening_of
from recommendations.feedback.models import EventKind
from recommendations.feedback.states import state_of
from recommendations.feedback.watchlist import Order, watchlist

STAYING: Final = frozenset({"page", "slot"})  # places that a film does not leave
PREFETCH: Final = "prefetch"  # a browser that looks ahead has opened nothing
THANKS: Final = "Thank you. Noted beside that evening."
CLOSED: Final = "All right, we leave it at that."
QUIET: Final = "We won’t ask again. You can turn it on under History."


@require_POST
@sign_in_required
def film_feedback(request: AuthenticatedRequest, film_id: int) -> HttpResponse:
    check("write", request)
    sent = request.POST
    action, kind = sent.get("action", ""), sent.get("kind", "")
    if "kind=" in action:  # a button that says which kind
        action, _, kind = action.partition("=")
    said = give(
        user=request.user,
        film_id=film_id,
        action=action,
        rating=_rating(request),
        kind=kind,
        evening=evening_of(sent.get("evening", "")),
    )
    if not htmx(request):
        messages.success(request, said.toast)
        return redirect(safe_next(request, fallback="history"))
    gone = action in GONE or (sent.get("where") == "watchlist" and action in OFF_THE_LIST)
    shown = {"toast": said.toast, "undo_action": said.undo, "kind": kind, "gone": gone}
    answer = render(request, "recommendations/_feedback.html", {**_film(request, film_id), **shown})
    if gone and sent.get("where") not in STAYING:
        answer["HX-Retarget"] = f"li:has(#fb-{film_id})"  # the whole card, not its buttons alone
    return answer


def _film(request: AuthenticatedRequest, film_id: int) -> Mapping[str, Any]:
    feedback = state_of(user=request.user, film_id=film_id, choices=request.POST.get("where") == "page")
    card = selectors.card(film_id=film_id, feedback=feedback.kind)
    return {"film": replace(card, saved=feedback.saved), "feedback": feedback}


def _rating(request: HttpRequest) -> int | None:
    written = request.POST.get("rating", "")
    if not written:
        return None
    if not (written.isascii() and written.isdigit() and len(written) <= len("10")):
        raise BadInput("A rating is a whole number of half stars, 1 to 10.")
    return int(written)


def note_opened(request: HttpRequest, film_id: int) -> None:
    """A film's page was opened from a row (`?row=`) by somebody signed in. The film must be there."""
    evening = evening_of(request.GET.dict())
    looked_ahead = PREFETCH in request.headers.get("Sec-Purpose", "")
    if isinstance(request.user, User) and evening.row and request.method == "GET" and not looked_ahead:
        events.note(user=request.user, film_id=film_id, kind=EventKind.OPENED, evening=evening)


@require_POST
@sign_in_required
def film_noted(request: AuthenticatedRequest, film_id: int) -> HttpResponse:
    """A trailer was followed: the page's script says so while the browser leaves."""
    check("write", request)
    if request.POST.get("kind") != EventKind.TRAILER:
        raise UnknownFeedback
    film, evening = visible_film(user=request.user, film_id=film_id), evening_of(request.POST.get("evening", ""))
    events.note(user=request.user, film_id=film.pk, kind=EventKind.TRAILER, evening=evening)
    return HttpResponse(status=204)


@require_POST
@sign_in_required
def film_ignore(request: AuthenticatedRequest, film_id: int) -> HttpResponse:
    """ "Don't use this one", and with `undo` the other way."""
    check("write", request)
    undo = bool(request.POST.get("undo"))
    if undo:
        services.use_again(user=request.user, film_id=film_id)
    else:
        services.ignore(user=request.user, film_id=film_id)
    said = "It counts again." if undo else "We won’t use it. You can undo this under History."
    if not htmx(request):
        messages.success(request, said)
        return redirect(safe_next(request, fallback="history"))
    context = {"film": selectors.card(film_id=film_id, feedback=None), "ignored": not undo, "toast": said}
    return render(request, "recommendations/_ignored.html", context)


@require_POST
@sign_in_required
def kind_allow(request: AuthenticatedRequest) -> HttpResponse:
    """A refused kind is offered again."""
    check("write", request)
    services.allow_kind(user=request.user, key=request.POST.get("kind", ""))
    messages.success(request, "These are offered again.")
    return redirect(safe_next(request, fallback="history"))


@require_safe
@sign_in_required
def watchlist_page(request: AuthenticatedRequest) -> HttpResponse:
    asked = request.GET.get
    shown = watchlist(user=request.user, order=asked("order", ""), mood=asked("mood", ""), number=asked("page"))
    context = {
        "page": shown.page,
        "order": shown.order.value,
        "went_by": shown.mood,
        "moods": MOODS,
        "orders": tuple(Order),
        "keep": urlencode({"order": shown.order.value, "mood": shown.mood}),
    }
    return render(request, "recommendations/watchlist.html", context)


@require_POST
@sign_in_required
def mood_check(request: AuthenticatedRequest) -> HttpResponse:
    """An answer to "did it help?": a mood, a step, nothing, or never again."""
    check("write", request)
    written = request.POST.get("answer", "")
    if written == "never":
        mood_checks.ask_no_more(user=request.user)
        return _answered(request, QUIET)
    given, reading_id = mood_checks.answer_of(written), _number(request, "reading")
    mood_checks.answer(user=request.user, reading_id=reading_id, film_id=_number(request, "film"), given=given)
    return _answered(request, CLOSED if given.valence is None else THANKS, reading_id)


@require_POST
@sign_in_required
def mood_check_undo(request: AuthenticatedRequest) -> HttpResponse:
    check("write", request)
    if request.POST.get("reading"):
        mood_checks.take_back(user=request.user, reading_id=_number(request, "reading"))
    else:
        mood_checks.ask_again(user=request.user)
    return redirect(safe_next(request, fallback="history"))


def _answered(request: HttpRequest, said: str, reading_id: int | None = None) -> HttpResponse:
    if not htmx(request):
        messages.success(request, said)
        return redirect(safe_next(request, fallback="history"))
    return render(request, "recommendations/_mood_checked.html", {"said": said, "reading_id": reading_id})


def _number(request: HttpRequest, name: str) -> int:
    number = row_id(request.POST.get(name, ""))
    if number is None:
        raise BadInput
    return number
