"""What people do with films beside liking and refusing: kept for later, put off, opened, felt afterwards."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils import timezone

from emotions.models import MOOD_CHOICES, SIGNED_UNIT

FILM = "recommendations.Film"
READING = "emotions.MoodAnalysis"


class Saved(models.Model):
    """A film on somebody's watchlist."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="saved_films")
    film = models.ForeignKey(FILM, on_delete=models.CASCADE, related_name="+")
    created_at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = "saved film"
        ordering: ClassVar = ["-created_at", "-id"]
        constraints: ClassVar = [models.UniqueConstraint(fields=["user", "film"], name="saved_once")]


class Snooze(models.Model):
    """ "Not for now": the film is not offered before `until`."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="put_off_films")
    film = models.ForeignKey(FILM, on_delete=models.CASCADE, related_name="+")
    until = models.DateTimeField()
    created_at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = "film put off"
        verbose_name_plural = "films put off"
        ordering: ClassVar = ["until", "id"]
        constraints: ClassVar = [models.UniqueConstraint(fields=["user", "film"], name="put_off_once")]
        indexes: ClassVar = [models.Index(fields=["until"], name="put_off_until")]


class KindName(models.TextChoices):
    GENRE = "genre", "Genre"
    DIRECTOR = "director", "Director"
    SERIES = "series", "Series"


class KindRefusal(models.Model):
    """ "Not this kind": no film of that genre, director or series is offered. `title` is what the person was shown."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="refused_kinds")
    kind = models.CharField(max_length=8, choices=KindName.choices)
    value = models.CharField(max_length=300)
    title = models.CharField(max_length=300)
    created_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering: ClassVar = ["-created_at", "-id"]
        constraints: ClassVar = [models.UniqueConstraint(fields=["user", "kind", "value"], name="kind_refused_once")]


class IgnoredFilm(models.Model):
    """ "Don't use this one": what its owner said of the film counts for nothing in what they are offered."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="ignored_films")
    film = models.ForeignKey(FILM, on_delete=models.CASCADE, related_name="+")
    created_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering: ClassVar = ["-created_at", "-id"]
        constraints: ClassVar = [models.UniqueConstraint(fields=["user", "film"], name="ignored_once")]


class EventKind(models.TextChoices):
    OPENED = "opened", "Opened from a row"
    DISMISSED = "dismissed", "Put away for tonight"
    TRAILER = "trailer", "Trailer watched"
    SAVED = "saved", "Saved for later"
    SEEN = "seen", "Marked as seen"


class FilmEvent(models.Model):
    """One thing a person did with a film on one day; again on that day moves `at` and adds no row.

    `reading` is the evening it came from, where it came from one, and the row goes with it. Rows leave after
    `FEEDBACK_EVENT_DAYS` and beyond `FEEDBACK_EVENTS_MOST` a person.
    """

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="film_events")
    film = models.ForeignKey(FILM, on_delete=models.CASCADE, related_name="+")
    kind = models.CharField(max_length=9, choices=EventKind.choices)
    day = models.DateField()
    at = models.DateTimeField(default=timezone.now)
    reading = models.ForeignKey(READING, null=True, blank=True, on_delete=models.CASCADE, related_name="+")
    dial = models.CharField(max_length=9, blank=True, help_text="The stop the dial stood on that evening.")

    class Meta:
        ordering: ClassVar = ["-at", "-id"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["user", "film", "kind", "day"], name="one_event_a_film_and_day")
        ]
        indexes: ClassVar = [
            models.Index(fields=["user", "kind", "-at"], name="own_events"),
            models.Index(fields=["at"], name="events_by_age"),
        ]


class MoodCheck(models.Model):
    """How somebody felt before a film (as read, or as they corrected it) and after it (as they said).

    Valence and arousal in [-1, 1]. `after_valence` is None where they would rather not say, `after_arousal` also where
    they gave a step and no mood. It stands on a reading and goes with it; no words of the reading are here.
    """

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="mood_checks")
    film = models.ForeignKey(FILM, on_delete=models.CASCADE, related_name="+")
    reading = models.ForeignKey(READING, on_delete=models.CASCADE, related_name="+")
    dial = models.CharField(max_length=9, blank=True)
    before_mood = models.CharField(max_length=8, choices=MOOD_CHOICES)
    before_valence = models.FloatField(validators=SIGNED_UNIT)
    before_arousal = models.FloatField(validators=SIGNED_UNIT)
    after_mood = models.CharField(max_length=8, choices=MOOD_CHOICES, blank=True)
    after_valence = models.FloatField(null=True, blank=True, validators=SIGNED_UNIT)
    after_arousal = models.FloatField(null=True, blank=True, validators=SIGNED_UNIT)
    answered_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering: ClassVar = ["-answered_at", "-id"]
        constraints: ClassVar = [models.UniqueConstraint(fields=["user", "reading"], name="asked_once_an_evening")]


class NoMoodChecks(models.Model):
    """Somebody who does not want to be asked how a film left them."""

    user = models.OneToOneField(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+", primary_key=True)
    since = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = "person not to be asked"
        verbose_name_plural = "people not to be asked"
