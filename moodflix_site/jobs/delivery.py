"""What a Celery worker does with a message: claim the row it points at, run, write the outcome."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from celery import Task
from celery.exceptions import Ignore

from moodflix_site.jobs import leases, runner
from moodflix_site.jobs.heartbeat import heartbeat


def run_delivered(task: Task[Any, Any], args: tuple[Any, ...], kwargs: dict[str, Any]) -> Any:
    """Run a delivered job once, however often its message comes.

    A message that comes while a dead worker's lease still stands is dropped: the server takes that row back and sends
    another.
    Every way but success ends in Ignore, which Celery takes without a word: the row says what happened, a retry has
    sent its own message, and Celery's log would quote the error's text.
    """
    job_id = UUID(str(task.request.id))
    held = leases.claim(job_id)
    if held is None:
        raise Ignore("gone, finished, or in other hands")
    task.request.update(held=held)
    with heartbeat(held):
        try:
            return runner.perform(held, lambda: task.run(*args, **kwargs))
        except Exception:  # noqa: BLE001 - perform has written and logged it
            raise Ignore("the row tells") from None
