"""How films felt to one person: taken along, and erased."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from django.db import transaction

from accounts.models import User
from recommendations.film_moods.models import FilmMoodVote
from recommendations.film_moods.people import recount


def export_felt(user: User) -> Iterable[Mapping[str, Any]]:
    for row in FilmMoodVote.objects.filter(user=user).select_related("film").order_by("created_at", "id"):
        yield {
            "film_id": row.film_id,
            "title": row.film.title,
            "year": row.film.year,
            "felt": row.mood,
            "said_at": row.created_at.isoformat(),
            "changed_at": row.updated_at.isoformat(),
        }


def erase_felt(user: User) -> int:
    """The answers go, and out of the films' sums."""
    with transaction.atomic():
        films = list(FilmMoodVote.objects.filter(user=user).values_list("film_id", flat=True))
        gone = FilmMoodVote.objects.filter(user=user).delete()[0]
        if films:
            recount(films)
    return gone
