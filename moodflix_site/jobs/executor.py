"""The embedded executor: a few threads in the server process that claim job rows and run them.

With a broker the same object runs no jobs; it only recovers expired leases and sends their messages again.
"""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable
from functools import partial

from django.conf import settings
from django.db import DatabaseError, close_old_connections, connections

from moodflix_site.jobs import leases, queue, runner, scheduler
from moodflix_site.jobs.child import run_in_child
from moodflix_site.jobs.heartbeat import heartbeat
from moodflix_site.jobs.models import Job

logger = logging.getLogger(__name__)
_POLL = 1.0  # seconds until rows written by other processes are noticed
_current: list[Executor] = []


class Executor:
    """`threads` workers (0: none) and one keeper. Start it in the server process only."""

    def __init__(self, *, threads: int) -> None:
        self._news = threading.Condition()
        self._version = 0
        # One thread is kept free of heavy work, so that small jobs never wait behind a long one.
        light_only = [number == 0 and threads > 1 for number in range(threads)]
        targets: list[Callable[[], None]] = [partial(self._work, light_only=light) for light in light_only]
        targets.append(self._keep)
        self._threads = [threading.Thread(target=t, name=f"jobs-{n}", daemon=True) for n, t in enumerate(targets)]

    def start(self) -> None:
        runner.stopping.clear()
        for thread in self._threads:
            thread.start()

    def wake(self) -> None:
        with self._news:
            self._version += 1
            self._news.notify_all()

    def stop(self, *, grace: float = 10.0) -> None:
        """Running tasks stop at their next report and go back to the queue; children are killed and queued again."""
        runner.stopping.set()
        self.wake()
        deadline = time.monotonic() + grace
        for thread in self._threads:
            thread.join(max(0.0, deadline - time.monotonic()))

    def is_alive(self) -> bool:
        return all(thread.is_alive() for thread in self._threads)

    def _work(self, *, light_only: bool) -> None:
        while not runner.stopping.is_set():
            seen = self._version
            if _safely(partial(run_one, light_only=light_only)):
                close_old_connections()
            else:
                self._wait(seen)
        connections.close_all()

    def _wait(self, seen: int) -> None:
        """Until there is news since `seen`, or it is time to look anyway."""
        with self._news:
            self._news.wait_for(lambda: self._version != seen, timeout=_POLL)

    def _keep(self) -> None:
        pause = min(1.0, settings.JOB_LEASE_SECONDS / 4)
        while not runner.stopping.wait(pause):
            _safely(self._tend)
        connections.close_all()

    def _tend(self) -> bool:
        recovered = leases.recover()
        if settings.CELERY_BROKER_URL:
            for job in Job.objects.filter(pk__in=recovered):
                queue.send(job)
            queue.send_unsent()
            return True
        scheduler.tick()
        if recovered:
            self.wake()
        return True


def run_one(*, light_only: bool = False) -> bool:
    """Claim and run one job that is due; False when there was none."""
    held = leases.claim_next(light_only=light_only)
    if held is None:
        return False
    with heartbeat(held):
        if held.heavy:
            run_in_child(held, stopping=runner.stopping)
        else:
            runner.run_here(held)
    return True


def start() -> None:
    """Start this process's executor; a second call does nothing."""
    if not _current:
        _current.append(Executor(threads=0 if settings.CELERY_BROKER_URL else settings.JOB_THREADS))
        _current[0].start()


def stop() -> None:
    while _current:
        _current.pop().stop()


def wake() -> None:
    """There is a new job. Without an executor in this process the server's own finds it within a second."""
    for executor in _current:
        executor.wake()


def is_alive() -> bool | None:
    """None: no executor runs in this process."""
    return _current[0].is_alive() if _current else None


def _safely(step: Callable[[], bool]) -> bool:
    """One bad row or a database that is away must not end a thread."""
    try:
        return step()
    except DatabaseError:
        logger.warning("the job table cannot be reached; trying again")
    except Exception:
        logger.exception("the job executor stumbled")
    connections.close_all()
    return False
