"""What this room tells accounts: how to export and erase feedback, what a film is called, which genres there are."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from accounts import registries
from accounts.models import User
from accounts.registries import FilmName
from recommendations.catalogue.genres import NAMES
from recommendations.experiments.personal_data import erase_impressions, export_impressions
from recommendations.feedback import personal_data as feedback
from recommendations.film_moods.personal_data import erase_felt, export_felt
from recommendations.models import Film, FilmFeedback
from recommendations.steering import services, topics
from recommendations.together.personal_data import erase_evenings, export_evenings


def register() -> None:
    registries.register_personal_data("film_feedback", export_feedback, erase_feedback)
    registries.register_personal_data("films_shown", export_impressions, erase_impressions)
    registries.register_personal_data("how_films_felt", export_felt, erase_felt)
    registries.register_personal_data("evenings_together", export_evenings, erase_evenings)
    feedback.register()
    registries.register_film_lookup(names_of)
    registries.register_genres(genre_names)
    registries.register_topics(topics.labels)
    registries.register_services(services.names)


def export_feedback(user: User) -> Iterable[Mapping[str, Any]]:
    rows = FilmFeedback.objects.filter(user=user).select_related("film").order_by("created_at", "id")
    for row in rows:
        yield {
            "film_id": row.film_id,
            "title": row.film.title,
            "year": row.film.year,
            "opinion": row.kind,
            "given_at": row.created_at.isoformat(),
            "changed_at": row.updated_at.isoformat(),
        }


def erase_feedback(user: User) -> int:
    return FilmFeedback.objects.filter(user=user).delete()[0]


def names_of(ids: Sequence[int]) -> Mapping[int, FilmName]:
    rows = Film.objects.filter(pk__in=list(ids)).values_list("pk", "title", "year")
    return {pk: FilmName(title, year) for pk, title, year in rows}


def genre_names() -> Iterable[str]:
    return NAMES
