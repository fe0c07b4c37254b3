"""Keeping the films' vectors up to date in the background."""

from __future__ import annotations

from typing import Any

from celery import shared_task

from recommendations.retrieval import vectors


@shared_task
def look_at_vectors() -> str:
    """Start what is due: a few changes at once, a whole index in a process of its own."""
    work = vectors.due()
    if work == "build":
        if not vectors.claim():
            return ""
        build_vectors.apply_async()
    elif work:
        vectors.refresh()
    return work


@shared_task(bind=True, heavy=True)  # type: ignore[call-overload, untyped-decorator]
def build_vectors(self: Any) -> int:
    """Make the vectors of all films; of how many."""
    return vectors.refresh(progress=lambda films: self.report(done=films))
