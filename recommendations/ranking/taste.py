"""What a person likes, as shrunk mean opinions over genres, keywords, directors, actors and decades. Pure."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Final

from recommendations.types import FilmFeatures

HALF_LIFE_DAYS: Final = 365.0
# Opinions that "nothing known" weighs as much as: a genre needs a few films to say something, a director hardly two.
SHRINKAGE: Final = MappingProxyType({"genre": 5.0, "keyword": 3.0, "director": 2.0, "actor": 3.0, "decade": 5.0})
# What each kind counts in a film's taste. Where nobody knows a film's keywords, its genres speak for them.
SHARE: Final = MappingProxyType({"genre": 0.35, "keyword": 0.25, "director": 0.2, "actor": 0.1, "decade": 0.1})
BILLED: Final = 5  # actors of a film, the best known first, that taste looks at
THEMES: Final = 12  # and keywords
FAVOURITE: Final = 3.0  # a favourite genre in the profile counts like this many liked films of today
PULL: Final = 0.2  # and lifts each of its films by this on top, whatever else the film is: it was said outright


@dataclass(frozen=True, slots=True)
class Opinion:
    """What one film says about its viewer: `value` from -1 (refused) to 1 (liked), `age_days` old."""

    film: FilmFeatures
    value: float
    age_days: float

    @property
    def recency(self) -> float:
        """1 for today, half of it for every `HALF_LIFE_DAYS`."""
        return float(0.5 ** (max(0.0, self.age_days) / HALF_LIFE_DAYS))


@dataclass(frozen=True, slots=True)
class Taste:
    """Mean opinion by feature ("genre:Drama", "director:…", "decade:1990"), each from -1 to 1. Empty: nothing known.

    `evidence` says how many opinions each mean rests on, a favourite counting as `FAVOURITE`; `favourites` are the
    features that somebody named as such. `opinions` are what the means were made of and `weights` what each was
    divided by, so that every film's share in every mean can be told.
    """

    means: Mapping[str, float] = field(default_factory=dict)
    evidence: Mapping[str, int] = field(default_factory=dict)
    favourites: frozenset[str] = frozenset()
    opinions: tuple[Opinion, ...] = ()
    weights: Mapping[str, float] = field(default_factory=dict)

    def parts(self, film: FilmFeatures) -> list[tuple[str, float]]:
        """How each feature of `film` speaks for or against it.

        The values add up to a number from -1 to 1, and `PULL` more for a film of a favourite genre.
        """
        if not self.means:
            return []
        means, lift = self.means, self.lift(film)
        return [(key, share * means[key] + lift.get(key, 0.0)) for key, share in film.traits if key in means]

    def lift(self, film: FilmFeatures) -> dict[str, float]:
        """What the film's favourite features lift it by on top of their means: `PULL` among them all."""
        named = [key for key, _ in film.traits if key in self.favourites] if self.favourites else []
        return dict.fromkeys(named, PULL / max(1, len(named)))

    def named(self, key: str) -> float:
        """What having named a feature adds to its mean."""
        return FAVOURITE / self.weights[key] if key in self.favourites else 0.0


def taste_from(opinions: Iterable[Opinion], *, favourite_genres: Iterable[str] = ()) -> Taste:
    """Recency-weighted means, pulled towards 0 while there is little to go by."""
    held = tuple(opinions)
    sums: dict[str, float] = defaultdict(float)
    weights: dict[str, float] = defaultdict(float)
    evidence: Counter[str] = Counter()
    for opinion in held:
        recency = opinion.recency
        for key, _ in opinion.film.traits:
            sums[key] += recency * opinion.value
            weights[key] += recency
            evidence[key] += 1
    favourites = frozenset(f"genre:{name}" for name in favourite_genres)
    for key in favourites:
        sums[key] += FAVOURITE
        weights[key] += FAVOURITE
        evidence[key] += int(FAVOURITE)
    shrunk = {key: weight + SHRINKAGE[key.partition(":")[0]] for key, weight in weights.items()}
    means = {key: total / shrunk[key] for key, total in sums.items()}
    return Taste(means, evidence, favourites, held, shrunk)


def traits(
    genres: Sequence[str],
    directors: Sequence[str],
    decade: int | None,
    actors: Sequence[str] = (),
    keywords: Sequence[str] = (),
) -> tuple[tuple[str, float], ...]:
    """The keys of a film with the share each has in its taste; the shares of one kind add up to `SHARE`."""
    spoken_for = 0.0 if keywords else SHARE["keyword"]
    kinds = (
        ("genre", genres, SHARE["genre"] + spoken_for),
        ("keyword", keywords[:THEMES], SHARE["keyword"]),
        ("director", directors, SHARE["director"]),
        ("actor", actors[:BILLED], SHARE["actor"]),
        ("decade", () if decade is None else (decade,), SHARE["decade"]),
    )
    told = ((kind, tuple(dict.fromkeys(names)), share) for kind, names, share in kinds)
    return tuple((f"{kind}:{name}", share / len(names)) for kind, names, share in told for name in names)
