"""Genres of ours and TMDB's. Where two of ours share one of TMDB's (Music, Musical), only the first stands for it."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from recommendations.catalogue.genres import GENRES

NAMES: Final[Mapping[int, str]] = MappingProxyType(
    {spec.tmdb_id: spec.name for spec in reversed(GENRES) if spec.tmdb_id is not None}
)
NUMBERS: Final[Mapping[str, int]] = MappingProxyType({name: number for number, name in NAMES.items()})
