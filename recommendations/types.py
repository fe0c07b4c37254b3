"""Values that leave this room, frozen."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from django.core.paginator import Page


class Term(StrEnum):
    """The parts a film's score is made of, in the order in which they are always drawn."""

    MOOD = "mood"
    TASTE = "taste"
    POPULARITY = "popularity"
    NOVELTY = "novelty"
    CONSTRAINT = "constraint"


@dataclass(frozen=True, slots=True)
class Part:
    """A share of one term and where it comes from.

    A mood; of the taste "genre:Drama", "director:…", "actor:…", "keyword:…", "decade:1990" and "film:123" (people who
    liked that film of yours liked this one); "acclaim", "renown", "liked"; "fresh", "unlike", "lesser-known";
    "language", "service", "words", "seen". `evidence` counts the opinions that a part of the taste rests on; of
    "film:123" it is 1 where the person liked that film, else 0.
    """

    term: Term
    source: str
    value: float
    evidence: int = 0


@dataclass(frozen=True, slots=True)
class Split:
    """Five numbers that add up to the film's score. `parts` adds up to them in turn, source by source.

    `profile` holds the moods that evidence on the film speaks for, as far as it is believed (see `ranking.fit`).
    """

    mood: float
    taste: float
    popularity: float
    novelty: float
    constraint: float
    parts: tuple[Part, ...] = ()
    profile: tuple[tuple[str, float], ...] = ()

    @property
    def total(self) -> float:
        return self.mood + self.taste + self.popularity + self.novelty + self.constraint

    @property
    def main(self) -> Term:
        """The term without which the film would lose most of its score."""
        return max(Term, key=self.of)

    def share(self, term: Term) -> float:
        """What the term makes of all that speaks for or against the film, 0 to 1."""
        return abs(self.of(term)) / (sum(abs(self.of(other)) for other in Term) or 1.0)

    def of(self, term: Term) -> float:
        return float(getattr(self, term.value))


@dataclass(frozen=True, slots=True)
class Pull:
    """One of a person's films and what it adds to another film's taste term (or takes from it)."""

    film_id: int
    title: str
    value: float


class MoodBasis(StrEnum):
    """The finest evidence that a film's mood profile stands on, from the coarsest to the finest."""

    NONE = "none"
    GENRES = "genres"
    KEYWORDS = "keywords"
    OVERVIEW = "overview"
    PEOPLE = "people"
    STAFF = "staff"


@dataclass(frozen=True, slots=True)
class FilmFeatures:
    """What ranking and cards read of a film.

    `moods` is its own mood profile, a distribution over the eight moods; `mood_basis` the finest evidence it stands on
    and `mood_weight` how much evidence that is, in genres' worth (see `film_moods`). `standing` is its quality prior (0
    to 1), `acclaim` what its review score adds to that, `traits` what taste looks at (see `taste.traits`). `age` is the
    age in years that its certificate asks for, None where unknown. `keywords` are folded words, empty where nobody
    knows any; `topics` what its overview was found to speak of (see `steering.topics`).
    """

    id: int
    title: str
    year: int | None
    release_date: date | None
    runtime: int | None
    genres: tuple[str, ...]
    directors: tuple[str, ...]
    languages: tuple[str, ...]
    rating: float | None
    standing: float
    acclaim: float
    adult: bool
    listed: bool
    moods: Mapping[str, float]
    traits: tuple[tuple[str, float], ...]
    mood_basis: MoodBasis = MoodBasis.GENRES
    mood_weight: float = 1.0
    actors: tuple[str, ...] = ()
    keywords: tuple[str, ...] = ()
    age: int | None = None
    poster_path: str | None = None
    tmdb_id: int | None = None
    topics: tuple[str, ...] = ()

    @property
    def mood(self) -> str:
        return max(self.moods, key=self.moods.__getitem__)

    @property
    def decade(self) -> int | None:
        return self.year // 10 * 10 if self.year else None


