"""Recurring work: nothing stays longer than it was meant to."""

from celery import shared_task

from moodflix_site.common import sessions
from moodflix_site.common.storage import spool


@shared_task
def sweep_spool() -> int:
    """Delete expired uploads and stray files; how many."""
    return spool.sweep()


@shared_task
def end_old_sessions() -> None:
    """Delete sessions past their time; nobody can use them any more, but they still hold what was in them."""
    sessions.clear_expired()
