"""How well a film's mood profile meets the asked mix, and what a profile is worth that stands on little. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from math import sqrt
from types import MappingProxyType
from typing import Final

from recommendations.types import FilmFeatures

# The mean profile of the embedded catalogue's films: what a film is taken for of which nothing is known.
TYPICAL: Final = MappingProxyType(
    {
        "anger": 0.1167,
        "disgust": 0.0459,
        "fear": 0.0932,
        "joy": 0.2027,
        "love": 0.1245,
        "neutral": 0.1518,
        "sadness": 0.1793,
        "surprise": 0.0859,
    }
)
DOUBT: Final = 0.3  # of a genre's worth of evidence: what "a film like any other" weighs as much as


def weighed(film: FilmFeatures) -> dict[str, float]:
    """The film's profile, drawn towards the typical one by how little evidence it stands on; sums to 1.

    With evidence w (in genres' worth) the film's own profile is believed by w / (w + `DOUBT`).
    """
    own, moods = backing(film), film.moods
    return {mood: own * moods.get(mood, 0.0) + (1.0 - own) * share for mood, share in TYPICAL.items()}


def backing(film: FilmFeatures) -> float:
    """How far the film's own profile is believed, 0 to 1."""
    return film.mood_weight / (film.mood_weight + DOUBT)


def backed(film: FilmFeatures) -> tuple[tuple[str, float], ...]:
    """The moods that evidence speaks for, as far as it is believed; they sum to `backing`."""
    own = backing(film)
    return tuple((mood, own * share) for mood, share in film.moods.items() if share)


def fits(profile: Mapping[str, float], mix: Mapping[str, float]) -> list[tuple[str, float]]:
    """What each mood adds to the Bhattacharyya coefficient of the two, sum over moods of sqrt(p · q), 0 to 1."""
    return [(mood, sqrt(share * profile.get(mood, 0.0))) for mood, share in mix.items() if share]
