"""What retrieval keeps between requests: the item–item model and vectors."""

from __future__ import annotations

from typing import ClassVar

from django.db import models


class StaleFilm(models.Model):
    """A film whose vector may have changed. Triggers in the database write these rows (`retrieval.stale`), so that no
    writer can forget to; the job that refreshes the vectors takes them away.

    `mood`: evidence of its mood changed, which no version of the catalogue tells.
    """

    film_id = models.PositiveBigIntegerField()
    mood = models.BooleanField(default=False)


class VectorIndex(models.Model):
    """One row: which vectors stand for this database's films. `token` names the embedded index's file.

    `layout` is what the vectors were made by: other code makes other vectors, and builds anew. `started_at` says since
    when somebody builds.
    """

    ONLY: ClassVar = 1

    layout = models.CharField(max_length=32, blank=True)
    token = models.CharField(max_length=32, blank=True)
    films = models.PositiveIntegerField(default=0)
    built_at = models.DateTimeField(null=True)
    started_at = models.DateTimeField(null=True)


class FittedPairs(models.Model):
    """One row: the item–item model in use (`retrieval.item_model`), as the bytes of an npz without pickles.

    It holds films and numbers, nobody's rows. `version` is drawn with every fit, so that processes notice a new one;
    `opinions` is how many rows of feedback and history there were.
    """

    ONLY: ClassVar = 1

    version = models.UUIDField(null=True)
    data = models.BinaryField(default=bytes)
    people = models.PositiveIntegerField(default=0)
    films = models.PositiveIntegerField(default=0)
    opinions = models.PositiveBigIntegerField(default=0)
    seconds = models.FloatField(default=0)
    fitted_at = models.DateTimeField(null=True)
