"""The class behind every `@shared_task`: the same call site runs embedded or on Celery, and one row tells how it goes.

@shared_task(bind=True, heavy=True, autoretry_for=(Unreachable,), retry_backoff=True)
def import_history(self, upload_id): self.report(done=1, total=9)

import_history.apply_async(args=[upload.pk], owner_id=user.pk).id  # the job's id
"""

from __future__ import annotations

import time
from datetime import datetime, timedelta
from functools import partial
from typing import Any
from uuid import UUID

from celery import Task
from celery.result import AsyncResult
from django.conf import settings
from django.db import transaction
from django.utils import timezone

_REPORT_EVERY = 0.5  # seconds between two progress writes of one job


class JobTask(Task[Any, Any]):
    """`heavy`: with the embedded executor the task runs in a child process of low priority."""

    heavy = False

    def apply_async(  # type: ignore[override]
        self, args: Any = None, kwargs: Any = None, task_id: str | None = None, **options: Any
    ) -> AsyncResult[Any]:
        """Write the job row and, on commit, wake the executor or send the message.

        `owner_id`: whose job it is. `countdown` (seconds) or `eta`: not before. A retry comes through here too, with
        the id of the job that is running, and puts that row back.
        """
        from moodflix_site.jobs import queue

        for unsupported in ("link", "link_error"):
            if options.pop(unsupported, None):
                raise TypeError(f"A job takes no {unsupported}: enqueue the next task from this one.")
        args, kwargs, owner_id = list(args or ()), dict(kwargs or {}), options.pop("owner_id", None)
        run_after = _run_after(options.get("eta"), options.get("countdown"))
        if task_id and task_id == self.request.id and not self.request.called_directly:
            job_id = queue.retry(self._held(), run_after=run_after)
        else:
            job_id = queue.put(self, args, kwargs, job_id=task_id, owner_id=owner_id, run_after=run_after)
        transaction.on_commit(partial(self.dispatch, job_id, args, kwargs, **options), robust=True)
        return AsyncResult(str(job_id), app=self.app)

    def dispatch(self, job_id: UUID, args: Any, kwargs: Any, **options: Any) -> None:
        """Tell whoever runs jobs. A message that cannot be sent now is sent again by the server: the row counts."""
        from moodflix_site.jobs import executor, queue

        if not settings.CELERY_BROKER_URL:
            executor.wake()
            return
        options.pop("producer", None)
        super().apply_async(args, kwargs, task_id=str(job_id), **options)
        queue.mark_sent(job_id)

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        """A Celery worker comes through here; a direct call is a plain function call without a job."""
        from moodflix_site.jobs import delivery

        if self.request.called_directly:
            return super().__call__(*args, **kwargs)
        return delivery.run_delivered(self, args, kwargs)

    def report(self, *, done: int = 0, total: int | None = None, message: str = "") -> None:
        """Say how far the job is; written twice a second at most. Raises `JobCancelled` when it was cancelled."""
        from moodflix_site.jobs import leases, runner
        from moodflix_site.jobs.errors import JobCancelled, JobInterrupted

        if (held := self._held()) is None:
            return
        if runner.stopping.is_set():
            raise JobInterrupted("shutting down")
        now = time.monotonic()
        if now - getattr(self.request, "reported", 0.0) < _REPORT_EVERY and done != total:
            return
        self.request.update(reported=now)
        if not leases.progress(held, done=done, total=total, message=message):
            raise JobCancelled("no longer ours")

    def _held(self) -> Any:
        """The claim that this run stands on (`leases.Held`); None in a direct call."""
        return getattr(self.request, "held", None)


def _run_after(eta: datetime | None, countdown: float | None) -> datetime:
    return eta or timezone.now() + timedelta(seconds=countdown or 0)
