"""The one door to model weights: find, fetch, verify by sha256, read. Only safetensors, ONNX and JSON; never pickle."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from fnmatch import fnmatch
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from ml.config import MlConfig
from ml.errors import HubUnreachable, RuntimeMissing, WeightsCorrupted, WeightsMissing
from ml.types import ModelSpec

if TYPE_CHECKING:
    from huggingface_hub import HfApi

CARD: Final = "card.json"
SUFFIXES: Final = frozenset({".safetensors", ".onnx", ".json"})
HUB_CONFIG: Final = "config.json"  # every model of the hub has one
HUB_ID: Final = re.compile(r"(?P<name>[\w.-]+/[\w.-]+)(@(?P<revision>[\w./-]+))?")
_HUB_FILES: Final = ("*.json", "*.safetensors", "*.txt", "*.model", "*.codes")  # of the top folder
_HUB_SECONDS: Final = 10.0  # to wait for the hub's next answer
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


def folder_of(spec: ModelSpec, config: MlConfig) -> Path | None:
    """Return the folder of the model's weights, there or not; None for a model that needs none."""
    if spec.weights is None:
        return None
    if spec.place == "hub":
        return hub_folder(spec.weights, config.cache_dir)
    return (config.cache_dir if spec.place == "cache" else config.weights_dir) / spec.weights


def has_card(spec: ModelSpec, config: MlConfig) -> bool:
    """Whether the model's folder has a card at all: cheap enough to ask for every text."""
    folder = folder_of(spec, config)
    return folder is None or (folder / CARD).is_file()


def weights_present(spec: ModelSpec, config: MlConfig) -> bool:
    """Whether the model's folder is `present`; a model that needs no weights always has them."""
    folder = folder_of(spec, config)
    if folder is None:
        return True
    return (folder / HUB_CONFIG).is_file() if spec.place == "hub" else present(folder)


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


def hub_folder(named: str, cache_dir: Path) -> Path:
    """Return where a model in the hub's layout stands: `named` is a folder, or an id that is fetched into the cache."""
    folder = Path(named).expanduser()
    return folder if folder.is_dir() else cache_dir / "hub" / re.sub(r"[/@]+", "--", named)


def fetch_hub(named: str, cache_dir: Path) -> Path:
    """Return the folder of "OWNER/NAME" or "OWNER/NAME@REVISION", fetched unless it is here; never half of it.

    WeightsMissing for what is no id, or a model without safetensors; HubUnreachable; RuntimeMissing.
    """
    folder = hub_folder(named, cache_dir)
    if folder.is_dir():
        return folder
    if (found := HUB_ID.fullmatch(named)) is None:
        raise WeightsMissing(f"{named} is no registered model, no folder and no id of the hub.")
    try:
        from huggingface_hub import HfApi
    except ImportError as error:
        raise RuntimeMissing("huggingface_hub is not installed.") from error
    part = folder.with_name(f"{folder.name}.part")
    _fetch(HfApi(), found["name"], found["revision"], part)
    return part.rename(folder)


def _fetch(api: HfApi, name: str, revision: str | None, folder: Path) -> None:
    import httpx2
    from huggingface_hub.errors import HfHubHTTPError

    try:
        info = api.model_info(name, revision=revision, timeout=_HUB_SECONDS)
        files = [file.rfilename for file in info.siblings or () if _wanted(file.rfilename)]
        if not any(file.endswith(".safetensors") for file in files):
            raise WeightsMissing(f"{name} has no safetensors file: name a revision that has one, {name}@REVISION.")
        api.snapshot_download(
            name, revision=info.sha, local_dir=folder, allow_patterns=files, etag_timeout=_HUB_SECONDS
        )
    except HfHubHTTPError as error:
        status = error.response.status_code
        if status in {401, 403, 404}:
            raise WeightsMissing(f"The hub does not give {name} ({status}).") from error
        raise HubUnreachable(f"The hub failed ({status}).") from error
    except (httpx2.HTTPError, OSError) as error:
        raise HubUnreachable(f"The hub cannot be reached ({type(error).__name__}).") from error
    if missing := [file for file in files if not (folder / file).is_file()]:
        raise HubUnreachable(f"The hub stopped before {missing[0]}.")


def _wanted(name: str) -> bool:
    """Whether a file is of a kind that is loaded; none is that lies in a folder below."""
    return "/" not in name and any(fnmatch(name, pattern) for pattern in _HUB_FILES)