@dataclass(frozen=True, slots=True)
class FilmCard:
    """A film as a card shows it.

    `rating` is 0 to 10, `runtime` minutes, `mood` the film's own, `feedback` "like", "dislike" or None.
    `release_date` is None where only the year is known; `poster_path` is TMDB's, None where it has none or was not
    asked. `pulls` are the person's films that lifted this one, the strongest first. `place` is where the film stands
    among the row's candidates and `place_without_mood` where it would stand had no mood been asked; None where it was
    not ranked. `explored` marks a film that was drawn to learn more rather than chosen, `propensity` is how likely it
    was to stand where it does; `saved` marks one on the watchlist.
    """

    id: int
    title: str
    year: int | None
    runtime: int | None
    genres: tuple[str, ...]
    director: str | None
    rating: float | None
    release_date: date | None
    poster_path: str | None
    mood: str
    split: Split
    reason: str
    feedback: str | None
    pulls: tuple[Pull, ...] = ()
    place: int | None = None
    place_without_mood: int | None = None
    explored: bool = False
    propensity: float = 1.0
    saved: bool = False


@dataclass(frozen=True, slots=True)
class Row:
    """A row of films. `reason` says in one line why the row is there and what it stands on."""

    key: str
    title: str
    reason: str
    films: tuple[FilmCard, ...]


@dataclass(frozen=True, slots=True)
class FeedbackState:
    """What one person said about one film. `rating` is in half stars, 1 to 10."""

    liked: bool = False
    disliked: bool = False
    seen: bool = False
    rating: int | None = None

    @property
    def kind(self) -> str | None:
        return "like" if self.liked else "dislike" if self.disliked else None


@dataclass(frozen=True, slots=True)
class Role:
    """Somebody in a film; `character` is "" where nobody says whom they play."""

    name: str
    character: str


@dataclass(frozen=True, slots=True)
class Trailer:
    """A link to a trailer on somebody else's site. Nothing is asked of that site before the link is followed."""

    url: str
    site: str
    name: str


@dataclass(frozen=True, slots=True)
class Services:
    """Names of services that have a film in the same way; `how` says which ("Stream", "Rent")."""

    how: str
    names: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class WhereShown:
    """Who has a film in one region. `link` is the single page that TMDB gives for all of them; the data are
    JustWatch's.
    """

    region: str
    region_name: str
    link: str
    services: tuple[Services, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class FilmDetail(FilmCard):
    """A card and what only the film's own page shows.

    `cast` runs from the best known; `moods` is the film's own profile; `votes` counts the reviews that `rating` is the
    mean of, or an audience's votes where `rated_by` is "audience" and not "critics". `split` and `reason` are those of
    the evening that led here, or of taste alone where none did; `reason` is "" where there is neither.

    From `original_title` on it is what TMDB adds, as far as it was asked and answered: `age` is what the certificate
    asks for, in years; `where` speaks of the region that was asked for, `watch_regions` are all that TMDB knows;
    `tmdb_note` says what is missing just now.
    """

    moods: Mapping[str, float]
    directors: tuple[str, ...]
    cast: tuple[str, ...]
    language: str | None
    languages: tuple[str, ...]
    countries: tuple[str, ...]
    companies: tuple[str, ...]
    certificate: str
    imdb_id: str
    wikidata_id: str
    votes: int
    overview: str | None
    rated_by: str = "critics"
    original_title: str = ""
    tagline: str = ""
    keywords: tuple[str, ...] = ()
    age: int | None = None
    roles: tuple[Role, ...] = ()
    trailer: Trailer | None = None
    where: WhereShown | None = None
    watch_regions: tuple[str, ...] = ()
    tmdb_id: int | None = None
    tmdb_note: str = ""


@dataclass(frozen=True, slots=True)
class FilmPage:
    """`similar` is None where nothing is close."""

    film: FilmDetail
    feedback: FeedbackState
    similar: Row | None


@dataclass(frozen=True, slots=True)
class WatchedFilm:
    """A film somebody has seen. `film` is None where the catalogue no longer has it.

    Title and year are the person's own snapshot.
    """

    film_id: int
    title: str
    year: int | None
    rating: int | None
    watched_on: date | None
    film: FilmCard | None


@dataclass(frozen=True, slots=True)
class FilmHistory:
    """Pages of what a person made of films. `shut` holds the ids of those whose own page they may not open (now)."""

    seen: Page[WatchedFilm]
    liked: Page[FilmCard]
    refused: Page[FilmCard]
    shut: frozenset[int]


@dataclass(frozen=True, slots=True)
class CatalogueFacts:
    """What the catalogue is and where it ends. `note` says it in a sentence or two."""

    films: int
    first_year: int
    last_year: int
    source: str
    licence: str
    built_on: str
    note: str
