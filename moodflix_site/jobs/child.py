"""Heavy work in a child process of low priority, so that pages stay quick and a runaway can be killed."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import time

from django.conf import settings
from django.utils import timezone

from moodflix_site.jobs import leases

_LOOK_EVERY = 0.5  # seconds between two looks at the row
_GRACE = 3.0  # seconds between asking a child to end and killing it


def run_in_child(held: leases.Held, *, stopping: threading.Event) -> None:
    """Run the job with `manage.py run_job` and wait. A cancelled, overdue or interrupted child is killed."""
    process = _start(held)
    deadline = time.monotonic() + settings.CELERY_TASK_TIME_LIMIT
    try:
        while _still_running(process):
            if stopping.is_set():
                _kill(process)
                leases.put_back(held, run_after=timezone.now(), free=True)
            elif time.monotonic() > deadline:
                _kill(process)
                leases.fail(held, code="time_limit")
            elif not leases.holds(held):
                _end(process)
    finally:
        _kill(process)
    if process.returncode != 0:
        leases.abandon(held)


def _start(held: leases.Held) -> subprocess.Popen[bytes]:
    """The child reads its standard input only to learn that this process is gone."""
    command = [sys.executable, str(settings.BASE_DIR / "manage.py"), "run_job", str(held.job_id), "--lease", held.lease]
    return subprocess.Popen(command, stdin=subprocess.PIPE, start_new_session=True)  # noqa: S603 - our own command


def _still_running(process: subprocess.Popen[bytes]) -> bool:
    try:
        process.wait(timeout=_LOOK_EVERY)
    except subprocess.TimeoutExpired:
        return True
    return False


def _end(process: subprocess.Popen[bytes]) -> None:
    """The row is out of our hands: either the child just wrote its end, or somebody cancelled it."""
    try:
        process.wait(timeout=_GRACE)
    except subprocess.TimeoutExpired:
        _kill(process)


def _kill(process: subprocess.Popen[bytes]) -> None:
    """The whole session: a child may have children."""
    if process.poll() is None:
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()
    if process.stdin:
        process.stdin.close()
