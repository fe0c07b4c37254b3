"""Recurring work around TMDB."""

from __future__ import annotations

from celery import shared_task

from recommendations.tmdb import client, upkeep
from recommendations.tmdb import purge as terms


@shared_task
def purge() -> dict[str, int]:
    """Delete what TMDB's terms do not let us keep; how many rows of what."""
    return terms.purge()


@shared_task
def complete_films() -> int:
    """Details for films that need them, a bounded number; how many were told."""
    return upkeep.complete() if client.configured() else 0


@shared_task
def match_films() -> int:
    """Find embedded films at TMDB by IMDb id, a bounded number; how many it knew."""
    return upkeep.match() if client.configured() else 0


@shared_task
def stock_rows() -> int:
    """Hear of more films for every row than its page asks for; of how many."""
    return upkeep.stock() if client.configured() else 0
