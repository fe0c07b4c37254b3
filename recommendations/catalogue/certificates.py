"""From a certificate to the age in years that it asks for, by country.

A board that names an age is taken at its word. "PG" names none; the boards' own texts describe something that need
not unsettle a child of about eight, so it counts as 8 here. Sources: the boards' published classification guides (MPA,
BBFC, FSK, CNC, Kijkwijzer, ICAA, ClassInd, the Australian and Irish boards, the Nordic boards, Eirin), 2025.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from types import MappingProxyType
from typing import Final

HOME: Final = "US"  # whose certificates the embedded catalogue has
_ADULT: Final = 18
# In each board's own order, the mildest first: the order that "at most" goes by. Only what is given out today.
BOARDS: Final[Mapping[str, Mapping[str, int]]] = MappingProxyType(
    {
        "US": {"G": 0, "PG": 8, "PG-13": 13, "R": 17, "NC-17": _ADULT},
        "GB": {"U": 0, "PG": 8, "12A": 12, "12": 12, "15": 15, "18": 18, "R18": 18},
        "DE": {"0": 0, "6": 6, "12": 12, "16": 16, "18": 18},
        "FR": {"U": 0, "10": 10, "12": 12, "16": 16, "18": 18},
        "ES": {"A": 0, "7": 7, "12": 12, "16": 16, "18": 18},
        "BR": {"L": 0, "10": 10, "12": 12, "14": 14, "16": 16, "18": 18},
        "PT": {"M/3": 3, "M/6": 6, "M/12": 12, "M/14": 14, "M/16": 16, "M/18": 18},
        "IT": {"T": 0, "6+": 6, "14+": 14, "18+": 18},
        "NL": {"AL": 0, "6": 6, "9": 9, "12": 12, "14": 14, "16": 16, "18": 18},
        "AU": {"G": 0, "PG": 8, "M": 15, "MA 15+": 15, "R 18+": 18},
        "CA": {"G": 0, "PG": 8, "14A": 14, "18A": 18, "R": 18},
        "IE": {"G": 0, "PG": 8, "12A": 12, "15A": 15, "16": 16, "18": 18},
        "SE": {"Btl": 0, "7": 7, "11": 11, "15": 15},
        "DK": {"A": 0, "7": 7, "11": 11, "15": 15},
        "NO": {"A": 0, "6": 6, "9": 9, "12": 12, "15": 15, "18": 18},
        "FI": {"S": 0, "7": 7, "12": 12, "16": 16, "18": 18},
        "JP": {"G": 0, "PG12": 12, "R15+": 15, "R18+": 18},
    }
)
# Certificates of other days, and other ways of writing one.
OTHER_NAMES: Final[Mapping[str, Mapping[str, int]]] = MappingProxyType(
    {
        "US": {"M/PG": 8, "GP": 8, "M": 13, "X": _ADULT},
        "FR": {"TP": 0},
        "ES": {"APTA": 0, "TP": 0},
        "PT": {"3": 3, "6": 6, "12": 12, "14": 14, "16": 16, "18": 18},
        "IT": {"VM14": 14, "VM18": 18},
        "AU": {"MA15+": 15, "R18+": 18},
        "IE": {"12": 12, "15": 15},
    }
)


def age_of(certificate: str, country: str = HOME) -> int | None:
    """Years; None for a certificate or a country that the table does not know, "NR" and "Not Rated" among them."""
    name = certificate.strip()
    return BOARDS.get(country, {}).get(name, OTHER_NAMES.get(country, {}).get(name))


def age_of_either(certificate: str, written: str) -> int | None:
    """The age of a film with a `certificate` of the embedded catalogue or, without one, of TMDB's ("GB 12A")."""
    age = age_of(certificate)
    country, _, name = written.partition(" ")
    return age if age is not None else age_of(name, country)


def at_most(age: int, country: str) -> tuple[str, str]:
    """The country to ask by and its highest certificate for that age; `HOME` where the table lacks the country.

    ("US", "") where even the mildest certificate asks for more.
    """
    country = country if country in BOARDS else HOME
    fitting = [name for name, years in BOARDS[country].items() if years <= age]
    return country, fitting[-1] if fitting else ""


def first_known(releases: Iterable[tuple[str, str]]) -> str:
    """Of (country, certificate), the first in the table's order of countries, as "GB 12A"; "" without one."""
    known = {country: name.strip() for country, name in releases if age_of(name, country) is not None}
    return next((f"{country} {known[country]}" for country in BOARDS if country in known), "")
