"""From evidence to a film's mood profile. Pure.

The profile is the mean of a Dirichlet distribution: the film's genres are its prior, with a weight of 1, and every
further piece of evidence adds pseudo-counts, its moods times its weight. What staff say overrules the rest. With
nothing but genres the profile is the plain mean of what they tend to carry (`catalogue.genres`): honest, and no finer
than genres are. The weights of the sources are our own judgement and were not fitted to data.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from types import MappingProxyType
from typing import Final

from ml.moods import MOODS
from recommendations.catalogue.genres import BY_NAME, GENRES
from recommendations.film_moods.types import BASIS, Evidence, MoodProfile, Source
from recommendations.types import MoodBasis

GENRES_WEIGHT: Final = 1.0
NO_GENRES_WEIGHT: Final = 0.25  # a film without a genre could be anything
LEAST_MASS: Final = 1e-9  # what shares must add up to: less says nothing, and cannot be divided by
_ORDER: Final = {source: place for place, source in enumerate(Source)}
_MOODS: Final = frozenset(MOODS)


@lru_cache(maxsize=4096)
def genre_moods(genres: tuple[str, ...]) -> Mapping[str, float]:
    """A distribution over the canonical moods. A film without a genre gets the mean of all genres.

    It could be anything.
    """
    known = [BY_NAME[name] for name in genres if name in BY_NAME] or list(GENRES)
    return MappingProxyType({mood: sum(spec.moods.get(mood, 0.0) for spec in known) / len(known) for mood in MOODS})


@lru_cache(maxsize=4096)
def genre_profile(genres: tuple[str, ...]) -> MoodProfile:
    """What the genres say, and nothing else. Films of the same genres share it."""
    known = [name for name in genres if name in BY_NAME]
    weight = GENRES_WEIGHT if known else NO_GENRES_WEIGHT
    said = Evidence(Source.GENRES, genre_moods(genres), weight, ", ".join(known))
    return MoodProfile(said.moods, MoodBasis.GENRES if known else MoodBasis.NONE, weight, (said,))


def profile_of(genres: Sequence[str], evidence: Iterable[Evidence] = ()) -> MoodProfile:
    """The film's profile from its genres and further evidence, each with a positive weight.

    What adds up to nothing is passed over. Where staff said what a film's mood is, that is its mood.
    """
    prior = genre_profile(tuple(genres))
    found = [one for one in evidence if counts(one)]
    if not found:
        return prior
    found.sort(key=lambda one: _ORDER[one.source])
    ruled = [one for one in found if one.source is Source.STAFF]
    said = ruled or [*prior.sources, *found]
    weight = sum([one.weight for one in said])
    moods = dict.fromkeys(MOODS, 0.0)
    for one in said:
        part = one.weight / (weight * _mass(one))
        for mood, share in one.moods.items():
            if share > 0 and mood in moods:
                moods[mood] += part * share
    return MoodProfile(MappingProxyType(moods), BASIS[found[-1].source], weight, (*prior.sources, *found))


def counts(evidence: Evidence) -> bool:
    """Whether there is anything in it."""
    return evidence.weight > 0 and _mass(evidence) > LEAST_MASS


def _mass(evidence: Evidence) -> float:
    """What the shares add up to; 1 for a distribution."""
    return sum([share for mood, share in evidence.moods.items() if share > 0 and mood in _MOODS])
