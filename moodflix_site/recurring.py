"""Recurring work: which task runs how often, in seconds."""

from __future__ import annotations

from typing import Any, Final

RECURRING: Final[dict[str, dict[str, Any]]] = {
    "sweep-spool": {"task": "moodflix_site.common.tasks.sweep_spool", "schedule": 600.0},
    "end-old-sessions": {"task": "moodflix_site.common.tasks.end_old_sessions", "schedule": 86_400.0},
    "forget-old-jobs": {"task": "moodflix_site.jobs.tasks.forget_old_jobs", "schedule": 86_400.0},
    "tmdb-terms": {"task": "recommendations.tmdb.tasks.purge", "schedule": 86_400.0},
    "tmdb-complete": {"task": "recommendations.tmdb.tasks.complete_films", "schedule": 600.0},
    "tmdb-match": {"task": "recommendations.tmdb.tasks.match_films", "schedule": 1_800.0},
    "tmdb-stock": {"task": "recommendations.tmdb.tasks.stock_rows", "schedule": 43_200.0},
    "look-at-item-model": {"task": "recommendations.retrieval.tasks.look_at_item_model", "schedule": 600.0},
    "look-at-vectors": {"task": "recommendations.retrieval.vector_tasks.look_at_vectors", "schedule": 120.0},
    "read-overviews": {"task": "recommendations.film_moods.tasks.read_overviews", "schedule": 1_800.0},
    "recount-moods": {"task": "recommendations.film_moods.tasks.recount_moods", "schedule": 86_400.0},
    "forget-film-events": {"task": "recommendations.feedback.tasks.forget_film_events", "schedule": 86_400.0},
    "end-evenings": {"task": "recommendations.together.tasks.end_evenings", "schedule": 3600.0},
    "forget-turns": {"task": "recommendations.together.tasks.forget_turns", "schedule": 86_400.0},
    "forget-impressions": {"task": "recommendations.experiments.tasks.forget_impressions", "schedule": 86_400.0},
}
