"""Languages: ISO 639-1 codes on one side, the names that the catalogue and its sources use on the other."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import lru_cache
from types import MappingProxyType
from typing import Final

from accounts.regions import LANGUAGES

# Names the sources use for what the profile calls one language, beside its own.
SPOKEN: Final[Mapping[str, tuple[str, ...]]] = MappingProxyType(
    {
        "ar": ("Egyptian Arabic", "Moroccan Arabic", "Classical Arabic"),
        "bn": ("Bangla",),
        "de": ("Swiss German",),
        "el": ("Modern Greek",),
        "en": ("American English", "British English", "Australian English"),
        "fr": ("Quebec French",),
        "he": ("Modern Hebrew",),
        "nb": ("Norwegian",),
        "nl": ("Flemish Dutch",),
        "no": ("Norwegian Bokmål", "Norwegian Nynorsk"),
        "pt": ("Brazilian Portuguese",),
        "zh": (
            *("Mandarin", "Cantonese", "Standard Chinese", "Yue Chinese", "Putonghua", "Standard Taiwanese Mandarin"),
            *("Taiwanese Hokkien", "Singaporean Hokkien", "Hakka Chinese", "Wu Chinese", "Shanghainese", "Sichuanese"),
        ),
    }
)


@lru_cache(maxsize=256)
def names_of(code: str) -> frozenset[str]:
    """What films that speak the language are said to speak; nothing for an unknown code."""
    return frozenset((LANGUAGES[code], *SPOKEN.get(code, ()))) if code in LANGUAGES else frozenset()


@lru_cache(maxsize=256)
def names_of_all(codes: tuple[str, ...]) -> frozenset[str]:
    """The names of several languages together."""
    return frozenset().union(*map(names_of, codes))


def known(codes: Iterable[str]) -> tuple[str, ...]:
    """The codes we know a name for, in their order."""
    return tuple(code for code in codes if code in LANGUAGES)
