"""Where somebody says how a film felt."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST

from accounts.redirects import safe_next
from moodflix_site.common.pages import AuthenticatedRequest, htmx
from moodflix_site.common.signin import sign_in_required
from moodflix_site.common.throttles import check
from recommendations.film_moods.services import say_felt
from recommendations.selectors import card


@require_POST
@sign_in_required
def film_felt(request: AuthenticatedRequest, film_id: int) -> HttpResponse:
    """ "This film felt …": `mood` is one of the eight, or "" to take it back."""
    check("write", request)
    say_felt(user=request.user, film_id=film_id, mood=request.POST.get("mood", ""))
    return _answer(request, film_id)


def _answer(request: HttpRequest, film_id: int) -> HttpResponse:
    if not htmx(request):
        return redirect(safe_next(request, fallback="history"))
    film = card(film_id=film_id, feedback=None)
    return render(request, "recommendations/_own_mood.html", {"film": film})
