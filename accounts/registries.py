"""Registries that turn dependencies round: higher rooms register, accounts asks.

*Personal data*: every room that stores a person's rows registers how to export and erase them. *Film look-up*: what an
id is called. *Genres*: the names a person may favour or refuse. *Topics* and *services*: what a person may never want
to meet, and where they can watch, each with what it is called. Registering happens in `AppConfig.ready()`; doing it
again with the same function is harmless, with another one it is a mistake.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

from accounts.models import User

T = TypeVar("T")
Export = Callable[[User], Iterable[Mapping[str, Any]]]
Erase = Callable[[User], int]


@dataclass(frozen=True, slots=True)
class FilmName:
    title: str
    year: int | None


@dataclass(frozen=True, slots=True)
class PersonalData:
    """One kind of rows: `export` gives rows for JSON, `erase` deletes in the caller's transaction and counts."""

    name: str
    export: Export
    erase: Erase


FilmLookup = Callable[[Sequence[int]], Mapping[int, FilmName]]
GenreNames = Callable[[], Iterable[str]]
TopicNames = Callable[[], Mapping[str, str]]
ServiceNames = Callable[[], Mapping[int, str]]

_personal_data: dict[str, PersonalData] = {}
_film_lookups: list[FilmLookup] = []
_genre_names: list[GenreNames] = []
_topic_names: list[TopicNames] = []
_service_names: list[ServiceNames] = []


def register_personal_data(name: str, export: Export, erase: Erase) -> None:
    """`name` is the rows' key in an export. Raises ValueError when it is taken."""
    provider = PersonalData(name, export, erase)
    if _personal_data.setdefault(name, provider) != provider:
        raise ValueError(f"Personal data {name!r} is registered already.")


def personal_data() -> tuple[PersonalData, ...]:
    """Every provider, last registered first, so that rows of a higher room go before those they stand on."""
    return tuple(reversed(_personal_data.values()))


def register_film_lookup(lookup: FilmLookup) -> None:
    _register_one(_film_lookups, lookup)


def film_names(ids: Iterable[int]) -> dict[int, FilmName]:
    """Names of the films that are known; ids without a film are left out."""
    wanted = list(dict.fromkeys(ids))
    return dict(_film_lookups[0](wanted)) if _film_lookups and wanted else {}


def register_genres(names: GenreNames) -> None:
    _register_one(_genre_names, names)


def genres() -> tuple[str, ...]:
    """Every genre of the catalogue, sorted; none where no catalogue is registered."""
    return tuple(sorted(set(_genre_names[0]()))) if _genre_names else ()


def register_topics(names: TopicNames) -> None:
    _register_one(_topic_names, names)


def topics() -> dict[str, str]:
    """Every topic's key and what it is called, as they are offered; none where none are registered."""
    return dict(_topic_names[0]()) if _topic_names else {}


def register_services(names: ServiceNames) -> None:
    _register_one(_service_names, names)


def services() -> dict[int, str]:
    """Every streaming service's number and name, as they are offered; none where none are registered."""
    return dict(_service_names[0]()) if _service_names else {}


def _register_one(slot: list[T], function: T) -> None:
    if slot and slot[0] != function:
        raise ValueError("Another function is registered already.")
    slot[:] = [function]
