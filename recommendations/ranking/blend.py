"""The ranking: a film's score is the sum of five terms, and the sum can be taken apart again. Pure.

mood        fit of the film's own profile to the asked mix: the Bhattacharyya coefficient, sum over moods of sqrt(p ·
            q), 0 to 1; a profile that stands on little is taken for a typical one by as much (`fit`)
taste       what the person's likes, refusals and ratings say about the film's genres, keywords, people and decade, and
            what people who liked the same films like (`taste`, `company`)
popularity  how well known, well reviewed and widely liked the film is, as its `standing` above or below the
            catalogue's middle film; the more is known of a person, the less of it
novelty     newly released, unlike what the person knows, or known to few (`novelty`), 0 to 1
constraint  what the person set: a language they like to hear, one of their services or words they asked for are a
            plus, a film they have seen a trace of a minus

Refused genres, refused films and adult films (unless asked for) are not scored lower; they are not scored at all.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING, Final, Protocol

from recommendations.ranking.bank import panel_for
from recommendations.ranking.company import Company
from recommendations.ranking.fit import TYPICAL, backed, fits, weighed
from recommendations.ranking.novelty import FRESH, LESSER_KNOWN, UNLIKE, familiar, fresh, lesser_known, sure, unlike
from recommendations.ranking.taste import PULL, Taste
from recommendations.steering.wishes import matching
from recommendations.types import FilmFeatures, Part, Split, Term

if TYPE_CHECKING:
    from recommendations.ranking.panel import Floats, Panel

MIDDLE_ACCLAIM, MIDDLE_RENOWN = 0.25, 0.13  # half of the catalogue lies above these
MIDDLE_STANDING: Final = MIDDLE_ACCLAIM + MIDDLE_RENOWN
LANGUAGE_BONUS: Final = 0.03
SERVICE_BONUS: Final = 0.06
WORDS_BONUS: Final = 0.2  # for a film that holds all the words; they were said outright
SEEN_PENALTY: Final = 0.002  # who asks for seen films gets them on their merits; enough to be told, and to break a tie


@dataclass(frozen=True, slots=True)
class Weights:
    """What each term counts. `without(term)` takes one out."""

    mood: float = 0.5
    taste: float = 0.3
    popularity: float = 0.35
    novelty: float = 0.04
    constraint: float = 1.0

    def without(self, term: Term) -> Weights:
        return Weights(**{other.value: 0.0 if other is term else getattr(self, other.value) for other in Term})


USUAL: Final = Weights()


@dataclass(frozen=True, slots=True)
class Asked:
    """What a ranking is for: a mood mix (empty or all zeros: no mood asked), the person's taste and what they set.

    `company` is their history before the item–item model. `words` are themes they asked for, `on_services` the films
    known to be on one of their services, `today` the day that freshness is counted from (None: not counted).
    """

    mix: Mapping[str, float]
    taste: Taste = field(default_factory=Taste)
    languages: frozenset[str] = frozenset()
    seen: frozenset[int] = frozenset()
    company: Company = field(default_factory=Company)
    words: tuple[str, ...] = ()
    on_services: frozenset[int] = frozenset()
    today: date | None = None


class Rated(Protocol):
    """A film with its score."""

    @property
    def film(self) -> FilmFeatures: ...
    @property
    def total(self) -> float: ...


@dataclass(frozen=True, slots=True)
class Candidate:
    """A film with its score alone."""

    film: FilmFeatures
    total: float


@dataclass(frozen=True, slots=True)
class Scored:
    """A film with its score taken apart."""

    film: FilmFeatures
    split: Split

    @property
    def total(self) -> float:
        return self.split.total


class Scorer:
    """Scores for one ask: film by film with every part, or many films at once."""

    def __init__(self, asked: Asked, weights: Weights = USUAL) -> None:
        self._asked, self._weights = asked, weights
        self._known, self._sure = familiar(asked.taste.evidence), sure(asked.taste.evidence)

    def split(self, film: FilmFeatures) -> Split:
        fit = fits(weighed(film), self._asked.mix)
        moods = [Part(Term.MOOD, mood, self._weights.mood * value) for mood, value in fit]
        tastes, names = self._taste(film), self._name(film)
        news, limits = self._novelty(film), self._limits(film)
        parts = (*moods, *tastes, *names, *news, *limits)
        mood, taste, name, new, limit = (_total(some) for some in (moods, tastes, names, news, limits))
        return Split(mood, taste, name, new, limit, parts, backed(film))

    def total(self, film: FilmFeatures) -> float:
        """The score alone."""
        return self.split(film).total

    def terms(self, panel: Panel) -> dict[Term, Floats]:
        """The five terms of every film of the panel [films], as `split` gives them to within rounding."""
        asked, weights, company = self._asked, self._weights, self._asked.company
        popular = panel.acclaim - MIDDLE_ACCLAIM + (panel.renown - MIDDLE_RENOWN) + self._liked(panel)
        return {
            Term.MOOD: weights.mood * self._fit(panel),
            Term.TASTE: weights.taste
            * (
                company.content * (panel.by_feature(asked.taste.means) + PULL * panel.with_any(asked.taste.favourites))
                + company.gain * panel.of_films(company.scores)
            ),
            Term.POPULARITY: weights.popularity * company.prior * popular,
            Term.NOVELTY: weights.novelty * self._news(panel),
            Term.CONSTRAINT: weights.constraint * self._bounds(panel),
        }

    def totals(self, panel: Panel) -> Floats:
        """The score of every film of the panel [films]."""
        return total_of(self.terms(panel))

    def _taste(self, film: FilmFeatures) -> list[Part]:
        weight, asked = self._weights.taste, self._asked
        content, evidence = weight * asked.company.content, asked.taste.evidence
        own = [
            Part(Term.TASTE, name, content * value, evidence.get(name, 0)) for name, value in asked.taste.parts(film)
        ]
        company = asked.company
        return own + [
            Part(Term.TASTE, f"film:{source}", weight * value, int(source in company.fond))
            for source, value in company.pulls(film.id).items()
        ]

    def _name(self, film: FilmFeatures) -> list[Part]:
        """How well reviewed, how well known and how widely liked it is, the first two above or below the middle."""
        company = self._asked.company
        weight, renown = self._weights.popularity * company.prior, film.standing - film.acclaim
        parts = [
            Part(Term.POPULARITY, "acclaim", weight * (film.acclaim - MIDDLE_ACCLAIM)),
            Part(Term.POPULARITY, "renown", weight * (renown - MIDDLE_RENOWN)),
        ]
        liked = company.liked(film.id)
        return [*parts, Part(Term.POPULARITY, "liked", weight * liked)] if liked else parts

    def _novelty(self, film: FilmFeatures) -> list[Part]:
        weight = self._weights.novelty
        if not weight:
            return []
        values = (
            ("fresh", FRESH * fresh(film, self._asked.today)),
            ("unlike", UNLIKE * self._sure * unlike(film, self._known)),
            ("lesser-known", LESSER_KNOWN * lesser_known(film)),
        )
        return [Part(Term.NOVELTY, source, weight * value) for source, value in values if value]

    def _limits(self, film: FilmFeatures) -> list[Part]:
        asked, weight = self._asked, self._weights.constraint
        values = (
            ("language", LANGUAGE_BONUS * (not asked.languages.isdisjoint(film.languages))),
            ("service", SERVICE_BONUS * (film.id in asked.on_services)),
            ("words", WORDS_BONUS * self._held(film)),
            ("seen", -SEEN_PENALTY * (film.id in asked.seen)),
        )
        return [Part(Term.CONSTRAINT, source, weight * value) for source, value in values if value]

    def _held(self, film: FilmFeatures) -> float:
        """The share of the asked words that the film's title or keywords hold, 0 to 1."""
        words = self._asked.words
        return len(matching(film, words)) / len(words) if words else 0.0

    def _fit(self, panel: Panel) -> Floats:
        import numpy as np

        mix = np.array([self._asked.mix.get(mood, 0.0) for mood in TYPICAL])
        fit: Floats = np.sqrt(panel.moods * mix).sum(axis=1)
        return fit

    def _liked(self, panel: Panel) -> Floats:
        import numpy as np

        company = self._asked.company
        return np.array(company.liked_of(panel.ids)) if company.model else np.zeros(len(panel))

    def _news(self, panel: Panel) -> Floats:
        """`novelty`'s three, weighed against each other [films]."""
        import numpy as np

        if not self._weights.novelty:
            return np.zeros(len(panel))
        known = UNLIKE * self._sure * panel.unlike(self._known)
        return FRESH * panel.fresh(self._asked.today) + known + LESSER_KNOWN * panel.lesser_known

    def _bounds(self, panel: Panel) -> Floats:
        import numpy as np

        asked = self._asked
        speaks = [not asked.languages.isdisjoint(film.languages) for film in panel.films] if asked.languages else 0.0
        bounds: Floats = (
            LANGUAGE_BONUS * np.asarray(speaks, dtype=np.float64)
            + SERVICE_BONUS * panel.of_films(dict.fromkeys(asked.on_services, 1.0))
            + (WORDS_BONUS * np.array([self._held(film) for film in panel.films]) if asked.words else 0.0)
            - SEEN_PENALTY * panel.of_films(dict.fromkeys(asked.seen, 1.0))
        )
        return bounds


