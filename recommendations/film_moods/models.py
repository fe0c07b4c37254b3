"""What is known of a film's mood beyond its genres and keywords, and what people say a film left them with."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.core.validators import MinValueValidator
from django.db import models

from emotions.models import MOOD_CHOICES

FILM = "recommendations.Film"


class EvidenceSource(models.TextChoices):
    """The sources that are kept. Genres and keywords stand in the film's own row and are read from there."""

    OVERVIEW = "overview", "Overview, read by a model"
    FEEDBACK = "feedback", "How it left people"
    PEOPLE = "people", "People said how it felt"
    STAFF = "staff", "Staff"


class MoodEvidence(models.Model):
    """One source's word on one film: `moods` by mood, `weight` in genres' worth, `detail` what it stands on.

    `model_version` names the model and its weights, `read_from` is a digest of the text that it read.
    """

    film = models.ForeignKey(FILM, on_delete=models.CASCADE, related_name="mood_evidence")
    source = models.CharField(max_length=8, choices=EvidenceSource.choices)
    moods = models.JSONField(default=dict)
    weight = models.FloatField(validators=[MinValueValidator(0)])
    detail = models.CharField(max_length=200, blank=True)
    model_version = models.CharField(max_length=120, blank=True)
    read_from = models.CharField(max_length=32, blank=True, editable=False)
    updated_at = models.DateTimeField(auto_now=True)

    class Meta:
        verbose_name = "evidence of a mood"
        verbose_name_plural = "evidence of its mood"
        ordering: ClassVar = ["film", "source"]
        constraints: ClassVar = [models.UniqueConstraint(fields=["film", "source"], name="one_word_a_film_and_source")]


class FilmMoodVote(models.Model):
    """ "This film felt …": the mood that one person says a film left them with; a new answer replaces the old."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="film_mood_votes")
    film = models.ForeignKey(FILM, on_delete=models.CASCADE, related_name="mood_votes")
    mood = models.CharField(max_length=8, choices=MOOD_CHOICES)
    created_at = models.DateTimeField(auto_now_add=True)
    updated_at = models.DateTimeField(auto_now=True)

    class Meta:
        verbose_name = "how a film felt"
        verbose_name_plural = "how films felt"
        ordering: ClassVar = ["-updated_at", "-id"]
        constraints: ClassVar = [models.UniqueConstraint(fields=["user", "film"], name="one_felt_mood_a_film")]
