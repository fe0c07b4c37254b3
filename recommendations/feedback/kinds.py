"""The kinds a film is of, as somebody may refuse them: its genres, its directors, its series. Pure."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final, Protocol

from recommendations.catalogue.franchise import franchise

GENRE: Final = "genre"
DIRECTOR: Final = "director"
SERIES: Final = "series"
OFFERED_GENRES: Final = 2  # the leading ones: refusing the fourth genre of a film would surprise
OFFERED_DIRECTORS: Final = 2


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


def offered(film: Kinded, *, in_series: bool) -> tuple[Kind, ...]:
    """The kinds a person is asked about: the leading genres, who made it, and the series where there is one."""
    genres = (Kind(GENRE, name, name) for name in film.genres[:OFFERED_GENRES])
    directors = (Kind(DIRECTOR, name, name) for name in film.directors[:OFFERED_DIRECTORS])
    series = kind_of(f"{SERIES}:{franchise(film.title)}") if in_series else None
    return (*genres, *((series,) if series else ()), *directors)
