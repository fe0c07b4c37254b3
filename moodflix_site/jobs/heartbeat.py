"""Keeps a lease alive while its job runs, from a thread of its own."""

from __future__ import annotations

import logging
import threading
from collections.abc import Iterator
from contextlib import contextmanager

from django.conf import settings
from django.db import DatabaseError, connections

from moodflix_site.jobs import leases

logger = logging.getLogger(__name__)


@contextmanager
def heartbeat(held: leases.Held) -> Iterator[None]:
    """Renew the lease three times in its life, until the block ends or the lease is lost."""
    over = threading.Event()
    thread = threading.Thread(target=_beat, args=(held, over), name=f"lease-{held.job_id}", daemon=True)
    thread.start()
    try:
        yield
    finally:
        over.set()
        thread.join()


def _beat(held: leases.Held, over: threading.Event) -> None:
    try:
        while not over.wait(settings.JOB_LEASE_SECONDS / 3):
            if not _renewed(held):
                return
    finally:
        connections.close_all()


def _renewed(held: leases.Held) -> bool:
    """A database that cannot be reached is no reason to give up: the lease may outlive the trouble."""
    try:
        return leases.renew(held)
    except DatabaseError:
        logger.warning("lease of job %s could not be renewed", held.job_id)
        connections.close_all()
        return True
