"""Reads one field of a JSON object: null and missing are fine, another type is `TmdbUnreadable`. Pure."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator
from datetime import date
from typing import Any, Final

from recommendations.tmdb.errors import TmdbUnreadable

Row = dict[str, Any]
LONGEST_TEXT: Final = 4000  # characters of one field; an overview has a few hundred
LONGEST_LIST: Final = 2000  # entries of one list
_IMAGE = re.compile(r"/[\w-]{1,80}\.(?:jpg|jpeg|png|svg|webp)")


def row(value: Any) -> Row:
    """An object; null is an empty one."""
    if value is None:
        return {}
    if not isinstance(value, dict):
        raise TmdbUnreadable
    return value


def rows(parent: Row, name: str) -> Iterator[Row]:
    """The objects of a list; null entries are passed over."""
    return (row(entry) for entry in _list(parent, name) if entry is not None)


def text(parent: Row, name: str) -> str:
    value = parent.get(name)
    if value is None:
        return ""
    if not isinstance(value, str):
        raise TmdbUnreadable
    return value.replace("\0", "")[:LONGEST_TEXT].strip()


def integer(parent: Row, name: str) -> int | None:
    value = parent.get(name)
    if value is None:
        return None
    if isinstance(value, bool) or not isinstance(value, int) or abs(value) >= 2**53:
        raise TmdbUnreadable
    return value


def identity(parent: Row, name: str = "id") -> int:
    """A number that must be there, and above zero."""
    value = integer(parent, name)
    if value is None or value <= 0:
        raise TmdbUnreadable
    return value


def positive(parent: Row, name: str) -> int | None:
    """TMDB writes 0 for a runtime or a revenue it does not know."""
    value = integer(parent, name)
    return value if value and value > 0 else None


def number(parent: Row, name: str) -> float:
    value = parent.get(name)
    if value is None:
        return 0.0
    if isinstance(value, bool) or not isinstance(value, int | float) or not math.isfinite(value):
        raise TmdbUnreadable
    return float(value)


def truth(parent: Row, name: str) -> bool:
    value = parent.get(name)
    if value is not None and not isinstance(value, bool):
        raise TmdbUnreadable
    return bool(value)


def day(parent: Row, name: str) -> date | None:
    """A date, alone or at the start of a time; "" and dates that no calendar has are None."""
    try:
        return date.fromisoformat(text(parent, name)[:10])
    except ValueError:
        return None


def integers(parent: Row, name: str) -> tuple[int, ...]:
    values = [value for value in _list(parent, name) if value is not None]
    if any(isinstance(value, bool) or not isinstance(value, int) for value in values):
        raise TmdbUnreadable
    return tuple(values)


def texts(parent: Row, name: str) -> tuple[str, ...]:
    values = [value for value in _list(parent, name) if value is not None]
    if any(not isinstance(value, str) for value in values):
        raise TmdbUnreadable
    return tuple(values)


def names(parent: Row, field: str, name: str = "name") -> tuple[str, ...]:
    """One text of every object in a list, empty ones left out."""
    return tuple(word for entry in rows(parent, field) if (word := text(entry, name)))


def image(parent: Row, name: str) -> str | None:
    """The path of an image; anything that is no plain file name is None, since it ends up in an address."""
    path = text(parent, name)
    return path if _IMAGE.fullmatch(path) else None


def _list(parent: Row, name: str) -> list[Any]:
    value = parent.get(name)
    if value is None:
        return []
    if not isinstance(value, list) or len(value) > LONGEST_LIST:
        raise TmdbUnreadable
    return value
