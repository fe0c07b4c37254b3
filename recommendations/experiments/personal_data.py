"""Exporting and erasing what was shown to a person."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from accounts.models import User
from accounts.registries import film_names
from recommendations.experiments.models import Impression


def export_impressions(user: User) -> Iterable[Mapping[str, Any]]:
    rows = list(Impression.objects.filter(user=user).select_related("experiment").order_by("shown_at", "id"))
    names = film_names(row.film_id for row in rows)
    for row in rows:
        name = names.get(row.film_id)
        yield {
            "film_id": row.film_id,
            "title": name.title if name else None,
            "page": str(row.page),
            "row": row.row,
            "position": row.position,
            "strategy": row.strategy,
            "experiment": row.experiment.title if row.experiment else None,
            "drawn": row.explored,
            "propensity": row.propensity,
            "shown_at": row.shown_at.isoformat(),
        }


def erase_impressions(user: User) -> int:
    return Impression.objects.filter(user=user).delete()[0]
