"""Pages about films, and the page a reading ends on."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django.core.paginator import Page
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from emotions.bounds import usable_text
from emotions.models import Source
from emotions.pages import home_context, speaking
from emotions.presentation import view_of
from emotions.selectors import reading_view, readings_page
from emotions.services import analyse, sign_reading
from ml.moods import MOODS, ranked
from moodflix_site.common.api import error_headers
from moodflix_site.common.errors import MoodFlixError
from moodflix_site.common.pages import AuthenticatedRequest
from moodflix_site.common.permissions import with_microphone
from moodflix_site.common.signin import sign_in_required
from moodflix_site.common.throttles import check
from recommendations import addresses, selectors
from recommendations.details import film_page
from recommendations.feedback.pages import film_context, history_context
from recommendations.feedback.views import note_opened
from recommendations.for_you import for_you as films_for
from recommendations.history import film_history
from recommendations.lists import row_page
from recommendations.result_page import panel, result_page, steered
from recommendations.steering.filters import search_filters


@require_POST
def mood_read(request: HttpRequest) -> HttpResponseBase:
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
    return result_page(
        request,
        reading.prediction.scores,
        reading=view_of(reading, text=usable_text(text)),
        keep_token=sign_reading(reading),
        to=reverse("mood-pick", args=[ranked(reading.prediction.scores)[0]]),
    )


@with_microphone
def _refused(request: HttpRequest, text: str, error: MoodFlixError) -> HttpResponse:
    """The words stay in the box."""
    context = home_context(user=request.user, text=text, error=error.message, speak=speaking(request))
    response = render(request, "emotions/home.html", context, status=error.status)
    for name, value in error_headers(error).items():
        response[name] = value
    return response


@require_safe
@sign_in_required
def mood(request: AuthenticatedRequest, analysis_id: int) -> HttpResponse:
    reading = reading_view(user=request.user, analysis_id=analysis_id)
    return result_page(request, reading.felt, reading=reading, evening=f"reading={analysis_id}")


@require_safe
def mood_pick(request: HttpRequest, mood: str) -> HttpResponse:
    """No reading: the person pointed at a mood."""
    if mood not in MOODS:
        raise Http404
    return result_page(request, {mood: 1.0}, picked=mood, evening=f"mood={mood}")


@require_safe
def film(request: HttpRequest, film_id: int) -> HttpResponse:
    """`?reading=` or `?mood=` (and `?row=`) says which evening led here, so that the reason is that evening's."""
    led = addresses.led_by(request)
    page = film_page(user=request.user, film_id=film_id, scores=led.scores, steer=led.steer, row_key=led.row)
    note_opened(request, film_id)
    said = film_context(user=request.user, page=page)
    context = {"film": page.film, "similar": page.similar, "back": led.back, **said}
    return render(request, "recommendations/film.html", context)


@require_safe
def for_you(request: HttpRequest) -> HttpResponse:
    """Everything that suits one person. `?mood=none` leaves the evening's mood out."""
    steer, said = steered(request)
    follow = request.GET.get("mood") != "none"
    found = films_for(user=request.user, number=request.GET.get("page", 1), follow=follow, steer=steer)
    shown = panel(request, steer, said, request.path)
    context = {
        "rows": found.rows,
        "page": found.page,
        "reading": found.reading,
        "note": found.note,
        "more": _further(request, found.page),
        "catalogue_note": selectors.catalogue_note(),
        **shown,
        "steer_kept": [] if follow else [("mood", "none")],
    }
    return render(request, "recommendations/for_you.html", context)


@require_safe
def row(request: HttpRequest, key: str) -> HttpResponse:
    """All films of one row, for the evening that led here (`?reading=` or `?mood=`) or for no mood."""
    led = addresses.led_by(request)
    seen, number = addresses.includes_seen(request.GET), request.GET.get("page", 1)
    spec, page = row_page(
        user=request.user, key=key, scores=led.scores, steer=led.steer, include_seen=seen, number=number
    )
    context = {
        "spec": spec,
        "page": page,
        "back": led.back,
        "more": _further(request, page),
        "evening": addresses.led(_evening(request), led.steer, request.GET),
    }
    return render(request, "recommendations/row.html", context)


def _evening(request: HttpRequest) -> str:
    """The part of a query that names the mood or the reading, as it came."""
    return urlencode({name: request.GET[name] for name in ("mood", "reading") if name in request.GET})


def _further(request: HttpRequest, page: Page[Any]) -> str:
    """The address of the next page of this list, with everything else that was asked; "" at the end."""
    if not page.has_next():
        return ""
    asked = request.GET.copy()
    asked["page"] = str(page.next_page_number())
    return f"?{asked.urlencode()}"


@require_safe
def search(request: HttpRequest) -> HttpResponse:
    query = request.GET.get("q", "").replace("\0", "").strip()[: selectors.MAX_QUERY]
    filters = search_filters(request.GET)
    page = selectors.search(
        query=query,
        page=request.GET.get("page", 1),
        user=request.user,
        wishes=filters.steer.wishes,
        sort=filters.sort,
    )
    marks = selectors.to_mark(films=list(page), user=request.user)
    context = {
        "query": query,
        "page": page,
        "found": [(film, marks.get(film.id, ())) for film in page],
        "total": page.paginator.count,
        "tmdb_note": selectors.search_note(query=query, user=request.user),
        "filters": filters,
        "keep": filters.kept,
    }
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
