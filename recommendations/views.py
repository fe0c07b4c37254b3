"""Pages about films, and the page a reading ends on."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from typing import Any
from urllib.parse import urlencode

from django.core.paginator import Page
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from accounts.models import User
from emotions.bounds import usable_text
from emotions.errors import ReadingNotFound
from emotions.models import Source
from emotions.pages import home_context
from emotions.presentation import view_of
from emotions.selectors import reading_view, readings_page
from emotions.services import analyse, sign_reading
from ml.moods import MOODS
from moodflix_site.common.api import error_headers
from moodflix_site.common.errors import MoodFlixError
from moodflix_site.common.pages import AuthenticatedRequest, htmx
from moodflix_site.common.signin import sign_in_required
from moodflix_site.common.throttles import check
from recommendations import selectors
from recommendations.details import film_page
from recommendations.evenings import rows_for
from recommendations.feedback.pages import film_context, history_context
from recommendations.feedback.views import note_opened
from recommendations.for_you import for_you as films_for
from recommendations.history import film_history
from recommendations.lists import row_page

SEEN = "seen=1"  # asks for films that one has seen, too
ID_DIGITS = 18  # of any number a database here can hold


@require_POST
def mood_read(request: HttpRequest) -> HttpResponse:
    """Read the words: kept and under an address of its own for a signed-in person, shown once for a guest."""
    signed_in = request.user.is_authenticated
    text = request.POST.get("text", "")
    try:
        check("analyze" if signed_in else "guest", request)
        reading = analyse(
            user=request.user, modality="text", text=text, keep=signed_in, sentences=True, source=Source.PAGE
        )
    except MoodFlixError as error:
        return _refused(request, text, error)
    if reading.analysis_id is not None:
        return redirect("mood", reading.analysis_id)
    return _result(
        request,
        reading.prediction.scores,
        reading=view_of(reading, text=usable_text(text)),
        keep_token=sign_reading(reading),
    )


def _refused(request: HttpRequest, text: str, error: MoodFlixError) -> HttpResponse:
    """The words stay in the box."""
    context = home_context(user=request.user, text=text, error=error.message)
    response = render(request, "emotions/home.html", context, status=error.status)
    for name, value in error_headers(error).items():
        response[name] = value
    return response


@require_safe
@sign_in_required
def mood(request: AuthenticatedRequest, analysis_id: int) -> HttpResponse:
    reading = reading_view(user=request.user, analysis_id=analysis_id)
    return _result(request, reading.felt, reading=reading, evening=f"reading={analysis_id}")


@require_safe
def mood_pick(request: HttpRequest, mood: str) -> HttpResponse:
    """No reading: the person pointed at a mood."""
    if mood not in MOODS:
        raise Http404
    return _result(request, {mood: 1.0}, picked=mood, evening=f"mood={mood}")


def _include_seen(request: HttpRequest) -> bool:
    return f"seen={request.GET.get('seen')}" == SEEN


def _result(request: HttpRequest, scores: Mapping[str, float], *, evening: str = "", **shown: Any) -> HttpResponse:
    """`evening`: the query that leads from a film's page back here; none for a guest's reading."""
    context = {
        "reading": None,
        "picked": None,
        "keep_token": None,
        "include_seen": _include_seen(request),
        "swapped": htmx(request),
        "rows": rows_for(user=request.user, scores=scores, include_seen=_include_seen(request)),
        "catalogue_note": selectors.catalogue_note(),
        "moods": MOODS,
        "film_query": f"{evening}&{SEEN}" if evening and _include_seen(request) else evening,
        **shown,
    }
    return render(request, "recommendations/result.html", context)


@require_safe
def film(request: HttpRequest, film_id: int) -> HttpResponse:
    """`?reading=` or `?mood=` (and `?row=`) says which evening led here, so that the reason is that evening's.

    A reading that is gone or somebody else's is passed over: the film is there all the same.
    """
    scores, back = _evening(request)
    page = film_page(user=request.user, film_id=film_id, scores=scores, row_key=request.GET.get("row", ""))
    note_opened(request, film_id)
    said = film_context(user=request.user, page=page)
    context = {"film": page.film, "similar": page.similar, "back": back, **said}
    return render(request, "recommendations/film.html", context)


def _evening(request: HttpRequest) -> tuple[Mapping[str, float] | None, str]:
    picked, number = request.GET.get("mood", ""), request.GET.get("reading", "")
    asked = f"?{SEEN}" if _include_seen(request) else ""
    if picked in MOODS:
        return {picked: 1.0}, reverse("mood-pick", args=[picked]) + asked
    if isinstance(request.user, User) and number.isascii() and number.isdigit() and len(number) <= ID_DIGITS:
        with suppress(ReadingNotFound):
            felt = reading_view(user=request.user, analysis_id=int(number)).felt
            return felt, reverse("mood", args=[number]) + asked
    return None, ""


@require_safe
def for_you(request: HttpRequest) -> HttpResponse:
    """Everything that suits one person. `?mood=none` leaves the evening's mood out."""
    follow = request.GET.get("mood") != "none"
    found = films_for(user=request.user, number=request.GET.get("page", 1), follow=follow)
    context = {
        "rows": found.rows,
        "page": found.page,
        "reading": found.reading,
        "more": _further(request, found.page),
        "catalogue_note": selectors.catalogue_note(),
    }
    return render(request, "recommendations/for_you.html", context)


@require_safe
def row(request: HttpRequest, key: str) -> HttpResponse:
    """All films of one row, for the evening that led here (`?reading=` or `?mood=`) or for no mood."""
    scores, back = _evening(request)
    spec, page = row_page(
        user=request.user,
        key=key,
        scores=scores or {},
        include_seen=_include_seen(request),
        number=request.GET.get("page", 1),
    )
    context = {"spec": spec, "page": page, "back": back, "more": _further(request, page), "evening": _led_by(request)}
    return render(request, "recommendations/row.html", context)


def _further(request: HttpRequest, page: Page[Any]) -> str:
    """The address of the next page of this list, with everything else that was asked; "" at the end."""
    if not page.has_next():
        return ""
    query = request.GET.copy()
    query["page"] = str(page.next_page_number())
    return f"?{query.urlencode()}"


def _led_by(request: HttpRequest) -> str:
    """The query that leads from a film's page back to the evening: what `_evening` reads, and the row."""
    kept = {name: request.GET[name] for name in ("mood", "reading", "seen") if name in request.GET}
    return urlencode(kept)


@require_safe
def search(request: HttpRequest) -> HttpResponse:
    query = request.GET.get("q", "").replace("\0", "").strip()[: selectors.MAX_QUERY]
    page = selectors.search(query=query, page=request.GET.get("page", 1), user=request.user)
    note = selectors.search_note(query=query, user=request.user)
    context = {"query": query, "page": page, "total": page.paginator.count, "tmdb_note": note}
    return render(request, "recommendations/search.html", context)


@require_safe
@sign_in_required
def history(request: AuthenticatedRequest) -> HttpResponse:
    asked = request.GET.get
    films = film_history(user=request.user, seen=asked("seen"), liked=asked("liked"), refused=asked("refused"))
    context = {
        "readings": readings_page(user=request.user, number=asked("page", 1)),
        "seen": films.seen,
        "liked": films.liked,
        "refused": films.refused,
        "shut": films.shut,
        **history_context(user=request.user, query=request.GET),
    }
    return render(request, "recommendations/history.html", context)
