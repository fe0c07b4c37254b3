"""Recurring work on the job table itself."""

from __future__ import annotations

from datetime import timedelta

from celery import shared_task
from django.utils import timezone

from moodflix_site.jobs.models import Job

_KEPT_FOR = timedelta(days=30)


@shared_task
def forget_old_jobs() -> int:
    """Delete jobs that ended a month ago; how many."""
    return Job.objects.filter(finished_at__lt=timezone.now() - _KEPT_FOR).delete()[0]
