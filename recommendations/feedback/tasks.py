"""Recurring: what people did with films is kept no longer than it is of use."""

from __future__ import annotations

from celery import shared_task

from recommendations.feedback import events


@shared_task
def forget_film_events() -> int:
    """Delete events older than `FEEDBACK_EVENT_DAYS` and what was put off until a day that has come; how many."""
    return events.forget_old()
