"""Recipes as files: TOML in, a typed value out, and a clear error for what it does not know."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import fields
from pathlib import Path
from typing import Any, TypeVar

from ml.errors import BadRecipe

T = TypeVar("T")


def read_toml(path: Path) -> dict[str, Any]:
    """Read a recipe's file. BadRecipe when it is missing or is no TOML."""
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise BadRecipe(f"{path.name}: {error}") from error


def make(cls: type[T], values: Mapping[str, Any], name: str) -> T:
    """Make the frozen value `cls` of a table's keys. BadRecipe names a key that is unknown or missing."""
    known = {field.name for field in fields(cls)}  # type: ignore[arg-type]
    if unknown := sorted(values.keys() - known):
        raise BadRecipe(f"{name}: unknown {', '.join(unknown)}.")
    try:
        return cls(**{key: tuple(value) if isinstance(value, list) else value for key, value in values.items()})
    except TypeError as error:
        raise BadRecipe(f"{name}: {error}") from error
