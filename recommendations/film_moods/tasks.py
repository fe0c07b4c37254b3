"""Background work on films' moods."""

from __future__ import annotations

from typing import Any, Final

from celery import shared_task

from ml.errors import NoUsableModel
from recommendations.film_moods import people, reading

A_RUN: Final = 500  # descriptions in one run; the next run goes on
SECONDS: Final = 300.0


@shared_task(bind=True, heavy=True)  # type: ignore[call-overload, untyped-decorator]
def read_overviews(self: Any) -> int:
    """Read film descriptions that wait, a bounded number at a time; how many were read."""
    try:
        found = reading.read_overviews(
            limit=A_RUN, seconds=SECONDS, progress=lambda done, of: self.report(done=done, total=of)
        )
    except NoUsableModel:
        return 0
    return found.read


@shared_task
def recount_moods() -> int:
    """Add up what people said of films anew, so that an account that is gone leaves nothing in the sums."""
    return people.recount()
