"""Kept recordings on the pages: to play, and to delete. Their owner's alone."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_POST, require_safe

from emotions import selectors, services
from emotions.playback import sound
from moodflix_site.common.pages import AuthenticatedRequest
from moodflix_site.common.signin import sign_in_required
from moodflix_site.common.throttles import check


@require_safe
@sign_in_required
def recording(request: AuthenticatedRequest, analysis_id: int) -> HttpResponse:
    """The sound, with ranges, so that a player can seek in it."""
    check("read", request)
    return sound(selectors.recording_of(user=request.user, analysis_id=analysis_id), request.headers.get("Range", ""))


@require_POST
@sign_in_required
def forget_recording(request: AuthenticatedRequest, analysis_id: int) -> HttpResponse:
    """The reading and its words stay, the sound goes."""
    check("write", request)
    services.forget_recording(user=request.user, analysis_id=analysis_id)
    messages.success(request, "The recording is deleted. The reading stays.")
    return redirect("mood", analysis_id)
