"""Pages of an evening together. They work by forms and links alone; htmx only saves a reload."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from accounts.models import User
from ml.moods import MOODS
from moodflix_site.common.api import error_headers
from moodflix_site.common.errors import BadInput, MoodFlixError, NotFound
from moodflix_site.common.pages import AuthenticatedRequest, htmx, row_id
from moodflix_site.common.signin import sign_in_required
from moodflix_site.common.throttles import check
from recommendations.catalogue.genres import NAMES
from recommendations.steering.topics import labels
from recommendations.together import selectors, services
from recommendations.together.errors import NotAtThisEvening, UnknownEvening
from recommendations.together.models import Member
from recommendations.together.seats import give_up_seat, hold_seat, seat_of
from recommendations.together.types import Room

STOP_POLLING: Final = 286  # htmx's own status: swap this in and ask no more
QUICK, SLOW = 4, 30  # seconds between two looks: while things move, and later
STILL_AFTER: Final = 600  # seconds without a change


@require_safe
def index(request: HttpRequest) -> HttpResponse:
    return _start_page(request)


def _start_page(request: HttpRequest, error: MoodFlixError | None = None) -> HttpResponse:
    user = request.user
    context = {
        "name": request.POST.get("name", user.display_name if isinstance(user, User) else "")[:200],
        "error": error.message if error else "",
        "open_evenings": selectors.open_evenings(user) if isinstance(user, User) else (),
        "kept": selectors.kept_evenings(user) if isinstance(user, User) else (),
    }
    return render(request, "recommendations/together/start.html", context, status=error.status if error else 200)


@require_POST
@sign_in_required
def start(request: AuthenticatedRequest) -> HttpResponse:
    check("write", request)
    try:
        member = services.start(user=request.user, name=request.POST.get("name", ""))
    except MoodFlixError as error:
        return _start_page(request, error)
    return redirect("together-room", member.evening.token)


@require_safe
def room(request: HttpRequest, token: str) -> HttpResponse:
    """The room for who is there, the door for everybody else."""
    try:
        return _room_page(request, seat_of(request, token))
    except NotAtThisEvening:
        return _door(request, token)


def _door(request: HttpRequest, token: str, error: MoodFlixError | None = None) -> HttpResponse:
    evening = services.evening_of(token)
    default = request.user.display_name if isinstance(request.user, User) else ""
    context = {
        "evening": evening,
        "host": evening.members.filter(user_id=evening.owner_id).values_list("name", flat=True).first(),
        "full": evening.seats >= services.SEATS,
        "name": request.POST.get("name", default)[:200],
        "error": error.message if error else "",
    }
    return _unlisted(
        render(request, "recommendations/together/door.html", context, status=error.status if error else 200)
    )


def _room_page(
    request: HttpRequest, member: Member, error: MoodFlixError | None = None, text: str = ""
) -> HttpResponse:
    shown = selectors.room(member=member)
    context = {
        **_state(shown),
        "link": request.build_absolute_uri(reverse("together-room", args=[shown.token])),
        "moods": MOODS,
        "genres": NAMES,
        "topics": labels(),
        "genre_vetoes": services.GENRE_VETOES,
        "text": text,
        "error": error.message if error else "",
        "max_length": settings.MAX_TEXT_LENGTH,
    }
    answer = render(request, "recommendations/together/room.html", context, status=error.status if error else 200)
    for name, value in (error_headers(error) if error else {}).items():
        answer[name] = value
    return _unlisted(answer)


def _state(shown: Room, problem: str = "") -> dict[str, Any]:
    return {"room": shown, "pace": _pace(shown), "problem": problem}


def _pace(shown: Room) -> int:
    """Seconds between two looks of an open page."""
    return SLOW if (timezone.now() - shown.changed_at).total_seconds() > STILL_AFTER else QUICK


def _unlisted(answer: HttpResponse) -> HttpResponse:
    """A link that somebody shared is no page for search engines."""
    answer["X-Robots-Tag"] = "noindex"
    return answer


@require_safe
def state(request: HttpRequest, token: str) -> HttpResponse:
    """What an open page asks for again and again: nothing new is 204, an evening that is over ends the asking."""
    check("read", request)
    try:
        shown = selectors.room(member=seat_of(request, token))
    except NotFound:
        return render(request, "recommendations/together/_over.html", status=STOP_POLLING)
    if request.GET.get("seen") == f"{shown.version}-{_pace(shown)}":
        return HttpResponse(status=204)
    return render(request, "recommendations/together/_state.html", _state(shown))


@require_POST
def join(request: HttpRequest, token: str) -> HttpResponse:
    check("write", request)
    try:
        member = services.join(token=token, user=request.user, name=request.POST.get("name", ""))
    except UnknownEvening:
        raise
    except MoodFlixError as error:
        return _door(request, token, error)
    hold_seat(request, member)
    return redirect("together-room", token)


@require_POST
def mood(request: HttpRequest, token: str) -> HttpResponse:
    """`mood` points at one of the eight, `text` says it in words, which are read and not kept."""
    member, text = seat_of(request, token), request.POST.get("text", "")
    try:
        if picked := request.POST.get("mood"):
            check("write", request)
            services.feel(member=member, mix={picked: 1.0})
        else:
            check("analyze" if request.user.is_authenticated else "guest", request)
            services.say(member=member, user=request.user, text=text)
    except MoodFlixError as error:
        return _room_page(request, member, error, text)
    return redirect("together-room", token)


@require_POST
def limits(request: HttpRequest, token: str) -> HttpResponse:
    genres, avoid = request.POST.getlist("genre"), request.POST.getlist("avoid")
    return _change(request, token, lambda member: services.rule_out(member=member, genres=genres, avoid=avoid))


@require_POST
def film(request: HttpRequest, token: str) -> HttpResponse:
    """`action`: "refuse", "allow" or "choose" a `film`; "take-back" undoes the choice."""
    moves: dict[str, Callable[..., None]] = {
        "refuse": services.refuse,
        "allow": services.allow,
        "choose": services.choose,
    }
    action = request.POST.get("action", "")
    if action == "take-back":
        return _change(request, token, lambda member: services.take_back(member=member))
    if action not in moves:
        raise BadInput
    film_id = _film_id(request)
    return _change(request, token, lambda member: moves[action](member=member, film_id=film_id))


def _film_id(request: HttpRequest) -> int:
    number = row_id(request.POST.get("film", ""))
    if number is None:
        raise BadInput
    return number


@require_POST
def keep(request: HttpRequest, token: str) -> HttpResponse:
    return _change(request, token, lambda member: services.keep(member=member))


@require_POST
def link(request: HttpRequest, token: str) -> HttpResponse:
    """`open=on` lets further people in; anything else closes the link."""
    is_open = request.POST.get("open") == "on"
    return _change(request, token, lambda member: services.set_open(member=member, is_open=is_open))


def _change(request: HttpRequest, token: str, change: Callable[[Member], None]) -> HttpResponse:
    """Do it and show the room as it is now; what could not be done is said there."""
    check("write", request)
    member, problem = seat_of(request, token), ""
    try:
        change(member)
    except MoodFlixError as error:
        problem = error.message
    if htmx(request):
        shown = selectors.room(member=seat_of(request, token))
        return render(request, "recommendations/together/_state.html", _state(shown, problem))
    if problem:
        messages.error(request, problem)
    return redirect("together-room", token)


@require_POST
def leave(request: HttpRequest, token: str) -> HttpResponse:
    """For the owner this ends the evening."""
    check("write", request)
    services.leave(member=seat_of(request, token))
    give_up_seat(request, token)
    messages.success(request, "You have left. What you said there is deleted.")
    return redirect("together")


@require_POST
@sign_in_required
def forget(request: AuthenticatedRequest, kept_id: int) -> HttpResponse:
    check("write", request)
    services.forget(user=request.user, kept_id=kept_id)
    return redirect("together")
