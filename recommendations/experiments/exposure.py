"""How often each film was shown lately, so that the last place of a row can go to one that hardly anybody met."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, time
from typing import Final

from django.db.models import Count
from django.utils import timezone

from moodflix_site.common import memos
from recommendations.experiments.models import Impression

NEWEST: Final = 100_000  # impressions that are counted
KEPT_SECONDS: Final = 3600


def shown_before(day: date) -> Mapping[int, int]:
    """How often by film, over everybody, before the day began: what a page is made of does not move while it lasts."""
    key = f"shown-before:{day.isoformat()}"
    counts: Mapping[int, int] | None = memos.get(key)
    if counts is None:
        start = timezone.make_aware(datetime.combine(day, time.min))
        newest = Impression.objects.filter(shown_at__lt=start).order_by("-id").values("pk")[:NEWEST]
        rows = Impression.objects.filter(pk__in=newest).order_by().values_list("film_id").annotate(Count("pk"))
        counts = dict(rows)
        memos.put(key, counts, KEPT_SECONDS)
    return counts
