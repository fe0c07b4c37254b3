"""Reading what a person kept. Every function asks for the owner first: somebody else's row is not found."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.conf import settings
from django.core.paginator import Page, Paginator
from django.db.models import QuerySet
from django.utils import timezone

from accounts.models import User
from accounts.selectors import Person
from emotions.errors import ReadingNotFound
from emotions.models import MoodAnalysis
from emotions.presentation import felt, mean_mix, view_of
from emotions.types import Reading, ReadingView, WeekMix
from ml.moods import MOODS
from ml.types import Prediction
from moodflix_site.common.storage.keys import KeyMissing
from moodflix_site.common.storage.vault import read_text

PAGE_SIZE = 20
WEEK = timedelta(days=7)
EXAMPLES = (
    "I can’t stop smiling today, she said yes!",
    "Long day. Not awful. I miss my sister and I don’t want to think.",
    "Everything at work went wrong and nobody said sorry.",
    "It’s raining, the tea is hot, and nothing has to happen.",
    "I keep listening for a noise downstairs.",
)


def own_readings(*, user: User) -> QuerySet[MoodAnalysis]:
    """All readings of one person, newest first, each with its stored words at hand."""
    return MoodAnalysis.objects.filter(user=user).select_related("text")


def reading_row(*, user: User, analysis_id: int) -> MoodAnalysis:
    """One reading of this person. Raises ReadingNotFound for any other."""
    row = own_readings(user=user).filter(pk=analysis_id).first()
    if row is None:
        raise ReadingNotFound
    return row


def reading_view(*, user: User, analysis_id: int) -> ReadingView:
    """One reading of this person as a page shows it, with their own words. Raises ReadingNotFound."""
    return view_of_row(reading_row(user=user, analysis_id=analysis_id))


def readings_page(*, user: User, number: int | str | None = 1, size: int = PAGE_SIZE) -> Page[ReadingView]:
    """A page of this person's readings; a number out of range gives the nearest page there is."""
    pages: Paginator[Any] = Paginator(own_readings(user=user), size)
    page = pages.get_page(number)
    page.object_list = [view_of_row(row) for row in page.object_list]
    return page


def reading_of(row: MoodAnalysis) -> Reading:
    """The reading as it was made."""
    prediction = Prediction(
        modality=row.modality,
        scores={mood: row.scores[mood] for mood in MOODS},
        model=row.model,
        tier=row.tier,
        latency_ms=row.latency_ms,
        threshold=row.threshold,
        warnings=tuple(row.warnings),
    )
    return Reading(prediction, row.pk, row.characters)


def words_of(row: MoodAnalysis) -> str | None:
    """The kept words; None where none were kept, or the key they were locked with is gone."""
    try:
        return read_text(row.text) if row.text else None
    except KeyMissing:
        return None


def view_of_row(row: MoodAnalysis) -> ReadingView:
    return view_of(
        reading_of(row),
        text=words_of(row),
        made_at=row.created_at,
        corrected=row.corrected_mood,
        shared_with_staff=row.shared_with_staff,
    )


def week_mix(*, user: User) -> WeekMix | None:
    """The mean mix of this person's last seven days, with their corrections; None without a reading."""
    rows = list(MoodAnalysis.objects.filter(user=user, created_at__gte=timezone.now() - WEEK))
    if not rows:
        return None
    mixes = [felt(reading_of(row).prediction, row.corrected_mood) for row in rows]
    return mean_mix(mixes, evenings=len({timezone.localdate(row.created_at) for row in rows}))


def home_context(*, user: Person, text: str = "", error: str | None = None) -> dict[str, object]:
    """What the home page shows: for its own view, and for a refused form that comes back with its words."""
    return {
        "form_text": text,
        "error": error,
        "max_length": settings.MAX_TEXT_LENGTH,
        "examples": list(EXAMPLES),
        "moods": list(MOODS),
        "week": week_mix(user=user) if isinstance(user, User) else None,
    }
