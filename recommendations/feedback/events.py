"""What happened with films, a row a film and day: bounded by person, and gone after a while."""

from __future__ import annotations

from datetime import timedelta
from typing import Final

from django.conf import settings
from django.utils import timezone

from accounts.models import User
from emotions.models import MoodAnalysis
from recommendations.feedback.evening import NOWHERE, Evening
from recommendations.feedback.models import EventKind, FilmEvent, Snooze

EVENING: Final = timedelta(hours=24)  # a film that was opened later belongs to that evening no more
REMEMBERED: Final = timedelta(days=3)  # how far back a film marked as seen looks for the evening it came from


def note(*, user: User, film_id: int, kind: EventKind, evening: Evening = NOWHERE) -> None:
    """Write down that this happened now. Again on the same day moves the time. The film must be there."""
    now = timezone.now()
    reading_id, dial = _origin(user, film_id, kind, evening)
    came_from = {"reading_id": reading_id, "dial": dial} if reading_id else {}
    _, made = FilmEvent.objects.update_or_create(
        user=user, film_id=film_id, kind=kind, day=timezone.localdate(now), defaults={"at": now, **came_from}
    )
    if made:
        _trim(user)


def forget(*, user: User, film_id: int, kind: EventKind) -> bool:
    """Take today's event back, or the newest one; whether there was any."""
    newest = FilmEvent.objects.filter(user=user, film_id=film_id, kind=kind).values_list("pk", flat=True).first()
    return bool(newest and FilmEvent.objects.filter(pk=newest).delete()[0])


def forget_old() -> int:
    """Delete events older than `FEEDBACK_EVENT_DAYS`, and what was put off until a day that has come; how many rows."""
    now = timezone.now()
    old = FilmEvent.objects.filter(at__lt=now - timedelta(days=settings.FEEDBACK_EVENT_DAYS)).delete()[0]
    return old + Snooze.objects.filter(until__lt=now).delete()[0]


def _origin(user: User, film_id: int, kind: EventKind, evening: Evening) -> tuple[int | None, str]:
    """The person's own reading of these hours. A film marked as seen may have been found on an evening before."""
    since = timezone.now() - EVENING
    if evening.reading_id and (
        MoodAnalysis.objects.filter(user=user, pk=evening.reading_id, created_at__gte=since).exists()
    ):
        return evening.reading_id, evening.dial
    if kind != EventKind.SEEN:
        return None, ""
    lately = FilmEvent.objects.filter(user=user, film_id=film_id, reading__isnull=False)
    found = lately.filter(at__gte=timezone.now() - REMEMBERED).values_list("reading_id", "dial").first()
    return found or (None, "")


def _trim(user: User) -> None:
    """Keep the newest `FEEDBACK_EVENTS_MOST`."""
    rows = FilmEvent.objects.filter(user=user)
    beyond = list(rows.values_list("pk", flat=True)[settings.FEEDBACK_EVENTS_MOST :])
    if beyond:
        FilmEvent.objects.filter(pk__in=beyond).delete()