def total_of(terms: Mapping[Term, Floats]) -> Floats:
    """The sum of the terms [films], in the order in which `Split.total` adds them."""
    first, *others = (terms[term] for term in Term if term in terms)
    total = first.copy()
    for other in others:
        total += other
    return total


def split_of(film: FilmFeatures, asked: Asked, weights: Weights = USUAL) -> Split:
    """One film's score, taken apart."""
    return Scorer(asked, weights).split(film)


def rank(films: Iterable[FilmFeatures], asked: Asked, weights: Weights = USUAL) -> list[Scored]:
    """Best first; the id breaks exact ties."""
    scorer = Scorer(asked, weights)
    return _sorted(Scored(film, scorer.split(film)) for film in films)


def shortlist(films: Iterable[FilmFeatures], scorer: Scorer, limit: int) -> list[Scored]:
    """The best `limit` of many films, as `rank` would give them; only these are taken apart."""
    panel = panel_for(tuple(films))
    return [Scored(entry.film, scorer.split(entry.film)) for entry in best(panel, scorer.totals(panel), limit)]


def best(panel: Panel, totals: Floats, limit: int) -> list[Candidate]:
    """The best `limit` films of a panel by these totals, best first."""
    return [Candidate(panel.films[place], float(totals[place])) for place in top(panel, totals, limit)]


def top(panel: Panel, totals: Floats, limit: int) -> list[int]:
    """The numbers of the best `limit` films, best first; the id breaks ties of the first twelve decimals."""
    import numpy as np

    if limit <= 0:
        return []
    rounded = totals.round(12)
    some = np.arange(len(panel))
    if limit < len(panel):
        edge = np.partition(rounded, -limit)[-limit]
        some = (rounded >= edge).nonzero()[0]
    ids = np.array(panel.ids)[some]
    order: list[int] = some[np.lexsort((ids, -rounded[some]))][:limit].tolist()
    return order


def _sorted(scored: Iterable[Scored]) -> list[Scored]:
    return sorted(scored, key=lambda entry: (-round(entry.split.total, 12), entry.film.id))


def _total(parts: Iterable[Part]) -> float:
    return sum([part.value for part in parts])
