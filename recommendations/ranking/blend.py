"""The ranking: a film's score is the sum of four terms, and the sum can be taken apart again. Pure.

mood        fit of the film's own profile to the asked mix: the Bhattacharyya coefficient, sum over moods of sqrt(p ·
            q), 0 to 1
taste       what the person's likes, refusals and ratings say about the film's genres, directors and decade, -1 to 1
popularity  how well known and well reviewed the film is, as its `standing` above or below the catalogue's middle film
constraint  what the person set: a language they like to hear is a small plus, a film they have seen a trace of a minus

Refused genres, refused films and adult films (unless asked for) are not scored lower; they are not scored at all.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from hashlib import blake2b
from heapq import nlargest
from itertools import islice
from math import sqrt
from typing import Final, NamedTuple

from recommendations.catalogue.franchise import franchise
from recommendations.ranking.taste import Taste
from recommendations.types import FilmFeatures, Part, Split, Term

MIDDLE_ACCLAIM, MIDDLE_RENOWN = 0.25, 0.13  # half of the catalogue lies above these
MIDDLE_STANDING: Final = MIDDLE_ACCLAIM + MIDDLE_RENOWN
LANGUAGE_BONUS: Final = 0.03
SEEN_PENALTY: Final = 0.002  # who asks for seen films gets them on their merits; enough to be told, and to break a tie
WINDOW: Final = 60  # how far down the ranking variety may reach for a row
NEAR_TIE: Final = 0.015  # of score: the most that the day's draw lifts a film by
# How much a further film by the same director, of the same series or decade gives way to others, in score.
SAME_DIRECTOR: Final = 0.08
SAME_SERIES: Final = 0.15
SAME_DECADE: Final = 0.012


@dataclass(frozen=True, slots=True)
class Weights:
    """What each term counts. `without(term)` takes one out."""

    mood: float = 0.5
    taste: float = 0.3
    popularity: float = 0.35
    novelty: float = 0.0
    constraint: float = 1.0

    def without(self, term: Term) -> Weights:
        return Weights(**{other.value: 0.0 if other is term else getattr(self, other.value) for other in Term})


@dataclass(frozen=True, slots=True)
class Asked:
    """What a ranking is for: a mood mix (all zeros: no mood asked), the person's taste and what they set."""

    mix: Mapping[str, float]
    taste: Taste = field(default_factory=Taste)
    languages: frozenset[str] = frozenset()
    seen: frozenset[int] = frozenset()


@dataclass(frozen=True, slots=True)
class Scored:
    film: FilmFeatures
    split: Split


class Entrant(NamedTuple):
    """A film that may come into a row, with its series and the day's draw."""

    scored: Scored
    series: str
    draw: float


class Scorer:
    """Takes scores apart for one ask. Films of the same genres share their mood parts, so these are worked out once."""

    def __init__(self, asked: Asked, weights: Weights = Weights()) -> None:
        self._asked, self._weights = asked, weights
        self._fits: dict[tuple[str, ...], tuple[tuple[Part, ...], float]] = {}

    def split(self, film: FilmFeatures) -> Split:
        moods, mood = self._mood(film)
        tastes = self._taste(film)
        names, limits = self._name(film), self._limits(film)
        parts = (*moods, *tastes, *names, *limits)
        return Split(mood, _total(tastes), _total(names), 0.0, _total(limits), parts)

    def total(self, film: FilmFeatures) -> float:
        """The score alone, without taking it apart."""
        weights = self._weights
        taste = sum([value for _, value in self._asked.taste.parts(film)])
        limits = sum([part.value for part in self._limits(film)])
        return (
            self._mood(film)[1]
            + weights.taste * taste
            + weights.popularity * (film.standing - MIDDLE_STANDING)
            + limits
        )

    def _mood(self, film: FilmFeatures) -> tuple[tuple[Part, ...], float]:
        if film.genres not in self._fits:
            fits = ((mood, sqrt(share * film.moods.get(mood, 0.0))) for mood, share in self._asked.mix.items())
            parts = tuple(Part(Term.MOOD, mood, self._weights.mood * fit) for mood, fit in fits if fit)
            self._fits[film.genres] = parts, _total(parts)
        return self._fits[film.genres]

    def _taste(self, film: FilmFeatures) -> tuple[Part, ...]:
        weight, taste = self._weights.taste, self._asked.taste
        return tuple(
            Part(Term.TASTE, name, weight * value, taste.evidence.get(name, 0)) for name, value in taste.parts(film)
        )

    def _name(self, film: FilmFeatures) -> tuple[Part, ...]:
        """How well reviewed and how well known it is, each above or below the catalogue's middle film."""
        weight, renown = self._weights.popularity, film.standing - film.acclaim
        return (
            Part(Term.POPULARITY, "acclaim", weight * (film.acclaim - MIDDLE_ACCLAIM)),
            Part(Term.POPULARITY, "renown", weight * (renown - MIDDLE_RENOWN)),
        )

    def _limits(self, film: FilmFeatures) -> tuple[Part, ...]:
        asked, weight, parts = self._asked, self._weights.constraint, []
        if asked.languages and not asked.languages.isdisjoint(film.languages):
            parts.append(Part(Term.CONSTRAINT, "language", weight * LANGUAGE_BONUS))
        if film.id in asked.seen:
            parts.append(Part(Term.CONSTRAINT, "seen", -weight * SEEN_PENALTY))
        return tuple(parts)


