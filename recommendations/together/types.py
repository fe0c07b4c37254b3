"""Values that leave this room, frozen: what one member sees of an evening."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from recommendations.types import FilmCard


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody at the evening as the others see them: a name, and whether they have said what they feel like."""

    id: int
    name: str
    ready: bool
    you: bool
    leads: bool


@dataclass(frozen=True, slots=True)
class Fit:
    """How well a film fits one member: better than `percent` of tonight's candidates."""

    name: str
    percent: int
    you: bool
    worst: bool


@dataclass(frozen=True, slots=True)
class Choice:
    """A film of the list with everybody's fit. `good_for_everyone`: it fits each of them well."""

    film: FilmCard
    fits: tuple[Fit, ...]
    good_for_everyone: bool


@dataclass(frozen=True, slots=True)
class Yours:
    """What only this member sees: their own mood and what they ruled out."""

    mix: Mapping[str, float]
    genres: tuple[str, ...]
    avoid: tuple[str, ...]
    refused: tuple[FilmCard, ...]
    vetoes_left: int


@dataclass(frozen=True, slots=True)
class Room:
    """An evening as one member sees it. `ruled_out` says how much is, never by whom."""

    token: str
    version: int
    open: bool
    ends_at: datetime
    changed_at: datetime
    owner: bool
    people: tuple[Person, ...]
    seats_left: int
    turn: str
    ruled_out: str
    films: tuple[Choice, ...]
    chosen: Choice | None
    chosen_title: str
    kept: bool
    yours: Yours

    @property
    def waiting(self) -> tuple[str, ...]:
        """Who has not said yet what they feel like."""
        return tuple(person.name for person in self.people if not person.ready)
