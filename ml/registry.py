"""The models as data. Their code is imported on first use; a model of one's own is added with `register`."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from importlib import import_module
from typing import TYPE_CHECKING, Final, cast

from ml.chosen import text_spec, voice_spec
from ml.config import MlConfig, current
from ml.errors import LicenceRefused, NoUsableModel, UnknownModel
from ml.own_labels import own_labels
from ml.results_table import held_out
from ml.types import ENGLISH, TIERS, ModelSpec
from ml.weights import has_card, weights_present

if TYPE_CHECKING:
    from ml.base import Classifier

CONFIGURABLE: Final = ("text", "voice")  # of which a configuration can name the first model
_BUILT_IN: Final = (  # of a tier, the last is tried first
    ModelSpec(
        name="text-multilingual",
        modality="text",
        tier="primary",
        factory="ml.text.multilingual.MultilingualClassifier",
        weights="text-multilingual",
        licence="research, non-commercial (inherited from its training data)",
        languages=("de", "es", "pt"),
        related=("ar", "fr", "it", "ja", "ko", "nl", "pl", "ru", "th", "tr", "zh"),
    ),
    ModelSpec(
        name="text-minilm",
        modality="text",
        tier="primary",
        factory="ml.text.encoder.EncoderClassifier",
        weights="text-minilm",
        licence="research, non-commercial (inherited from its training data)",
        languages=("en",),
    ),
    ModelSpec(  # the quality tier, built on the user's machine: `ml.training.text.built`
        name="text-mpnet",
        modality="text",
        tier="primary",
        factory="ml.text.encoder.EncoderClassifier",
        weights="text-mpnet",
        licence="research, non-commercial (inherited from its training data)",
        languages=("en",),
        place="cache",
        optional=True,
    ),
    ModelSpec(
        name="text-permissive",
        modality="text",
        tier="secondary",
        factory="ml.text.linear.LinearClassifier",
        weights="text-permissive",
        licence="Apache-2.0 (its training data's)",
        languages=("en",),
        permissive=True,
        optional=True,
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
        permissive=True,
    ),
    *(
        ModelSpec(
            name=name,
            modality="voice",
            tier=tier,
            factory=factory,
            weights=name,
            licence="research, non-commercial (inherited from its training data)",
            languages=(),
        )
        for name, tier, factory in (
            ("voice-moonshine", "primary", "ml.voice.encoder.VoiceEncoder"),
            ("voice-librosa", "secondary", "ml.voice.features.FeatureClassifier"),
            ("voice-cnn", "secondary", "ml.voice.cnn.LogMelCnn"),
            ("voice-prosody", "fallback", "ml.voice.prosody.ProsodyRules"),
        )
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
    """Return the registered models in the order in which they are tried, with their held-out scores.

    The one that the configuration names comes first of its modality, registered or not.
    """
    firsts = _firsts()
    every = {**_registered, **{first.name: first for first in firsts}}
    found = [spec for spec in reversed(every.values()) if modality in {None, spec.modality}]
    found.sort(key=lambda spec: (spec.modality, spec not in firsts, TIERS.index(spec.tier)))
    return tuple(_scored(spec) for spec in found)


def configured(modality: str = "text") -> ModelSpec | None:
    """Return the model that the configuration names for what is to be read, if it names one."""
    config = current()
    if modality == "voice":
        named, labels, meant = config.voice_model, config.voice_labels, voice_spec
    else:
        named, labels, meant = config.text_model, config.text_labels, text_spec
    return meant(named, _registered, own_labels(labels)) if named else None


def _firsts() -> tuple[ModelSpec, ...]:
    return tuple(first for modality in CONFIGURABLE if (first := configured(modality)))


def spec(name: str) -> ModelSpec:
    """Return the model of that name. UnknownModel without one."""
    found = next((spec for spec in specs() if spec.name == name), None)
    if found is None:
        raise UnknownModel
    return found


def allowed(spec: ModelSpec) -> bool:
    """Whether the configuration lets a model of this licence answer."""
    return spec.permissive or current().licences == "any"


def expected(spec: ModelSpec) -> bool:
    """Whether the model is meant to answer: an optional one only when its weights are here, or it is asked for."""
    asked_for = spec.name in {first.name for first in _firsts()}
    return not spec.optional or asked_for or has_card(spec, current())


def unread() -> tuple[str, ...]:
    """Return the modalities that no model of this installation can read: none is allowed whose weights are here."""
    config = current()
    usable = {one.modality for one in specs() if expected(one) and allowed(one) and weights_present(one, config)}
    return tuple(sorted({one.modality for one in specs()} - usable))


def candidates(modality: str, model: str | None, language: str = "") -> tuple[ModelSpec, ...]:
    """Return who may answer: all tiers, or only those of a pinned tier or name.

    Who reads `language` (ISO 639-1, "" counts as English) is tried first, then who has an idea of it, then the others.
    English goes to who reads it alone, as long as there is such a model.

    UnknownModel for a name of another modality or none; LicenceRefused for one that the configuration refuses;
    NoUsableModel when the modality has no model at all, or none that is allowed.
    """
    every = specs(modality)
    if not every:
        raise NoUsableModel(f"No model reads {modality}.")
    named = tuple(spec for spec in every if spec.name == model)
    chosen = named or tuple(spec for spec in every if model in {None, spec.tier} and expected(spec))
    if not chosen and model is None:
        raise NoUsableModel(f"No model that reads {modality} is installed.")
    if not chosen:
        raise UnknownModel
    if found := tuple(spec for spec in chosen if allowed(spec)):
        return found if named else _for_language(found, language)
    if named:
        raise LicenceRefused
    raise NoUsableModel(f"No model that reads {modality} has a permissive licence.")


def _for_language(found: tuple[ModelSpec, ...], language: str) -> tuple[ModelSpec, ...]:
    readers = tuple(spec for spec in found if spec.reads(language))
    if readers and language in {"", ENGLISH}:
        return readers
    related = tuple(spec for spec in found if spec not in readers and language in spec.related)
    return (*readers, *related, *(spec for spec in found if spec not in {*readers, *related}))


def build(spec: ModelSpec, config: MlConfig) -> Classifier:
    """Import the model's factory and make a classifier; nothing is loaded yet."""
    module, _, name = spec.factory.rpartition(".")
    factory = cast("Callable[[ModelSpec, MlConfig], Classifier]", getattr(import_module(module), name))
    return factory(spec, config)


def _scored(spec: ModelSpec) -> ModelSpec:
    return spec if spec.held_out else replace(spec, held_out=held_out(spec.modality, spec.name))
