"""Streaming services as people name them, with the numbers that TMDB gives them.

One service can have several numbers, as TMDB counts it anew where a region's offer differs. They are here so that a
sentence is understood, and a profile filled in, without a connection to TMDB.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final


@dataclass(frozen=True, slots=True)
class Service:
    """`ids` are TMDB's provider ids, the most common first."""

    key: str
    name: str
    ids: tuple[int, ...]


_ALL: Final = (
    Service("netflix", "Netflix", (8,)),
    Service("prime-video", "Prime Video", (9, 119)),
    Service("disney-plus", "Disney+", (337,)),
    Service("apple-tv-plus", "Apple TV+", (350,)),
    Service("max", "HBO Max", (1899, 384)),
    Service("hulu", "Hulu", (15,)),
    Service("paramount-plus", "Paramount+", (531,)),
    Service("peacock", "Peacock", (386, 387)),
    Service("mubi", "MUBI", (11,)),
    Service("criterion-channel", "Criterion Channel", (258,)),
    Service("bbc-iplayer", "BBC iPlayer", (38,)),
    Service("itvx", "ITVX", (41,)),
    Service("channel-4", "Channel 4", (103,)),
    Service("now", "NOW", (39,)),
    Service("sky", "Sky Go", (29,)),
    Service("shudder", "Shudder", (99,)),
    Service("crunchyroll", "Crunchyroll", (283,)),
    Service("youtube", "YouTube", (192, 235)),
    Service("tubi", "Tubi", (73,)),
    Service("kanopy", "Kanopy", (191,)),
    Service("britbox", "BritBox", (151,)),
    Service("starz", "Starz", (43,)),
    Service("plex", "Plex", (538,)),
    Service("pluto-tv", "Pluto TV", (300,)),
    Service("joyn", "Joyn", (304,)),
    Service("rtl-plus", "RTL+", (298,)),
    Service("wow", "WOW", (30,)),
    Service("canal-plus", "Canal+", (381,)),
    Service("arte", "Arte", (234,)),
    Service("viki", "Rakuten Viki", (344,)),
    Service("roku", "Roku Channel", (207,)),
)
SERVICES: Final[Mapping[str, Service]] = MappingProxyType({service.key: service for service in _ALL})
BY_ID: Final[Mapping[int, Service]] = MappingProxyType({number: service for service in _ALL for number in service.ids})


def names() -> dict[int, str]:
    """Every service's first number and its name, in the order in which they are offered."""
    return {service.ids[0]: service.name for service in _ALL}


def name_of(number: int) -> str:
    """The service's name; its number where we do not know it."""
    return BY_ID[number].name if number in BY_ID else f"Service {number}"


def first(numbers: Iterable[int]) -> Iterable[int]:
    """The number that each service is offered under."""
    return (BY_ID[number].ids[0] if number in BY_ID else number for number in numbers)


def with_siblings(numbers: Iterable[int]) -> tuple[int, ...]:
    """The numbers and the others that the same services go by."""
    return tuple(
        dict.fromkeys(other for number in numbers for other in (BY_ID[number].ids if number in BY_ID else (number,)))
    )
