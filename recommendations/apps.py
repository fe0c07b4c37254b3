"""Films: the catalogue, mood rows, ranking and feedback."""

from importlib import import_module
from typing import Any, Final

from django.apps import AppConfig
from django.db.models.signals import post_migrate

# Rooms inside this one that keep tables of their own; films, rows and opinions are in `recommendations.models`.
TABLES: Final = ("tmdb", "film_moods", "retrieval", "feedback", "experiments", "together")


class RecommendationsConfig(AppConfig):
    name = "recommendations"

    def import_models(self) -> None:
        super().import_models()
        for room in TABLES:
            import_module(f"recommendations.{room}.models")

    def ready(self) -> None:
        from recommendations import personal_data
        from recommendations.film_moods import forgetting

        personal_data.register()
        forgetting.connect()
        post_migrate.connect(_ensure_search_index, sender=self, dispatch_uid="recommendations.search_index")
        post_migrate.connect(_ensure_stale_triggers, sender=self, dispatch_uid="recommendations.stale_films")


def _ensure_search_index(*, using: str, **_signal: Any) -> None:
    from django.db import connections

    from recommendations.catalogue import search_index

    if search_index.TABLE in connections[using].introspection.table_names():
        search_index.ensure(using=using)


def _ensure_stale_triggers(*, using: str, **_signal: Any) -> None:
    from django.db import connections

    from recommendations.retrieval import stale

    if {stale.FILM, stale.GENRE, stale.MOOD, stale.STALE} <= set(connections[using].introspection.table_names()):
        stale.ensure(using=using)
