"""Reading what a person kept. Every function asks for the owner first: somebody else's row is not found."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import UUID

from django.core.paginator import Page, Paginator
from django.db.models import QuerySet
from django.utils import timezone

from accounts.models import Modality, User
from emotions.errors import ReadingNotFound, RecordingNotFound
from emotions.kept import prediction_of
from emotions.models import MoodAnalysis
from emotions.presentation import felt, mean_mix, view_of
from emotions.types import Reading, ReadingView, WeekMix
from moodflix_site.common.models import StoredObject
from moodflix_site.common.storage.keys import KeyMissing
from moodflix_site.common.storage.vault import read_text

PAGE_SIZE = 20
WEEK = timedelta(days=7)
WEEK_READINGS = 200


def own_readings(*, user: User) -> QuerySet[MoodAnalysis]:
    """All readings of one person, newest first, each with its stored words at hand."""
    return MoodAnalysis.objects.filter(user=user).select_related("text")


def listed_readings(*, user: User) -> QuerySet[MoodAnalysis]:
    """The same for a list, without the timelines of recordings: they are long, and stand at each reading."""
    return own_readings(user=user).defer("segments")


def reading_by_ticket(*, user: User, ticket: UUID) -> Reading | None:
    """The reading that was kept under a ticket, such as the job's of a long recording."""
    row = own_readings(user=user).filter(ticket=ticket).first()
    return reading_of(row) if row else None


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
    pages: Paginator[Any] = Paginator(listed_readings(user=user), size)
    page = pages.get_page(number)
    page.object_list = [view_of_row(row) for row in page.object_list]
    return page


def reading_of(row: MoodAnalysis) -> Reading:
    """The reading as it was made; of a recording with its words, where they were kept."""
    return Reading(
        prediction_of(vars(row)),
        row.pk,
        row.characters,
        transcript=words_of(row) if row.modality == Modality.VOICE else None,
        seconds=row.seconds,
        notes=tuple(row.notes),
        recording=row.recording_id is not None,
    )


def words_of(row: MoodAnalysis) -> str | None:
    """The kept words; None where none were kept, or the key they were locked with is gone."""
    try:
        return read_text(row.text) if row.text else None
    except KeyMissing:
        return None


def recording_of(*, user: User, analysis_id: int) -> StoredObject:
    """The kept sound of one reading of this person. Raises RecordingNotFound for any other, or where none was kept."""
    rows = MoodAnalysis.objects.filter(user=user, pk=analysis_id).select_related("recording")
    stored = next((row.recording for row in rows), None)
    if stored is None:
        raise RecordingNotFound
    return stored


def view_of_row(row: MoodAnalysis) -> ReadingView:
    reading = reading_of(row)
    return view_of(
        reading,
        text=reading.transcript if row.modality == Modality.VOICE else words_of(row),
        made_at=row.created_at,
        corrected=row.corrected_mood,
        shared_with_staff=row.shared_with_staff,
    )


def week_mix(*, user: User) -> WeekMix | None:
    """The mean mix of this person's last seven days, with their corrections; None without a reading.

    It stands on the newest `WEEK_READINGS`.
    """
    recent = MoodAnalysis.objects.filter(user=user, created_at__gte=timezone.now() - WEEK)
    rows = list(recent.values_list("scores", "corrected_mood", "created_at")[:WEEK_READINGS])
    if not rows:
        return None
    mixes = [felt(scores, corrected) for scores, corrected, _ in rows]
    return mean_mix(mixes, evenings=len({timezone.localdate(made_at) for *_, made_at in rows}))
