"""Keeping the item–item model up with what people say."""

from __future__ import annotations

from celery import shared_task

from recommendations.retrieval import item_model


@shared_task
def look_at_item_model() -> bool:
    """Start a fit, in a process of its own, where enough changed; whether one was started."""
    if due := item_model.due():
        fit_item_model.apply_async()
    return due


@shared_task(heavy=True)  # type: ignore[call-overload, untyped-decorator]
def fit_item_model() -> int:
    """Fit the item–item model and put it in use; of how many films. Running it twice changes nothing."""
    return item_model.fit().films
