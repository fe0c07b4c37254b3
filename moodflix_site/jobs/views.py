"""Pages about a person's background jobs."""

from __future__ import annotations

from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render, resolve_url
from django.views.decorators.http import require_POST, require_safe

from moodflix_site.common.pages import AuthenticatedRequest, htmx
from moodflix_site.common.signin import sign_in_required
from moodflix_site.jobs import selectors, services

_PER_PAGE = 20


@require_safe
@login_required
def job_list(request: AuthenticatedRequest) -> HttpResponse:
    page = Paginator(selectors.jobs_of(request.user), _PER_PAGE).get_page(request.GET.get("page"))
    return render(request, "jobs/list.html", {"page": page})


@require_safe
@login_required
def job(request: AuthenticatedRequest, job_id: UUID) -> HttpResponse:
    """Whoever waits here for a reading is led to it when it is there."""
    found = selectors.job_of(request.user, job_id)
    if htmx(request) and (reading := selectors.reading_made(found)):
        return HttpResponse(status=204, headers={"HX-Redirect": resolve_url("mood", reading)})
    return render(request, "jobs/_job.html" if htmx(request) else "jobs/job.html", {"job": found})


@require_POST
@sign_in_required
def job_cancel(request: AuthenticatedRequest, job_id: UUID) -> HttpResponse:
    cancelled = services.cancel(user=request.user, job_id=job_id)
    return render(request, "jobs/_job.html", {"job": cancelled}) if htmx(request) else redirect("job", job_id=job_id)
