"""The kinds a film is of, as somebody may refuse them: its genres, its directors, its series. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final, Protocol

from recommendations.catalogue.franchise import franchise

GENRE: Final = "genre"
DIRECTOR: Final = "director"
SERIES: Final = "series"
OFFERED_GENRES: Final = 2  # the leading ones: refusing the fourth genre of a film would surprise
OFFERED_DIRECTORS: Final = 2
_NEXT_NAME: Final = re.compile(r", (?!(?:Jr|Sr)\.)")  # "George Tillman, Jr." is one name


class Carded(Protocol):
    """A card names its directors in one line."""

    @property
    def genres(self) -> tuple[str, ...]: ...
    @property
    def director(self) -> str | None: ...


class Kinded(Protocol):
    """What a kind is told by."""

    @property
    def title(self) -> str: ...
    @property
    def genres(self) -> tuple[str, ...]: ...
    @property
    def directors(self) -> tuple[str, ...]: ...


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind: `name` is "genre", "director" or "series", `value` what films are told by, `title` what people read."""

    name: str
    value: str
    title: str

    @property
    def key(self) -> str:
        return f"{self.name}:{self.value}"

    @property
    def words(self) -> str:
        """The films of this kind in words, for the middle of a sentence."""
        if self.name == GENRE:
            return f"films in the genre {self.title}"
        if self.name == DIRECTOR:
            return f"films by {self.title}"
        return f"films of the series “{self.title}”"

    @property
    def no_more(self) -> str:
        """On a button."""
        if self.name == GENRE:
            return f"No more {self.title}"
        return f"Nothing more {'by' if self.name == DIRECTOR else 'of'} {self.title}"


NAMES: Final = frozenset({GENRE, DIRECTOR, SERIES})
MOST: Final = 300  # characters


def kind_of(key: str) -> Kind | None:
    """The kind behind a key such as "genre:Horror"; None where it cannot be one."""
    name, _, value = key.partition(":")
    if name not in NAMES or not value or len(value) > MOST:
        return None
    return Kind(name, value, value.title() if name == SERIES else value)


def keys_of(film: Kinded) -> Iterator[str]:
    """Every kind that a film is of, as keys."""
    yield from (f"{GENRE}:{name}" for name in film.genres)
    yield from (f"{DIRECTOR}:{name}" for name in film.directors)
    yield f"{SERIES}:{franchise(film.title)}"


def on_card(film: Carded) -> tuple[Kind, ...]:
    """The few kinds that a card has room for: its leading genres and who made it first."""
    genres = (Kind(GENRE, name, name) for name in film.genres[:OFFERED_GENRES])
    first = _NEXT_NAME.split(film.director, maxsplit=1)[0] if film.director else ""
    return (*genres, *((Kind(DIRECTOR, first, first),) if first else ()))


def offered(film: Kinded, *, in_series: bool) -> tuple[Kind, ...]:
    """The kinds a person is asked about: the leading genres, who made it, and the series where there is one."""
    genres = (Kind(GENRE, name, name) for name in film.genres[:OFFERED_GENRES])
    directors = (Kind(DIRECTOR, name, name) for name in film.directors[:OFFERED_DIRECTORS])
    series = kind_of(f"{SERIES}:{franchise(film.title)}") if in_series else None
    return (*genres, *((series,) if series else ()), *directors)
