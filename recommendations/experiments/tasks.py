"""Recurring: what was shown to people is kept no longer than it is of use."""

from __future__ import annotations

from celery import shared_task

from recommendations.experiments import impressions


@shared_task
def forget_impressions() -> int:
    """Delete impressions older than `IMPRESSION_DAYS`; how many."""
    return impressions.forget_old()
