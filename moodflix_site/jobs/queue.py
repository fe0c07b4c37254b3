"""Puts jobs in line: the rows, and with a broker the messages that point at them."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any, Protocol
from uuid import UUID, uuid4

from django.db.models import Q
from django.utils import timezone

from moodflix_site.jobs import leases, runner
from moodflix_site.jobs.errors import JobCancelled
from moodflix_site.jobs.models import Job, Status

_SEND_AGAIN_AFTER = timedelta(minutes=10)


class Kind(Protocol):
    """What a row copies from its task."""

    name: str
    heavy: bool
    max_retries: int | None


def put(task: Kind, args: list[Any], kwargs: dict[str, Any], *, job_id: str | None, **fields: Any) -> UUID:
    """Write the row, with its `owner_id` and `run_after`; the job's id."""
    tries = None if task.max_retries is None else task.max_retries + 1
    job = Job.objects.create(
        id=runner.as_uuid(job_id) or uuid4(),
        task=task.name,
        args=args,
        kwargs=kwargs,
        heavy=task.heavy,
        max_attempts=tries,
        **fields,
    )
    return job.pk


def retry(held: leases.Held, *, run_after: datetime) -> UUID:
    """Put a running job back in line. Raises JobCancelled when it is not ours any more."""
    if not leases.put_back(held, run_after=run_after):
        raise JobCancelled("no longer ours")
    return held.job_id


def mark_sent(job_id: UUID) -> None:
    Job.objects.filter(pk=job_id, status=Status.QUEUED).update(sent_at=timezone.now())


def send(job: Job, *, countdown: float = 0) -> None:
    """Send the message of a row again. A second message does no harm: only one delivery can claim the row."""
    task = runner.task_named(job.task)
    if task is None:
        Job.objects.filter(pk=job.pk, status=Status.QUEUED).update(status=Status.FAILED, error_code="unknown_task")
        return
    task.dispatch(job.pk, job.args, job.kwargs, countdown=countdown, retries=max(0, job.attempts))


def send_unsent() -> int:
    """Messages that never left, or that a broker lost: rows due and unsent, or sent long ago and still waiting."""
    now = timezone.now()
    lost = Q(sent_at=None) | Q(sent_at__lt=now - _SEND_AGAIN_AFTER)
    jobs = Job.objects.filter(lost, status=Status.QUEUED, run_after__lte=now - timedelta(seconds=2))[:100]
    for job in jobs:
        send(job)
    return len(jobs)
