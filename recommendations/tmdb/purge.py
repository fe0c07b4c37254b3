"""TMDB's terms: nothing older than six months, and nothing at all once the agreement ends."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Final

from django.utils import timezone

from recommendations.tmdb import cache, films

# What keeps TMDB's data: a name for people, and how to forget what was fetched up to a time (None: everything).
_PARTS: Final[dict[str, Callable[[datetime | None], int]]] = {
    "answers": cache.purge,
    "films": lambda before: films.forget(before=before),
}


def purge(*, everything: bool = False) -> dict[str, int]:
    """Delete what may not be kept any longer; how many rows of what."""
    before = None if everything else timezone.now() - cache.SIX_MONTHS
    return {name: forget(before) for name, forget in _PARTS.items()}
