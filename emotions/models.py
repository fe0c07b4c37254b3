"""Readings that a person keeps. The words themselves live in the vault, apart from the numbers, and only when kept."""

from typing import ClassVar, Final

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils import timezone

from accounts.models import Modality
from ml.moods import MOODS

MOOD_CHOICES = [(mood, mood.capitalize()) for mood in MOODS]
UNIT = [MinValueValidator(0.0), MaxValueValidator(1.0)]
SIGNED_UNIT = [MinValueValidator(-1.0), MaxValueValidator(1.0)]


class Source(models.TextChoices):
    PAGE = "page", "Page"
    API = "api", "API"
    LEGACY = "legacy", "Original API"
    STREAM = "stream", "Stream"


KEEPING: Final = frozenset({Source.PAGE, Source.API})


class MoodAnalysis(models.Model):
    """One reading as a model made it. Only `corrected_mood` and `shared_with_staff` change afterwards, by the owner."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="mood_analyses")
    modality = models.CharField(max_length=8, choices=Modality.choices, default=Modality.TEXT)
    scores = models.JSONField(help_text="Calibrated share of each of the eight moods; sums to 1.")
    mood = models.CharField(max_length=8, choices=MOOD_CHOICES)
    confidence = models.FloatField(validators=UNIT)
    threshold = models.FloatField(validators=UNIT, help_text="Below it the model was not sure.")
    valence = models.FloatField(validators=SIGNED_UNIT)
    arousal = models.FloatField(validators=SIGNED_UNIT)
    model = models.CharField(max_length=80)
    tier = models.CharField(max_length=12)
    labels = models.JSONField(
        default=dict, blank=True, help_text="The finer labels that were there, each with its probability."
    )
    feelings = models.JSONField(
        default=dict, blank=True, help_text="The journal's twelve, 0 to 1: derived, not measured."
    )
    intensity = models.FloatField(null=True, blank=True, validators=UNIT, help_text="Derived, not measured.")
    language = models.CharField(max_length=8, blank=True, help_text="ISO 639-1; empty when it could not be told.")
    unfamiliar = models.BooleanField(default=False, help_text="Unlike what the model learned from.")
    sentences = models.JSONField(
        default=list, blank=True, help_text="Where each sentence stands in the kept words, and its mix; goes with them."
    )
    parts = models.JSONField(
        default=list, blank=True, help_text="What words and voice said by themselves, and how much of the say each had."
    )
    disagreement = models.FloatField(
        null=True, blank=True, validators=UNIT, help_text="How far words and voice are apart."
    )
    segments = models.JSONField(default=list, blank=True, help_text="The timeline of a recording.")
    seconds = models.FloatField(null=True, blank=True, help_text="How long the recording lasts.")
    notes = models.JSONField(default=list, blank=True, help_text="What is to know about the recording, as codes.")
    latency_ms = models.FloatField()
    characters = models.PositiveIntegerField(null=True, blank=True, help_text="How many were read.")
    warnings = models.JSONField(default=list, blank=True)
    source = models.CharField(max_length=8, choices=Source.choices)
    text = models.ForeignKey(
        "common.StoredObject",
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
        help_text="The words, where kept.",
    )
    recording = models.ForeignKey(
        "common.StoredObject",
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
        help_text="The sound itself, only where its owner asked to keep it.",
    )
    shared_with_staff = models.BooleanField("shared with staff", default=False)
    corrected_mood = models.CharField(max_length=8, choices=MOOD_CHOICES, blank=True, null=True)  # noqa: DJ001 (null: never)
    ticket = models.UUIDField(
        null=True,
        blank=True,
        editable=False,
        help_text="Of a guest's reading that was kept later, or of a long recording's job.",
    )
    created_at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name_plural = "mood analyses"
        ordering: ClassVar = ["-created_at", "-id"]
        indexes: ClassVar = [models.Index(fields=["user", "-created_at", "-id"], name="own_readings")]
        constraints: ClassVar = [models.UniqueConstraint(fields=["user", "ticket"], name="kept_once")]

    def __str__(self) -> str:
        return f"reading {self.pk}"
