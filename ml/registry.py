"""The models as data. Their code is imported on first use; a model of one's own is added with `register`."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from importlib import import_module
from typing import TYPE_CHECKING, Final, cast

from ml.config import MlConfig
from ml.errors import NoUsableModel, UnknownModel
from ml.results_table import held_out
from ml.types import TIERS, ModelSpec

if TYPE_CHECKING:
    from ml.base import Classifier

_BUILT_IN: Final = (
    ModelSpec(
        name="text-minilm",
        modality="text",
        tier="primary",
        factory="ml.text.encoder.EncoderClassifier",
        weights="text-minilm",
        licence="research, non-commercial (inherited from its training data)",
        languages=("en",),
    ),
    ModelSpec(
        name="text-linear",
        modality="text",
        tier="secondary",
        factory="ml.text.linear.LinearClassifier",
        weights="text-linear",
        licence="research, non-commercial (inherited from its training data)",
        languages=("en",),
    ),
    ModelSpec(
        name="text-lexicon",
        modality="text",
        tier="fallback",
        factory="ml.text.lexicon.LexiconClassifier",
        weights=None,
        licence="MIT",
        languages=("en",),
    ),
)
_registered: dict[str, ModelSpec] = {spec.name: spec for spec in _BUILT_IN}


def register(spec: ModelSpec) -> None:
    """Add a model, or replace the one of its name. Of several in a tier the latest is tried first.

    ValueError for a tier that does not exist.
    """
    if spec.tier not in TIERS:
        raise ValueError(f"tier must be one of {', '.join(TIERS)}")
    _registered.pop(spec.name, None)
    _registered[spec.name] = spec


def unregister(name: str) -> None:
    """Take a model out; unknown names are ignored."""
    _registered.pop(name, None)


def specs(modality: str | None = None) -> tuple[ModelSpec, ...]:
    """Return the registered models in the order in which they are tried, with their held-out scores."""
    found = [spec for spec in reversed(_registered.values()) if modality in {None, spec.modality}]
    found.sort(key=lambda spec: (spec.modality, TIERS.index(spec.tier)))
    return tuple(_scored(spec) for spec in found)


def spec(name: str) -> ModelSpec:
    """Return the model of that name. UnknownModel without one."""
    if name not in _registered:
        raise UnknownModel
    return _scored(_registered[name])


def candidates(modality: str, model: str | None) -> tuple[ModelSpec, ...]:
    """Return who may answer: all tiers, or only those of a pinned tier or name.

    UnknownModel for a name of another modality or none; NoUsableModel when the modality has no model at all.
    """
    every = specs(modality)
    if not every:
        raise NoUsableModel(f"No model reads {modality}.")
    if model is None:
        return every
    chosen = tuple(spec for spec in every if model in {spec.name, spec.tier})
    if not chosen:
        raise UnknownModel
    return chosen


def build(spec: ModelSpec, config: MlConfig) -> Classifier:
    """Import the model's factory and make a classifier; nothing is loaded yet."""
    module, _, name = spec.factory.rpartition(".")
    factory = cast("Callable[[ModelSpec, MlConfig], Classifier]", getattr(import_module(module), name))
    return factory(spec, config)


def _scored(spec: ModelSpec) -> ModelSpec:
    return spec if spec.held_out else replace(spec, held_out=held_out(spec.modality, spec.name))
