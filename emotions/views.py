"""Pages about moods. The result page belongs to the films; see recommendations."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.views.decorators.http import require_POST, require_safe

from accounts.models import User
from emotions import services
from emotions.pages import home_context, speaking
from emotions.signals import SESSION_KEY
from moodflix_site.common.pages import AuthenticatedRequest
from moodflix_site.common.permissions import with_microphone
from moodflix_site.common.sessions import hold
from moodflix_site.common.signin import sign_in_required
from moodflix_site.common.throttles import check

TOKEN_LENGTH = 4_000
TAKEN_BACK = "Back to what we read. The films follow that."


@require_safe
@with_microphone
def home(request: HttpRequest) -> HttpResponse:
    """`?way=speak` opens it with the recorder."""
    return render(request, "emotions/home.html", home_context(user=request.user, speak=speaking(request)))


@require_POST
@sign_in_required
def correct(request: AuthenticatedRequest, analysis_id: int) -> HttpResponse:
    """An empty `mood` takes a correction back; `right` says which of words and voice was right instead."""
    check("write", request)
    mood, part = request.POST.get("mood") or None, request.POST.get("right")
    if part:
        mood = services.correct_by_part(user=request.user, analysis_id=analysis_id, part=part)
    else:
        services.correct(user=request.user, analysis_id=analysis_id, mood=mood)
    messages.success(request, f"{mood.capitalize()} it is. The films follow your word." if mood else TAKEN_BACK)
    return redirect("mood", analysis_id)


@require_POST
@sign_in_required
def delete(request: AuthenticatedRequest, analysis_id: int) -> HttpResponse:
    check("write", request)
    services.delete(user=request.user, analysis_id=analysis_id)
    return redirect("history")


@require_POST
@sign_in_required
def forget_words(request: AuthenticatedRequest, analysis_id: int) -> HttpResponse:
    """The reading stays, its words go."""
    check("write", request)
    services.forget_words(user=request.user, analysis_id=analysis_id)
    return redirect("mood", analysis_id)


@require_POST
@sign_in_required
def share(request: AuthenticatedRequest, analysis_id: int) -> HttpResponse:
    """`shared=on` lets staff read the words of this reading; anything else ends that."""
    check("write", request)
    shared = request.POST.get("shared") == "on"
    services.share_with_staff(user=request.user, analysis_id=analysis_id, shared=shared)
    return redirect("mood", analysis_id)


@require_POST
def keep(request: HttpRequest) -> HttpResponse:
    """A guest takes a signed reading through sign-up; somebody who signed in meanwhile keeps it at once."""
    check("write", request)
    token = request.POST.get("reading", "")[:TOKEN_LENGTH]
    if isinstance(request.user, User):
        return redirect("mood", services.keep_signed(user=request.user, token=token))
    services.check_signed(token=token)
    hold(request, SESSION_KEY, token)
    return redirect(f"{reverse('account_signup')}?{urlencode({'next': reverse('history')})}")
