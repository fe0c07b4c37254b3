"""What a person likes, as shrunk mean opinions over genres, directors and decades. Pure."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Final

from recommendations.types import FilmFeatures

HALF_LIFE_DAYS: Final = 365.0
# Opinions that "nothing known" weighs as much as: a genre needs a few films to say something, a director hardly two.
SHRINKAGE: Final = MappingProxyType({"genre": 5.0, "director": 2.0, "decade": 5.0})
SHARE: Final = MappingProxyType({"genre": 0.6, "director": 0.3, "decade": 0.1})
FAVOURITE: Final = 3.0  # a favourite genre in the profile counts like this many liked films of today
PULL: Final = 0.2  # and lifts each of its films by this on top, whatever else the film is: it was said outright


@dataclass(frozen=True, slots=True)
class Opinion:
    """What one film says about its viewer: `value` from -1 (refused) to 1 (liked), `age_days` old."""

    film: FilmFeatures
    value: float
    age_days: float


@dataclass(frozen=True, slots=True)
class Taste:
    """Mean opinion by feature ("genre:Drama", "director:…", "decade:1990"), each from -1 to 1. Empty: nothing known.

    `evidence` says how many opinions each mean rests on, a favourite counting as `FAVOURITE`; `favourites` are the
    features that somebody named as such.
    """

    means: Mapping[str, float] = field(default_factory=dict)
    evidence: Mapping[str, int] = field(default_factory=dict)
    favourites: frozenset[str] = frozenset()

    def parts(self, film: FilmFeatures) -> list[tuple[str, float]]:
        """How each feature of `film` speaks for or against it.

        The values add up to a number from -1 to 1, and `PULL` more for a film of a favourite genre.
        """
        if not self.means:
            return []
        means, named = self.means, [key for key, _ in film.traits if key in self.favourites]
        pull = dict.fromkeys(named, PULL / max(1, len(named)))
        return [(key, share * means[key] + pull.get(key, 0.0)) for key, share in film.traits if key in means]


def taste_from(opinions: Iterable[Opinion], *, favourite_genres: Iterable[str] = ()) -> Taste:
    """Recency-weighted means, pulled towards 0 while there is little to go by."""
    sums: dict[str, float] = defaultdict(float)
    weights: dict[str, float] = defaultdict(float)
    evidence: Counter[str] = Counter()
    for opinion in opinions:
        recency = 0.5 ** (max(0.0, opinion.age_days) / HALF_LIFE_DAYS)
        for key, _ in opinion.film.traits:
            sums[key] += recency * opinion.value
            weights[key] += recency
            evidence[key] += 1
    favourites = frozenset(f"genre:{name}" for name in favourite_genres)
    for key in favourites:
        sums[key] += FAVOURITE
        weights[key] += FAVOURITE
        evidence[key] += int(FAVOURITE)
    means = {key: total / (weights[key] + SHRINKAGE[key.partition(":")[0]]) for key, total in sums.items()}
    return Taste(means, evidence, favourites)


def traits(genres: Sequence[str], directors: Sequence[str], decade: int | None) -> tuple[tuple[str, float], ...]:
    """The keys of a film with the share each has in its taste; the shares of one kind add up to `SHARE`."""
    kinds = (("genre", genres), ("director", directors), ("decade", () if decade is None else (decade,)))
    return tuple((f"{kind}:{name}", SHARE[kind] / len(names)) for kind, names in kinds for name in names)
