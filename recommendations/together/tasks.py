"""Recurring: evenings end, and turns are not held against anybody for ever."""

from __future__ import annotations

from celery import shared_task

from recommendations.together import services


@shared_task
def end_evenings() -> int:
    """Delete evenings past their time, with their guests; how many."""
    return services.end_old()


@shared_task
def forget_turns() -> int:
    """Delete turns older than a year; how many."""
    return services.forget_turns()