def split_of(film: FilmFeatures, asked: Asked, weights: Weights = Weights()) -> Split:
    """One film's score, taken apart."""
    return Scorer(asked, weights).split(film)


def rank(films: Iterable[FilmFeatures], asked: Asked, weights: Weights = Weights()) -> list[Scored]:
    """Best first; the id breaks exact ties."""
    scorer = Scorer(asked, weights)
    scored = [Scored(film, scorer.split(film)) for film in films]
    return sorted(scored, key=lambda entry: (-entry.split.total, entry.film.id))


def shortlist(films: Iterable[FilmFeatures], scorer: Scorer, limit: int) -> list[Scored]:
    """The best `limit` of many films, as `rank` would give them; only these are taken apart."""
    scored = [Scored(film, scorer.split(film)) for film in nlargest(limit, films, key=scorer.total)]
    return sorted(scored, key=lambda entry: (-entry.split.total, entry.film.id))


class Variety:
    """Fills the rows of one page: no film twice, and no row of one series, one director or one decade.

    `day` draws between films that score alike, so that the same mood finds other films on another evening; "" draws
    nothing.
    """

    def __init__(self, *, day: str = "") -> None:
        self._day = day
        self._taken: set[int] = set()
        self._directors: Counter[str] = Counter()
        self._series: Counter[str] = Counter()

    def reach(self, limit: int) -> int:
        """How many of a ranking `pick` can look at, at most, for a row of `limit`."""
        return len(self._taken) + max(WINDOW, limit)

    def pick(self, ranked: Sequence[Scored], limit: int) -> list[Scored]:
        """Up to `limit` of `ranked`, chosen one by one against what the page holds already.

        In the order of their scores.
        """
        free = (entry for entry in ranked if entry.film.id not in self._taken)
        left = [
            Entrant(entry, franchise(entry.film.title), self._draw(entry.film.id))
            for entry in islice(free, max(WINDOW, limit))
        ]
        decades: Counter[int | None] = Counter()
        chosen: list[Scored] = []
        while left and len(chosen) < limit:
            best = max(left, key=lambda entrant: self._worth(entrant, decades))
            left.remove(best)
            film = best.scored.film
            chosen.append(best.scored)
            decades[film.decade] += 1
            self._taken.add(film.id)
            self._directors.update(film.directors)
            self._series[best.series] += 1
        return sorted(chosen, key=lambda entry: (-entry.split.total, entry.film.id))

    def _worth(self, entrant: Entrant, decades: Counter[int | None]) -> tuple[float, int]:
        film = entrant.scored.film
        again = max([self._directors[name] for name in film.directors], default=0)
        penalty = (
            SAME_DIRECTOR * again + SAME_SERIES * self._series[entrant.series] + SAME_DECADE * decades[film.decade]
        )
        return entrant.scored.split.total + entrant.draw - penalty, -film.id

    def _draw(self, film_id: int) -> float:
        """From 0 to `NEAR_TIE`, evenly; small next to a change of taste, so that such a change decides little else."""
        if not self._day:
            return 0.0
        digest = blake2b(f"{self._day}:{film_id}".encode(), digest_size=4).digest()
        return NEAR_TIE * int.from_bytes(digest) / 2**32


def _total(parts: Iterable[Part]) -> float:
    return sum(part.value for part in parts)
