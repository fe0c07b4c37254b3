"""Recurring work: the same dict that `celery beat` reads, for installations without a broker."""

from __future__ import annotations

from datetime import timedelta

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from moodflix_site.jobs import runner
from moodflix_site.jobs.models import ScheduleEntry


def tick() -> tuple[str, ...]:
    """Enqueue what is due; the names of the entries that this process won."""
    now = timezone.now()
    planned = dict(ScheduleEntry.objects.values_list("name", "next_run_at"))  # most of the time a read is all it takes
    due = [(name, entry) for name, entry in settings.CELERY_BEAT_SCHEDULE.items() if planned.get(name, now) <= now]
    return tuple(name for name, entry in due if _start(name, entry["task"], entry["schedule"]))


def _start(name: str, task_name: str, seconds: float) -> bool:
    """The claim and the job row commit together, so a run is neither lost nor doubled."""
    now = timezone.now()
    ScheduleEntry.objects.get_or_create(name=name, defaults={"next_run_at": now})
    with transaction.atomic():
        due = ScheduleEntry.objects.filter(name=name, next_run_at__lte=now)
        if not due.update(next_run_at=now + timedelta(seconds=seconds)):
            return False
        task = runner.task_named(task_name)
        if task is None:
            raise LookupError(f"CELERY_BEAT_SCHEDULE names an unknown task: {task_name}")
        task.apply_async()
    return True
