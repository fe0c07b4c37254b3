"""Recurring work of the storage."""

from celery import shared_task

from moodflix_site.common.storage import spool


@shared_task
def sweep_spool() -> int:
    """Delete expired uploads and stray files; how many."""
    return spool.sweep()
