"""What a film's mood profile is made of: evidence, each piece with where it comes from, and the sum of it. Frozen."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from math import sqrt
from typing import Final

from ml.moods import doubt
from recommendations.types import MoodBasis

OBSERVATIONS: Final = 4.0  # people's answers that a weight of 1 counts like


class Source(StrEnum):
    """Where evidence comes from, from the coarsest to the finest."""

    GENRES = "genres"
    KEYWORDS = "keywords"
    OVERVIEW = "overview"
    FEEDBACK = "feedback"
    PEOPLE = "people"
    STAFF = "staff"


BASIS: Final[Mapping[Source, MoodBasis]] = {
    Source.GENRES: MoodBasis.GENRES,
    Source.KEYWORDS: MoodBasis.KEYWORDS,
    Source.OVERVIEW: MoodBasis.OVERVIEW,
    Source.FEEDBACK: MoodBasis.PEOPLE,
    Source.PEOPLE: MoodBasis.PEOPLE,
    Source.STAFF: MoodBasis.STAFF,
}


@dataclass(frozen=True, slots=True)
class Evidence:
    """One source's word on a film.

    `moods` is a distribution over the eight moods; `weight` is in genres' worth: what a film's genres say together
    weighs 1. `detail` says in a few words what it stands on, `version` which model or list made it, `at` when (None:
    just now, from what the film's row holds).
    """

    source: Source
    moods: Mapping[str, float]
    weight: float
    detail: str = ""
    version: str = ""
    at: datetime | None = None


@dataclass(frozen=True, slots=True)
class MoodProfile:
    """A film's mood: a distribution, the finest evidence it stands on, how much there is, and all of it.

    The distribution is the mean of a Dirichlet distribution whose pseudo-counts are the evidence, `OBSERVATIONS` to
    each unit of `weight`.
    """

    moods: Mapping[str, float]
    basis: MoodBasis
    weight: float
    sources: tuple[Evidence, ...] = ()

    @property
    def doubt(self) -> float:
        """The entropy of the moods over its maximum: 0 is one mood alone, 1 all alike."""
        return doubt(self.moods)

    def spread(self, mood: str) -> float:
        """The standard deviation of a mood's share: the marginal of the Dirichlet distribution is a Beta."""
        share = self.moods.get(mood, 0.0)
        return sqrt(share * (1.0 - share) / (OBSERVATIONS * self.weight + 1.0))
