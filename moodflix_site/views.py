"""Pages about the site itself."""

from __future__ import annotations

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from ml.analyse import models_status
from ml.registry import unread
from moodflix_site.common import signin
from moodflix_site.common.pages import htmx
from moodflix_site.service_status import checks
from recommendations.selectors import catalogue_facts


@require_safe
def about(request: HttpRequest) -> HttpResponse:
    context = {"models": models_status(), "catalogue": catalogue_facts(), "unread": unread()}
    return render(request, "site/about.html", context)


@require_safe
def status(request: HttpRequest) -> HttpResponse:
    template = "site/_status.html" if htmx(request) else "site/status.html"
    return render(request, template, {"checks": checks()})


@require_http_methods(["GET", "POST"])
@login_required
def resume(request: HttpRequest) -> HttpResponse:
    """What a form held when its session had run out: sent again, or thrown away (a POST here), only by hand."""
    if request.method == "POST":
        signin.forget_unsent(request)
    if (unsent := signin.unsent(request)) is None:
        return redirect("home")
    return render(request, "site/resume.html", {"unsent": unsent})
