"""What TMDB said, kept for a while, and which film of ours each of its films is."""

from __future__ import annotations

from django.db import models
from django.utils import timezone


class TmdbResponse(models.Model):
    """One answer. Never used past six months (TMDB's terms); `manage.py tmdb_purge --all` empties the table.

    `key` names the question (see `asks.Ask.key`). `path` and `params` let it be asked again; what people searched for
    stays out of them.
    """

    key = models.CharField(max_length=64, primary_key=True)
    kind = models.CharField(max_length=20)
    path = models.CharField(max_length=200)
    params = models.JSONField(default=list)
    payload = models.JSONField()
    fetched_at = models.DateTimeField(default=timezone.now)

    class Meta:
        indexes = [models.Index(fields=["kind", "fetched_at"]), models.Index(fields=["fetched_at"])]
        verbose_name = "TMDB answer"
