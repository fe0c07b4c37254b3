"""When TMDB's words about a film are forgotten, what was worked out from them goes too."""

from __future__ import annotations

from typing import Any

from recommendations.film_moods import kept
from recommendations.film_moods.types import Source
from recommendations.tmdb.films import forgotten


def connect() -> None:
    """Called once, when the app is ready."""
    forgotten.connect(_forget, dispatch_uid="recommendations.film_moods.forgotten")


def _forget(*, film_ids: list[int], **_signal: Any) -> None:
    kept.drop(film_ids, [Source.OVERVIEW])
