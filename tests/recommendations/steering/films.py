"""Films made up for one test: `film(genres=("Drama",))`."""

from __future__ import annotations

from typing import Any

from recommendations.types import FilmFeatures


def film(**given: Any) -> FilmFeatures:
    usual: dict[str, Any] = {
        "id": 1,
        "title": "A Film",
        "year": 2001,
        "release_date": None,
        "runtime": 100,
        "genres": ("Comedy",),
        "directors": (),
        "languages": ("English",),
        "rating": None,
        "standing": 0.5,
        "acclaim": 0.3,
        "adult": False,
        "listed": True,
        "moods": {"joy": 1.0},
        "traits": (),
    }
    return FilmFeatures(**usual | given)
