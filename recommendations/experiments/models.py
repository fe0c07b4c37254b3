"""Which strategy is live, which experiments ran, and what was shown to whom."""

from __future__ import annotations

import secrets
from typing import ClassVar

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils import timezone


def _salt() -> str:
    return secrets.token_hex(8)


class LiveStrategy(models.Model):
    """One row: the strategy for everybody who is in no experiment."""

    ONLY: ClassVar = 1

    strategy = models.CharField(max_length=40, default="default")
    changed_at = models.DateTimeField(auto_now=True)

    class Meta:
        verbose_name_plural = "live strategy"

    def __str__(self) -> str:
        return self.strategy


class Experiment(models.Model):
    """Strategies compared on real evenings. Only one runs at a time, and what ran is never run again: a new one starts.

    `share` of the people take part. `smallest_effect` is the smallest difference in reward a page that would be worth
    acting on: below it the report gives no verdict until so small a difference could be seen.
    """

    class Kind(models.TextChoices):
        AB = "ab", "A/B: each person keeps to one arm"
        INTERLEAVED = "interleaved", "Interleaved: both arms in every row (team draft)"

    class Status(models.TextChoices):
        DRAFT = "draft", "Draft"
        RUNNING = "running", "Running"
        ENDED = "ended", "Ended"

    key = models.SlugField(max_length=40, unique=True)
    title = models.CharField(max_length=80)
    kind = models.CharField(max_length=12, choices=Kind.choices, default=Kind.AB)
    status = models.CharField(max_length=8, choices=Status.choices, default=Status.DRAFT, editable=False)
    share = models.FloatField(
        default=1.0, validators=[MinValueValidator(0.0), MaxValueValidator(1.0)], help_text="Of the people, 0 to 1."
    )
    smallest_effect = models.FloatField(
        default=0.1,
        validators=[MinValueValidator(0.001)],
        help_text="In reward a page: the smallest difference worth acting on.",
    )
    salt = models.CharField(max_length=16, default=_salt, editable=False)
    started_at = models.DateTimeField(null=True, editable=False)
    ended_at = models.DateTimeField(null=True, editable=False)

    class Meta:
        ordering: ClassVar = ["-started_at", "-id"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["status"], condition=models.Q(status="running"), name="one_experiment_runs")
        ]

    def __str__(self) -> str:
        return self.title


class Arm(models.Model):
    """A strategy in an experiment. The first one is what the others are compared with."""

    experiment = models.ForeignKey(Experiment, on_delete=models.CASCADE, related_name="arms")
    strategy = models.CharField(max_length=40)
    share = models.PositiveSmallIntegerField(
        default=1, validators=[MinValueValidator(1)], help_text="Beside the others."
    )

    class Meta:
        ordering: ClassVar = ["id"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["experiment", "strategy"], name="one_arm_a_strategy"),
        ]


class Impression(models.Model):
    """A film that was shown to a signed-in person. Goes after `IMPRESSION_DAYS`, or with its owner.

    `page` ties the films of one page together; `row` is "" for a list without rows; `position` counts from 0 in its
    row. `arm` is the strategy the person was assigned to, `strategy` the one that answered (another where the first
    declined), `team` whose pick it was on an interleaved page. `propensity` is how likely the film was to stand here,
    and `rivals` how likely it would have been under other strategies, by name, where that was worked out.
    """

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="impressions", db_index=False
    )
    page = models.UUIDField()
    film_id = models.PositiveBigIntegerField()
    row = models.CharField(max_length=40, blank=True)
    position = models.PositiveSmallIntegerField()
    strategy = models.CharField(max_length=40)
    experiment = models.ForeignKey(
        Experiment, null=True, on_delete=models.SET_NULL, related_name="impressions", db_index=False
    )
    arm = models.CharField(max_length=40, blank=True)
    team = models.CharField(max_length=1, blank=True)
    explored = models.BooleanField(default=False)
    propensity = models.FloatField(default=1.0)
    rivals = models.JSONField(default=dict, blank=True)
    shown_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering: ClassVar = ["-shown_at", "-id"]
        indexes: ClassVar = [
            models.Index(fields=["user", "page"], name="shown_on_a_page"),
            models.Index(fields=["user", "-shown_at"], name="shown_lately"),
            models.Index(fields=["experiment", "user"], name="shown_in_an_experiment"),
            models.Index(fields=["shown_at"], name="shown_when"),
        ]
