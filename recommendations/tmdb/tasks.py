"""Recurring work around TMDB."""

from __future__ import annotations

from celery import shared_task

from recommendations.tmdb import purge as terms


@shared_task
def purge() -> dict[str, int]:
    """Delete what TMDB's terms do not let us keep; how many rows of what."""
    return terms.purge()
