"""How a job row changes hands. Every change is one compare-and-set UPDATE, so two processes never both win."""

from __future__ import annotations

import os
import secrets
import socket
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db.models import F, Q, QuerySet
from django.utils import timezone

from moodflix_site.jobs.models import Job, Status

_CANDIDATES = 4  # rows looked at before giving up a round to the processes that won them


@dataclass(frozen=True, slots=True)
class Held:
    """A running job and the claim that makes it ours. `attempt` counts from 1."""

    job_id: UUID
    lease: str
    task: str
    args: tuple[Any, ...]
    kwargs: dict[str, Any]
    attempt: int
    heavy: bool


def claim_next(*, light_only: bool = False) -> Held | None:
    """The oldest job that is due, now ours; None when there is none. What a person waits for comes before upkeep."""
    due = Job.objects.filter(status=Status.QUEUED, run_after__lte=timezone.now())
    if light_only:
        due = due.filter(heavy=False)
    in_turn = due.annotate(upkeep=Q(owner=None)).order_by("upkeep", "run_after", "created_at")
    for job_id in in_turn.values_list("pk", flat=True)[:_CANDIDATES]:
        if held := claim(job_id):
            return held
    return None


def claim(job_id: UUID) -> Held | None:
    """This job, when it waits in line. One whose holder's lease ran out first has to be taken back (`recover`)."""
    now = timezone.now()
    lease = f"{socket.gethostname()[:40]}:{os.getpid()}:{secrets.token_hex(8)}"
    won = Job.objects.filter(pk=job_id, status=Status.QUEUED).update(
        status=Status.RUNNING,
        lease_owner=lease,
        lease_expires_at=_expiry(now),
        started_at=now,
        attempts=F("attempts") + 1,
    )
    return adopt(job_id, lease) if won else None


def adopt(job_id: UUID, lease: str) -> Held | None:
    """The job as held under `lease`: how a child process takes over what its parent claimed."""
    job = Job.objects.filter(pk=job_id, status=Status.RUNNING, lease_owner=lease).first()
    if job is None:
        return None
    return Held(job.pk, lease, job.task, tuple(job.args), job.kwargs, job.attempts, job.heavy)


def holds(held: Held) -> bool:
    return _mine(held).exists()


def renew(held: Held) -> bool:
    """Extend the lease, unless the job has used up its time. False: it is not ours any more."""
    now = timezone.now()
    return bool(_mine(held).filter(started_at__gt=_overdue(now)).update(lease_expires_at=_expiry(now)))


def progress(held: Held, *, done: int, total: int | None, message: str) -> bool:
    """Write progress. False: cancelled, or taken over."""
    return bool(_mine(held).update(done=done, total=total, message=message[:200]))


def succeed(held: Held, result: Any) -> bool:
    return _finish(_mine(held), Status.SUCCEEDED, result=result, error_code="")


def fail(held: Held, *, code: str, message: str = "") -> bool:
    return _finish(_mine(held), Status.FAILED, error_code=code[:60], message=message[:200])


def put_back(held: Held, *, run_after: datetime, free: bool = False) -> bool:
    """Queue the job again. `free`: the attempt does not count, since it was us who broke it off."""
    return bool(_requeue(_mine(held), run_after=run_after, attempts=F("attempts") - (1 if free else 0)))


def abandon(held: Held) -> bool:
    """The process that ran it died: queue it again, or fail it when it had its attempts."""
    return bool(_again(_mine(held)) or _finish(_mine(held), Status.FAILED, error_code="worker_lost"))


def cancel(job_id: UUID) -> bool:
    """True when this call is the one that ended the job."""
    return _finish(Job.objects.filter(pk=job_id, status__in=(Status.QUEUED, Status.RUNNING)), Status.CANCELLED)


def recover() -> list[UUID]:
    """Take back jobs whose lease ran out; the ids that are queued again. Only the server process calls this."""
    now = timezone.now()
    expired = Job.objects.filter(status=Status.RUNNING, lease_expires_at__lt=now)
    rows = list(expired.values_list("pk", "lease_owner"))
    if not rows:
        return []  # most of the time: a read takes no lock
    _finish(expired.filter(started_at__lte=_overdue(now)), Status.FAILED, error_code="time_limit")
    again = []
    for job_id, lease in rows:
        row = Job.objects.filter(pk=job_id, status=Status.RUNNING, lease_owner=lease, lease_expires_at__lt=now)
        if _again(row):
            again.append(job_id)
        else:
            _finish(row, Status.FAILED, error_code="worker_lost")
    return again


def _mine(held: Held) -> QuerySet[Job]:
    return Job.objects.filter(pk=held.job_id, status=Status.RUNNING, lease_owner=held.lease)


def _again(rows: QuerySet[Job]) -> int:
    left = Q(max_attempts=None) | Q(attempts__lt=F("max_attempts"))
    return _requeue(rows.filter(left), run_after=timezone.now())


def _requeue(rows: QuerySet[Job], **changes: Any) -> int:
    return rows.update(status=Status.QUEUED, lease_owner="", lease_expires_at=None, sent_at=None, **changes)


def _finish(rows: QuerySet[Job], status: Status, **changes: Any) -> bool:
    now = timezone.now()
    return bool(rows.update(status=status, finished_at=now, lease_owner="", lease_expires_at=None, **changes))


def _expiry(now: datetime) -> datetime:
    return now + timedelta(seconds=settings.JOB_LEASE_SECONDS)


def _overdue(now: datetime) -> datetime:
    return now - timedelta(seconds=settings.CELERY_TASK_TIME_LIMIT)
