"""Asking, once, how a film left somebody; and keeping the answer beside how the evening began. Never their words."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final, cast

from django.db.models import Exists, OuterRef, QuerySet
from django.utils import timezone

from accounts.models import User
from emotions.models import MoodAnalysis
from emotions.presentation import felt
from ml.moods import AFFECT, MOODS, affect
from recommendations.access import Visitor
from recommendations.errors import NothingAsked, UnknownAnswer
from recommendations.feedback.helped import STEPS
from recommendations.feedback.models import EventKind, FilmEvent, MoodCheck, NoMoodChecks

ASKED_FOR: Final = timedelta(days=3)  # later nobody can tell any more
USUAL: Final = timedelta(minutes=100)  # of a film whose length is not known
LOOKED_AT: Final = 60  # events
SILENT: Final = "none"  # "I’d rather not say", and "I haven’t seen it": closes the question
STRENGTH: Final = {EventKind.SEEN: 2, EventKind.SAVED: 1, EventKind.OPENED: 0}


@dataclass(frozen=True, slots=True)
class Question:
    """How did this film leave you? One evening is asked about once, about one film."""

    reading_id: int
    film_id: int
    title: str
    year: int | None
    evening: datetime


@dataclass(frozen=True, slots=True)
class Answer:
    """`mood` is "" where a step was given; valence None where nothing was, arousal also with a step."""

    mood: str = ""
    valence: float | None = None
    arousal: float | None = None


def pending(user: Visitor, *, film_id: int | None = None) -> Question | None:
    """What to ask this person now (about this film), the latest evening first. One query.

    An evening is asked about when a film opened, saved or marked as seen that evening can have ended, within
    `ASKED_FOR`, unless it was answered or the person wants no questions.
    """
    if not isinstance(user, User):
        return None
    events = list(_open_events(user)[:LOOKED_AT])
    now = timezone.now()
    for reading_id in dict.fromkeys(event.reading_id for event in events):
        chosen = _chosen([event for event in events if event.reading_id == reading_id], now)
        if chosen and film_id in {None, chosen.film_id}:
            film, reading = chosen.film, _reading(chosen)
            return Question(reading.pk, film.pk, film.title, film.year, reading.created_at)
    return None


def answer_of(written: str) -> Answer:
    """From a form or a program: "mood:joy", "step:1" to "step:5", or "none". Raises UnknownAnswer."""
    kind, _, value = written.partition(":")
    if written == SILENT:
        return Answer()
    if kind == "mood" and value in MOODS:
        return Answer(value, *AFFECT[value])
    if kind == "step" and value in {"1", "2", "3", "4", "5"}:
        return Answer(valence=STEPS[int(value) - 1])
    raise UnknownAnswer


def answer(*, user: User, reading_id: int, film_id: int, given: Answer) -> MoodCheck:
    """Keep the first answer about that evening; a second one changes nothing. Raises NothingAsked."""
    event = _asked_about(user, reading_id, film_id)
    reading = _reading(event)
    mix = felt(reading.scores, reading.corrected_mood)
    valence, arousal = affect(mix)
    check, _ = MoodCheck.objects.get_or_create(
        user=user,
        reading_id=reading_id,
        defaults={
            "film_id": film_id,
            "dial": event.dial,
            "before_mood": max(mix, key=mix.__getitem__),
            "before_valence": valence,
            "before_arousal": arousal,
            "after_mood": given.mood,
            "after_valence": given.valence,
            "after_arousal": given.arousal,
        },
    )
    return check


def take_back(*, user: User, reading_id: int) -> bool:
    """Forget an answer; whether there was one."""
    return MoodCheck.objects.filter(user=user, reading_id=reading_id).delete()[0] > 0


def ask_no_more(*, user: User) -> None:
    NoMoodChecks.objects.get_or_create(user=user)


def ask_again(*, user: User) -> None:
    NoMoodChecks.objects.filter(user=user).delete()


def wants_no_questions(user: User) -> bool:
    return NoMoodChecks.objects.filter(user=user).exists()


def _open_events(user: User) -> QuerySet[FilmEvent]:
    answered = MoodCheck.objects.filter(user=user, reading_id=OuterRef("reading_id"))
    refused = NoMoodChecks.objects.filter(user=OuterRef("user"))
    since = timezone.now() - ASKED_FOR
    rows = FilmEvent.objects.filter(user=user, kind__in=list(STRENGTH), reading__isnull=False, at__gte=since)
    return rows.exclude(Exists(answered)).exclude(Exists(refused)).select_related("film", "reading")


def _chosen(events: Iterable[FilmEvent], now: datetime) -> FilmEvent | None:
    """The film of one evening that was most likely watched, where it can have ended by now."""
    able = [event for event in events if _can_have_ended(event, now)]
    return max(able, key=lambda event: (STRENGTH[EventKind(event.kind)], event.at), default=None)


def _can_have_ended(event: FilmEvent, now: datetime) -> bool:
    """A film marked as seen before half its length had passed since the reading was seen on another day."""
    length = timedelta(minutes=event.film.runtime) if event.film.runtime else USUAL
    began = _reading(event).created_at
    if event.kind == EventKind.SEEN:
        return event.at >= began + length / 2 and now >= began + length
    return now >= event.at + length


def _asked_about(user: User, reading_id: int, film_id: int) -> FilmEvent:
    """The event behind a question, answered or not."""
    rows = FilmEvent.objects.filter(user=user, reading_id=reading_id, film_id=film_id, kind__in=list(STRENGTH))
    event = rows.select_related("reading").first()
    if event is None:
        raise NothingAsked
    return event


def _reading(event: FilmEvent) -> MoodAnalysis:
    """These events all have one."""
    return cast("MoodAnalysis", event.reading)
