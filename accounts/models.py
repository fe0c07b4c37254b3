"""Rows about people. Everything here belongs to one user and goes when that user goes."""

from collections.abc import Iterable
from typing import ClassVar

from django.contrib.auth.models import AbstractUser
from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator, RegexValidator
from django.db import models
from django.db.models.functions import Lower

from accounts.managers import UserManager


class User(AbstractUser):
    """A person who signs in with an e-mail address. There is no user name; `display_name` is optional."""

    username = None  # type: ignore[assignment]
    first_name = None  # type: ignore[assignment]
    last_name = None  # type: ignore[assignment]
    email = models.EmailField("e-mail address", unique=True)
    display_name = models.CharField(max_length=60, blank=True)

    USERNAME_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = []
    objects: ClassVar[UserManager] = UserManager()  # type: ignore[assignment]

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                Lower("email"),
                name="one_account_per_address",
                violation_error_message="There is an account with this address already.",
            ),
        ]

    def __str__(self) -> str:
        """Names nobody: this text reaches logs and the admin's history."""
        return f"user {self.pk}"

    def get_full_name(self) -> str:
        return self.display_name or self.email

    get_short_name = get_full_name


class Theme(models.TextChoices):
    SYSTEM = "system", "Follow my device"
    DARK = "dark", "Haze (dark)"
    LIGHT = "light", "Stage (light)"


class Profile(models.Model):
    """What a person asked MoodFlix to remember about taste and place. Genre names are the catalogue's own.

    `avoid_topics` holds keys of topics they never want to meet, `services` the numbers of the streaming services they
    have; what there is to choose from is registered (see `registries`).
    """

    user = models.OneToOneField(User, on_delete=models.CASCADE, related_name="profile")
    region = models.CharField(max_length=2, blank=True, validators=[RegexValidator(r"^[A-Z]{2}$")])
    language = models.CharField(max_length=2, default="en", validators=[RegexValidator(r"^[a-z]{2}$")])
    include_adult = models.BooleanField(default=False)
    favourite_genres = models.JSONField(default=list, blank=True)
    refused_genres = models.JSONField(default=list, blank=True)
    avoid_topics = models.JSONField(default=list, blank=True)
    services = models.JSONField(default=list, blank=True)
    theme = models.CharField(max_length=6, choices=Theme.choices, default=Theme.SYSTEM)
    updated_at = models.DateTimeField(auto_now=True)

    def clean(self) -> None:
        for name in ("favourite_genres", "refused_genres", "avoid_topics"):
            if not _list_of(str, getattr(self, name)):
                raise ValidationError({name: 'A list of names, such as ["Comedy", "Drama"].'})
        if not _list_of(int, self.services):
            raise ValidationError({"services": "A list of numbers, such as [8, 337]."})
        if both := both_ways(self.favourite_genres, self.refused_genres):
            raise ValidationError({"refused_genres": f"A genre cannot be both: {', '.join(both)}."})


def _list_of(kind: type, values: object) -> bool:
    return isinstance(values, list) and all(type(value) is kind for value in values)


def both_ways(favourite: Iterable[str], refused: Iterable[str]) -> list[str]:
    """Genres that are on both lists, which no person can mean."""
    return sorted(set(favourite) & set(refused))


class Modality(models.TextChoices):
    TEXT = "text", "Words"
    VOICE = "voice", "Voice"
    FACE = "face", "Face"
    SCENE = "scene", "Pictures"


class Consent(models.Model):
    """A person's yes to one modality: one row a grant, closed by `withdrawn_at` and never rewritten."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="consents")
    modality = models.CharField(max_length=8, choices=Modality.choices)
    wording = models.CharField(max_length=20, help_text="Version of the text that was shown.")
    granted_at = models.DateTimeField(auto_now_add=True)
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering: ClassVar = ["-granted_at", "-id"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["user", "modality"], condition=models.Q(withdrawn_at=None), name="one_open_consent"
            ),
        ]


class WatchEntry(models.Model):
    """A film a person has seen. `film_id` is the catalogue's id; title and year are a snapshot that outlives it."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="watch_entries")
    film_id = models.PositiveBigIntegerField()
    title = models.CharField(max_length=300)
    year = models.PositiveSmallIntegerField(null=True, blank=True)
    rating = models.PositiveSmallIntegerField(
        null=True,
        blank=True,
        validators=[MinValueValidator(1), MaxValueValidator(10)],
        help_text="Half stars, 1 to 10.",
    )
    watched_on = models.DateField(null=True, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering: ClassVar = ["-created_at", "-id"]
        verbose_name_plural = "watch entries"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["user", "film_id"], name="one_entry_per_film"),
            models.CheckConstraint(
                condition=models.Q(rating=None) | models.Q(rating__range=(1, 10)), name="rating_in_half_stars"
            ),
        ]


class ApiToken(models.Model):
    """A personal API token. Only its SHA-256 is kept; the token itself is shown once."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="api_tokens")
    name = models.CharField(max_length=60)
    prefix = models.CharField(max_length=12, help_text="The first characters, to tell tokens apart.")
    digest = models.CharField(max_length=64, unique=True)
    created_at = models.DateTimeField(auto_now_add=True)
    last_used_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering: ClassVar = ["-created_at", "-id"]
        verbose_name = "API token"

    def __str__(self) -> str:
        return f"token {self.pk}"
