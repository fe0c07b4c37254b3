"""Small things that can be worked out again, kept in the cache. While it is away nothing is kept and nothing fails."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import suppress
from typing import Any

from django.core.cache import cache

from moodflix_site.common.errors import cache_errors


def get(key: str, default: Any = None) -> Any:
    with suppress(cache_errors()):
        return cache.get(key, default)
    return default


def get_many(keys: Sequence[str]) -> dict[str, Any]:
    with suppress(cache_errors()):
        return dict(cache.get_many(keys))
    return {}


def put(key: str, value: Any, seconds: float) -> None:
    with suppress(cache_errors()):
        cache.set(key, value, seconds)


def put_many(values: Mapping[str, Any], seconds: float) -> None:
    with suppress(cache_errors()):
        cache.set_many(dict(values), seconds)
