"""Rows of what MoodFlix keeps for a person as bytes: texts and media in the vault, unfinished uploads in the spool."""

import uuid
from typing import ClassVar

from django.conf import settings
from django.db import models


class Kind(models.TextChoices):
    TEXT = "text", "Text"
    MEDIA = "media", "Media"


class StoredObject(models.Model):
    """One kept text (in `body`) or one kept file (named by `file` under MEDIA_ROOT). Read it through the vault only."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="stored_objects")
    kind = models.CharField(max_length=5, choices=Kind.choices)
    scheme = models.CharField(max_length=24, help_text='"plain", or "fernet:" and the fingerprint of the key.')
    body = models.BinaryField(null=True)
    file = models.CharField(max_length=64, blank=True)
    content_type = models.CharField(max_length=100, blank=True)
    size = models.PositiveBigIntegerField(help_text="Bytes before encryption.")
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        indexes: ClassVar = [models.Index(fields=["file"], name="stored_file")]


class SpoolEntry(models.Model):
    """An upload on its way to a job: a file under SPOOL_ROOT that nobody keeps longer than `expires_at`."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, null=True, blank=True, related_name="spool_entries"
    )
    scheme = models.CharField(max_length=24)
    content_type = models.CharField(max_length=100, blank=True)
    size = models.PositiveBigIntegerField()
    created_at = models.DateTimeField(auto_now_add=True)
    expires_at = models.DateTimeField(db_index=True)
