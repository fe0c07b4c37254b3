"""The one door to model weights: find, verify by sha256, read. Only safetensors, ONNX and JSON; never pickle."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from ml.errors import WeightsCorrupted, WeightsMissing
from ml.types import ModelSpec

CARD: Final = "card.json"
SUFFIXES: Final = frozenset({".safetensors", ".onnx", ".json"})
_BLOCK: Final = 1 << 20


@dataclass(frozen=True, slots=True)
class Card:
    """What `card.json` says of a folder of weights: its files with their sha256, and the model's own values."""

    folder: Path
    files: Mapping[str, str]
    values: Mapping[str, Any]

    @property
    def temperature(self) -> float:
        """Divides the logits before the softmax; fitted on validation data."""
        return float(self.values["temperature"])

    @property
    def threshold(self) -> float:
        """Confidence below which the product abstains; chosen on validation data."""
        return float(self.values["threshold"])


def read_card(folder: Path) -> Card:
    """Read a folder's card. WeightsMissing without one, WeightsCorrupted when it does not hold what it must."""
    path = folder / CARD
    try:
        values = json.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError as error:
        raise WeightsMissing(f"{folder.name} has no {CARD}.") from error
    except (OSError, ValueError) as error:
        raise WeightsCorrupted(f"{folder.name}/{CARD} cannot be read.") from error
    try:
        files = {name: str(entry["sha256"]) for name, entry in values["files"].items()}
        card = Card(folder, files, values)
        usable = card.temperature > 0 and 0 <= card.threshold <= 1
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise WeightsCorrupted(f"{folder.name}/{CARD} is not a model card.") from error
    if not usable:
        raise WeightsCorrupted(f"{folder.name}/{CARD} holds a temperature or threshold out of bounds.")
    return card


def verified(folder: Path) -> Card:
    """Return the card after comparing every file with its checksum.

    WeightsMissing for an absent file, WeightsCorrupted for one that differs or is of a kind never loaded.
    """
    card = read_card(folder)
    for name, expected in card.files.items():
        path = folder / name
        if Path(name).name != name or path.suffix not in SUFFIXES:
            raise WeightsCorrupted(f"{folder.name}: {name} is of a kind that is never loaded.")
        if not path.is_file():
            raise WeightsMissing(f"{folder.name}: {name} is missing.")
        if sha256(path) != expected:
            raise WeightsCorrupted(f"{folder.name}: {name} does not match its checksum.")
    return card


def present(folder: Path) -> bool:
    """Whether the card and all the files it names exist; their content is not read."""
    try:
        return all((folder / name).is_file() for name in read_card(folder).files)
    except (WeightsMissing, WeightsCorrupted):
        return False


def weights_present(spec: ModelSpec, weights_dir: Path) -> bool:
    """Whether the model's folder is `present`; a model that needs no weights always has them."""
    return spec.weights is None or present(weights_dir / spec.weights)


def sha256(path: Path) -> str:
    """Return the hexadecimal digest of a file. WeightsMissing when it cannot be read."""
    digest = hashlib.sha256()
    try:
        with path.open("rb") as file:
            while block := file.read(_BLOCK):
                digest.update(block)
    except OSError as error:
        raise WeightsMissing(f"{path.name} cannot be read.") from error
    return digest.hexdigest()
