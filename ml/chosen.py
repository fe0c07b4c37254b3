"""What a configuration's `text_model` and `voice_model` name: a registered model, a folder, or an id of the model hub.

Texts may be read by an ensemble, too.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from ml.config import BadConfig
from ml.own_labels import OwnLabels
from ml.types import ModelSpec

ENSEMBLE: Final = "ensemble:"
POOLS: Final = ("average", "weighted", "best")
LONGEST_NAME: Final = 80  # characters; kept with each reading


@dataclass(frozen=True, slots=True)
class Members:
    """An ensemble's way of pooling and its members' weights, which sum to 1 ("best" passes over them)."""

    pool: str
    weights: Mapping[str, float]


def members_of(named: str) -> Members:
    """Read "ensemble:average:A,B", "ensemble:best:A,B" or "ensemble:weighted:A=2,B=1". BadConfig for anything else."""
    _, pool, listed = ([*named.split(":", 2), "", ""])[:3]
    parts = [part.strip().partition("=") for part in listed.split(",") if part.strip()]
    weighted = pool == "weighted"
    if pool not in POOLS or len({name for name, _, _ in parts}) != len(parts) or not parts[1:]:
        raise BadConfig(f"{named}: an ensemble is {ENSEMBLE}{'|'.join(POOLS)}: and two or more models, each once.")
    if any(bool(weight) != weighted for _, _, weight in parts):
        raise BadConfig(f"{named}: each member of a weighted ensemble has a weight (A=2,B=1), of another none.")
    weights = {name: _weight(named, weight) for name, _, weight in parts}
    return Members(pool, {name: weight / sum(weights.values()) for name, weight in weights.items()})


def _weight(named: str, text: str) -> float:
    try:
        weight = float(text or 1)
    except ValueError:
        weight = 0.0
    if not 0 < weight < float("inf"):
        raise BadConfig(f"{named}: a weight is a number above 0.")
    return weight


def text_spec(named: str, registered: Mapping[str, ModelSpec], own: OwnLabels) -> ModelSpec:
    """Return the model that `named` stands for; whether a folder, an id or a member is there, only loading tells.

    `own` says licence and languages of a model that is not registered. BadConfig for an ensemble that cannot be read.
    """
    if named in registered:
        return registered[named]
    if named.startswith(ENSEMBLE):
        return _ensemble(named, registered)
    return _hub_spec(named, "text", "ml.text.hub.HubClassifier", own)


def voice_spec(named: str, registered: Mapping[str, ModelSpec], own: OwnLabels) -> ModelSpec:
    """Return the model of voices that `named` stands for; `own` is as for texts. BadConfig for a model of texts."""
    if named not in registered:
        return _hub_spec(named, "voice", "ml.voice.hub.HubVoice", own)
    if registered[named].modality != "voice":
        raise BadConfig(f"{named} does not read voices.")
    return registered[named]


def _hub_spec(named: str, modality: str, factory: str, own: OwnLabels) -> ModelSpec:
    folder = Path(named).expanduser()
    return ModelSpec(
        name=_short(folder.resolve().name if folder.is_dir() else named),
        modality=modality,
        tier="primary",
        factory=factory,
        weights=named,
        licence=own.licence,
        languages=own.languages if modality == "text" else (),
        permissive=own.permissive,
        place="hub",
    )


def _ensemble(named: str, registered: Mapping[str, ModelSpec]) -> ModelSpec:
    members = [registered[name] for name in members_of(named).weights if name in registered]
    languages = [set(member.languages) for member in members]
    return ModelSpec(
        name=_short(named),
        modality="text",
        tier="primary",
        factory="ml.text.ensemble.Ensemble",
        weights=None,
        licence="; ".join(dict.fromkeys(member.licence for member in members)),
        languages=tuple(sorted(set.intersection(*languages))) if languages else (),
        permissive=all(member.permissive for member in members),
    )


def _short(name: str) -> str:
    if len(name) > LONGEST_NAME:
        raise BadConfig(f"{name}: a model's name has at most {LONGEST_NAME} characters.")
    return name
