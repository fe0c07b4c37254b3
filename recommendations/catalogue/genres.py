"""The catalogue's 21 genre names: their TMDB ids, their order on a card, and the moods each one tends to carry.

`order` runs from the most telling name to the least (the rarer a genre is in the catalogue, the more it says),
because the source lists a film's genres in no particular order. Two names have no TMDB genre (TMDB keeps them as
keywords), and two share one.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final


@dataclass(frozen=True, slots=True)
class GenreSpec:
    """`tmdb_id` is None where TMDB has no such genre. `moods` is a distribution over the canonical moods."""

    name: str
    tmdb_id: int | None
    moods: Mapping[str, float]


# The shares are our own judgement, starting from the map of moods to genres that the rows stand on. They were not
# fitted to data.
GENRES: Final = (
    GenreSpec("Music", 10402, {"joy": 0.6, "love": 0.2, "sadness": 0.1, "neutral": 0.1}),
    GenreSpec("History", 36, {"neutral": 0.5, "sadness": 0.3, "anger": 0.2}),
    GenreSpec("Sport", None, {"joy": 0.5, "anger": 0.2, "surprise": 0.2, "sadness": 0.1}),
    GenreSpec("Western", 37, {"anger": 0.5, "neutral": 0.2, "sadness": 0.15, "disgust": 0.15}),
    GenreSpec("Animation", 16, {"joy": 0.7, "surprise": 0.2, "love": 0.1}),
    GenreSpec("Family", 10751, {"joy": 0.7, "love": 0.3}),
    GenreSpec("War", 10752, {"sadness": 0.4, "anger": 0.3, "fear": 0.15, "disgust": 0.15}),
    GenreSpec("Mystery", 9648, {"surprise": 0.55, "fear": 0.35, "neutral": 0.1}),
    GenreSpec("Biography", None, {"neutral": 0.6, "sadness": 0.25, "joy": 0.15}),
    GenreSpec("Musical", 10402, {"joy": 0.7, "love": 0.3}),
    GenreSpec("Adventure", 12, {"joy": 0.55, "surprise": 0.3, "anger": 0.15}),
    GenreSpec("Fantasy", 14, {"surprise": 0.4, "love": 0.3, "joy": 0.3}),
    GenreSpec("Science Fiction", 878, {"surprise": 0.6, "fear": 0.25, "joy": 0.15}),
    GenreSpec("Documentary", 99, {"neutral": 0.7, "disgust": 0.1, "anger": 0.1, "sadness": 0.1}),
    GenreSpec("Horror", 27, {"fear": 0.7, "disgust": 0.3}),
    GenreSpec("Thriller", 53, {"fear": 0.45, "surprise": 0.3, "anger": 0.25}),
    GenreSpec("Crime", 80, {"anger": 0.45, "disgust": 0.3, "fear": 0.15, "surprise": 0.1}),
    GenreSpec("Action", 28, {"anger": 0.55, "joy": 0.15, "fear": 0.15, "surprise": 0.15}),
    GenreSpec("Romance", 10749, {"love": 0.75, "sadness": 0.15, "joy": 0.1}),
    GenreSpec("Comedy", 35, {"joy": 0.8, "love": 0.1, "surprise": 0.1}),
    GenreSpec("Drama", 18, {"sadness": 0.5, "neutral": 0.25, "love": 0.15, "anger": 0.1}),
)
BY_NAME: Final[Mapping[str, GenreSpec]] = MappingProxyType({spec.name: spec for spec in GENRES})
NAMES: Final = tuple(sorted(BY_NAME))
ORDER: Final[Mapping[str, int]] = MappingProxyType({spec.name: place for place, spec in enumerate(GENRES)})
SOURCE_NAMES: Final[Mapping[str, str]] = MappingProxyType({"Sci-Fi": "Science Fiction"})
