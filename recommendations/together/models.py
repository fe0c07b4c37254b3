"""Evenings that several people plan together. All of it goes when the evening is over, but for whose turn is next."""

from __future__ import annotations

import secrets
import uuid
from datetime import datetime, timedelta
from typing import ClassVar, Final

from django.conf import settings
from django.db import models
from django.db.models.functions import Lower
from django.utils import timezone

from emotions.models import UNIT

TOKEN_BYTES: Final = 24
LIFE: Final = timedelta(hours=24)


def new_token() -> str:
    """What stands in a link: 192 random bits."""
    return secrets.token_urlsafe(TOKEN_BYTES)


def _ends() -> datetime:
    return timezone.now() + LIFE


class Evening(models.Model):
    """An evening from its start to its end, a day at most. `version` grows with every change, so that pages notice.

    `shortlist` is the list that everybody sees, worked out at each change: `{"film_id", "fits": {member id: fit}}`, the
    best for the group first. `leader` is the member whose turn it is.
    """

    token = models.CharField(max_length=32, unique=True, default=new_token, editable=False)
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="evenings_started")
    gathering = models.UUIDField(default=uuid.uuid4, editable=False)
    open = models.BooleanField(default=True, help_text="Whether the link lets further people in.")
    seats = models.PositiveSmallIntegerField(default=0)
    version = models.PositiveIntegerField(default=1)
    shortlist = models.JSONField(default=list)
    leader = models.PositiveBigIntegerField(null=True)
    film_id = models.PositiveBigIntegerField(null=True)
    film_title = models.CharField(max_length=300, blank=True)
    film_year = models.PositiveSmallIntegerField(null=True)
    created_at = models.DateTimeField(default=timezone.now)
    changed_at = models.DateTimeField(default=timezone.now)
    ends_at = models.DateTimeField(default=_ends)

    class Meta:
        ordering: ClassVar = ["-created_at", "-id"]
        indexes: ClassVar = [models.Index(fields=["ends_at"], name="evenings_by_end")]


class Member(models.Model):
    """Somebody at an evening, by the name they chose for it. A guest has no `user`; their session holds `key`.

    `mix` is what they feel like ({} until they said so; never the words), `without` the genres, `refused` the films and
    `avoid` the topics that they rule out: all of it is theirs alone to see.
    """

    evening = models.ForeignKey(Evening, on_delete=models.CASCADE, related_name="members")
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.CASCADE, related_name="evenings_joined"
    )
    name = models.CharField(max_length=30)
    key = models.CharField(max_length=32, unique=True, default=new_token, editable=False)
    mix = models.JSONField(default=dict)
    without = models.JSONField(default=list)
    refused = models.JSONField(default=list)
    avoid = models.JSONField(default=list)
    joined_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering: ClassVar = ["joined_at", "id"]
        constraints: ClassVar = [
            models.UniqueConstraint("evening", Lower("name"), name="one_name_an_evening"),
            models.UniqueConstraint(fields=["evening", "user"], name="one_seat_a_person"),
        ]


class Turn(models.Model):
    """How far somebody gave way on one evening together, 0 to 1: what decides whose turn it is the next time.

    `gathering` ties those of one evening together; nothing else of that evening is here.
    """

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="turns")
    gathering = models.UUIDField(db_index=True)
    gave_way = models.FloatField(validators=UNIT)
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering: ClassVar = ["-at", "-id"]
        constraints: ClassVar = [models.UniqueConstraint(fields=["user", "gathering"], name="one_turn_an_evening")]
        indexes: ClassVar = [models.Index(fields=["at"], name="turns_by_age")]


class KeptEvening(models.Model):
    """An evening that a member kept for themselves: the film, and how many others were there, not who."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="kept_evenings")
    gathering = models.UUIDField()
    film_id = models.PositiveBigIntegerField()
    title = models.CharField(max_length=300)
    year = models.PositiveSmallIntegerField(null=True)
    others = models.PositiveSmallIntegerField()
    fit = models.FloatField(null=True, validators=UNIT)
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering: ClassVar = ["-at", "-id"]
        constraints: ClassVar = [models.UniqueConstraint(fields=["user", "gathering"], name="evening_kept_once")]
