"""Which rows of a manifest a model has learned from, as its card tells: their score says nothing about new voices."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Final

from ml.weights import sha256

if TYPE_CHECKING:
    from pathlib import Path

    from ml.manifest import Manifest

FINGERPRINT: Final = 12  # hexadecimal digits


def fingerprint(path: Path) -> str:
    """Return the start of a file's sha256. WeightsMissing when it cannot be read."""
    return sha256(path)[:FINGERPRINT]


def learned(card: Mapping[str, Any], manifest: Manifest) -> int | None:
    """Count the rows whose speaker, or whose very file, had a part in training or calibrating the model.

    `trained_on` of the card: `speakers`, a list of names, and `clips`, fingerprints with spaces between. None: the card
    does not tell.
    """
    told = card.get("trained_on")
    if not told:
        return None
    speakers, clips = set(told.get("speakers", ())), set(str(told.get("clips", "")).split())
    named = manifest.traits.get("speaker") or ("",) * len(manifest.inputs)
    return sum(
        who in speakers or (bool(clips) and _print_of(manifest, sound) in clips)
        for who, sound in zip(named, manifest.inputs, strict=True)
    )


def _print_of(manifest: Manifest, sound: str) -> str:
    path = manifest.sounds / sound if manifest.sounds else None
    return fingerprint(path) if path and path.is_file() else ""
