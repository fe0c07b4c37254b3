"""What a person asks of a ranking beside their mood: frozen, and the same from a page, the API or a sentence."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum


class Dial(StrEnum):
    """What films should do with a mood."""

    MATCH = "match"
    LIFT = "lift"
    CALM = "calm"
    CATHARTIC = "cathartic"
    SURPRISE = "surprise"


@dataclass(frozen=True, slots=True)
class Wishes:
    """Hard limits: a film that breaks one is not offered. Empty or None: no limit.

    Genres by the catalogue's names, `include_genres` holding where a film has at least one of them. `runtime_min` and
    `runtime_max` in minutes, `year_from` and `year_to` inclusive. `languages` as ISO 639-1 codes, any of which the film
    speaks. `certificate` is the highest age in years that a film may ask for. `services` holds TMDB's provider ids,
    `region` an ISO 3166-1 code; `avoid` the keys of topics (`steering.topics`). `words` are themes ("heist") that a
    film's keywords, title or overview should hold: these only lift, they do not exclude. A film has every one of
    `all_genres` ("a romantic comedy"), speaks none of `exclude_languages` and holds none of
    `exclude_words` in its title or keywords. `my_services` stands for the services of the person's profile.
    """

    include_genres: tuple[str, ...] = ()
    exclude_genres: tuple[str, ...] = ()
    runtime_min: int | None = None
    runtime_max: int | None = None
    year_from: int | None = None
    year_to: int | None = None
    languages: tuple[str, ...] = ()
    certificate: int | None = None
    services: tuple[int, ...] = ()
    region: str = ""
    avoid: tuple[str, ...] = ()
    words: tuple[str, ...] = ()
    all_genres: tuple[str, ...] = ()
    exclude_languages: tuple[str, ...] = ()
    exclude_words: tuple[str, ...] = ()
    my_services: bool = False


@dataclass(frozen=True, slots=True)
class Sliders:
    """How much each term counts beside its usual weight: 0 takes it out, 1 leaves it, 2 doubles it."""

    mood: float = 1.0
    taste: float = 1.0
    novelty: float = 1.0


@dataclass(frozen=True, slots=True)
class Steer:
    """Everything a person set. `target` is a mood that films should lead to; "" where the dial alone decides."""

    dial: Dial = Dial.MATCH
    target: str = ""
    sliders: Sliders = field(default_factory=Sliders)
    wishes: Wishes = field(default_factory=Wishes)
