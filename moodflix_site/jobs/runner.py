"""Runs one claimed job here and now, and writes how it ended."""

from __future__ import annotations

import logging
import threading
import traceback
from collections.abc import Callable
from typing import Any
from uuid import UUID

from celery import current_app
from celery.app.task import Context
from celery.exceptions import Retry
from django.utils import timezone

from moodflix_site.common.errors import MoodFlixError
from moodflix_site.jobs import leases
from moodflix_site.jobs.errors import JobCancelled, JobInterrupted

logger = logging.getLogger(__name__)
_loading = threading.Lock()
stopping = threading.Event()  # set while the server shuts down: running tasks stop at their next report


def task_named(name: str) -> Any:
    """The registered JobTask or None, looking through every app's `tasks` module the first time."""
    with _loading:  # a second thread must wait for the first one's imports
        if name not in current_app.tasks:
            current_app.loader.import_default_modules()
    return current_app.tasks.get(name)


def run_here(held: leases.Held) -> None:
    """Run a claimed job in this thread. Whatever happens is written to its row; nothing is raised."""
    task = task_named(held.task)
    if task is None:
        leases.fail(held, code="unknown_task")
        return
    task.request_stack.push(_request(held))
    try:
        perform(held, lambda: task.run(*held.args, **held.kwargs))
    except Exception:  # noqa: BLE001 - perform has written and logged it
        return
    finally:
        task.request_stack.pop()


def perform(held: leases.Held, call: Callable[[], Any]) -> Any:
    """Call, then write the outcome. Raises what the call raised, for Celery's own book-keeping."""
    try:
        result = call()
        leases.succeed(held, result)
    except (JobCancelled, Retry):
        raise  # the row already says so: cancelled, or queued again by the retry
    except JobInterrupted:
        leases.put_back(held, run_after=timezone.now(), free=True)
        raise
    except Exception as error:
        _failed(held, error)
        raise
    return result


def _failed(held: leases.Held, error: Exception) -> None:
    """Names the error and the line, never its text: that may quote a person."""
    last = traceback.extract_tb(error.__traceback__)[-1]
    logger.error(
        "job %s (%s) failed: %s at %s:%s", held.job_id, held.task, type(error).__name__, last.filename, last.lineno
    )
    if isinstance(error, MoodFlixError):
        leases.fail(held, code=error.code, message=error.message)
    else:
        leases.fail(held, code="error")


def _request(held: leases.Held) -> Context:
    return Context(
        id=str(held.job_id),
        task=held.task,
        args=list(held.args),
        kwargs=held.kwargs,
        retries=held.attempt - 1,
        called_directly=False,
        delivery_info={},
        held=held,
    )


def as_uuid(text: str | None) -> UUID | None:
    try:
        return UUID(text or "")
    except ValueError:
        return None
