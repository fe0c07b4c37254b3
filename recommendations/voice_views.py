"""A recording becomes a reading: sent from the home page, answered by the films or, where it is long, by its job."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render, resolve_url
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from accounts.browser_consent import agree, agreed, take_back
from accounts.models import Modality
from emotions.hearing import Ask
from emotions.models import Source
from emotions.pages import SPEAK, Speaking, home_context
from emotions.presentation import view_of
from emotions.services import sign_reading
from emotions.tasks import hear_now_or_later
from emotions.types import Reading
from ml.moods import ranked
from moodflix_site.common.api import error_headers
from moodflix_site.common.errors import MoodFlixError
from moodflix_site.common.pages import htmx
from moodflix_site.common.permissions import with_microphone
from moodflix_site.common.throttles import check
from recommendations.result_page import result_page

LONGEST_TAG = 35  # characters of a language tag (RFC 5646, 4.4.1)
TAKE_BACK = "no"  # what the field `consent` says of a yes that is over; else it names the wording that was shown


@require_http_methods(["GET", "HEAD", "POST"])
def mood_listen(request: HttpRequest) -> HttpResponseBase:
    """Listen to `recording`. With `consent` alone it shows the recorder; a look here leads there, too."""
    if request.method != "POST":
        return redirect(f"{reverse('home')}?way={SPEAK}")
    try:
        _answer_to_asking(request)
        if "consent" in request.POST and "recording" not in request.FILES:
            return _recorder(request)
        return _answer(request, _heard(request))
    except MoodFlixError as error:
        return _recorder(request, error)


def _answer_to_asking(request: HttpRequest) -> None:
    wording = request.POST.get("consent")
    if wording == TAKE_BACK:
        take_back(request, modality=Modality.VOICE)
    elif wording is not None:
        agree(request, modality=Modality.VOICE, wording=wording)


def _heard(request: HttpRequest) -> Reading | UUID:
    signed_in = request.user.is_authenticated
    check("listen" if signed_in else "guest", request)
    asked = Ask(
        words="words" in request.POST,
        language=_language(request),
        keep=signed_in,
        keep_recording=signed_in and "keep_recording" in request.POST,
        source=Source.PAGE,
    )
    consented = agreed(request, modality=Modality.VOICE)
    return hear_now_or_later(
        user=request.user, recording=request.FILES.get("recording"), asked=asked, consented=consented
    )


def _language(request: HttpRequest) -> str:
    return request.POST.get("language", "")[:LONGEST_TAG]


def _answer(request: HttpRequest, heard: Reading | UUID) -> HttpResponse:
    """A kept reading and a job have addresses; a guest's reading is shown once."""
    if isinstance(heard, UUID):
        return _lead(request, "job", heard)
    if heard.analysis_id is not None:
        return _lead(request, "mood", heard.analysis_id)
    return result_page(
        request,
        heard.prediction.scores,
        reading=view_of(heard, text=heard.transcript or None),
        keep_token=sign_reading(heard),
        to=reverse("mood-pick", args=[ranked(heard.prediction.scores)[0]]),
    )


def _lead(request: HttpRequest, name: str, key: int | UUID) -> HttpResponse:
    """A script that sends a recording follows by itself, so that the page is not fetched twice."""
    if htmx(request):
        return HttpResponse(status=204, headers={"HX-Redirect": resolve_url(name, key)})
    return redirect(name, key)


@with_microphone
def _recorder(request: HttpRequest, error: MoodFlixError | None = None) -> HttpResponse:
    """The home page with the recorder open: what was typed and ticked is still there; a file has to be chosen again."""
    speak = Speaking(
        agreed=agreed(request, modality=Modality.VOICE),
        chosen=True,
        error=error.message if error else "",
        words="words" in request.POST or "consent" in request.POST,  # before the first yes there is no tick
        keep="keep_recording" in request.POST,
        language=_language(request),
    )
    context = home_context(user=request.user, text=request.POST.get("text", ""), speak=speak)
    response = render(request, "emotions/home.html", context, status=error.status if error else 200)
    for name, value in error_headers(error).items() if error else ():
        response[name] = value
    return response
