"""System checks: are the weights there, and allowed? With `--deploy`, do they match their checksums?"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any, Final

from django.apps import AppConfig
from django.core.checks import CheckMessage, Error, Info, register
from django.core.checks import Warning as Caution

from ml.chosen import ENSEMBLE, members_of
from ml.config import current
from ml.errors import MlError
from ml.registry import CONFIGURABLE, allowed, configured, expected, specs, unread
from ml.types import ModelSpec
from ml.weights import HUB_ID, folder_of, verified, weights_present

ESSENTIAL: Final = "text"  # the modality without which there is no product


@register("models")
def weights_are_there(app_configs: Sequence[AppConfig] | None, **kwargs: Any) -> list[CheckMessage]:  # noqa: ARG001
    """Warn of each model without weights, and of a modality left without any; an error when that is text."""
    wanted = [spec for spec in specs() if expected(spec) and allowed(spec)]
    messages: list[CheckMessage] = [
        Caution(f"The weights of {spec.name} are missing.", hint=_hint(spec), id="ml.W001")
        for spec in wanted
        if not weights_present(spec, current())
    ]
    return messages + [_unread(modality) for modality in unread()]


def _unread(modality: str) -> CheckMessage:
    """Say that nothing reads `modality`: the product stands on text, and can do without the others."""
    if modality == ESSENTIAL:
        return Error(f"No model can read {modality}.", id="ml.E001")
    if any(not allowed(spec) and weights_present(spec, current()) for spec in specs(modality)):
        words = f"EMOTION_MODEL_LICENCES=permissive leaves no model that reads {modality}: pages and API say so."
        return Info(words, hint="Words are read all the same.", id="ml.I002")
    hint = "Pages and API say so; words are read all the same."
    return Caution(f"No model that reads {modality} is installed.", hint=hint, id="ml.W004")


@register("models")
def licences_leave_models(app_configs: Sequence[AppConfig] | None, **kwargs: Any) -> list[CheckMessage]:  # noqa: ARG001
    """Where the configuration refuses licences, say which models remain and which do not."""
    refused = [spec for spec in specs() if expected(spec) and not allowed(spec)]
    if not refused:
        return []
    left = [spec.name for spec in specs() if expected(spec) and allowed(spec)]
    words = f"EMOTION_MODEL_LICENCES=permissive leaves {', '.join(left) or 'no model'}"
    messages: list[CheckMessage] = [
        Info(f"{words} and refuses {', '.join(spec.name for spec in refused)}.", id="ml.I001")
    ]
    for modality in CONFIGURABLE:
        chosen, setting = configured(modality), f"EMOTION_{modality.upper()}"
        if chosen is not None and chosen.name in {spec.name for spec in refused}:
            hint = f"Set `licence` and `permissive` in {setting}_LABELS if its authors allow it."
            messages.append(Caution(f"{setting}_MODEL={chosen.name} is refused.", hint=hint, id="ml.W003"))
    return messages


@register("models")
def chosen_model_can_be_meant(app_configs: Sequence[AppConfig] | None, **kwargs: Any) -> list[CheckMessage]:  # noqa: ARG001
    """Warn of a name in the configuration that is no model, no folder and no id of the hub."""
    words = "is no registered model, no folder and no id of the hub"
    named = {"text": current().text_model, "voice": current().voice_model}
    return [
        Caution(f"EMOTION_{modality.upper()}_MODEL: {name} {words}.", id="ml.W002")
        for modality in CONFIGURABLE
        for name in _strange(configured(modality), named[modality])
    ]


def _strange(chosen: ModelSpec | None, named: str) -> list[str]:
    """Return what of a configured name cannot be meant."""
    if chosen is None:
        return []
    if chosen.place == "hub" and not HUB_ID.fullmatch(named) and not weights_present(chosen, current()):
        return [named]
    known = {spec.name for spec in specs()}
    return [name for name in members_of(named).weights if name not in known] if named.startswith(ENSEMBLE) else []


@register("models", deploy=True)
def weights_are_whole(app_configs: Sequence[AppConfig] | None, **kwargs: Any) -> list[CheckMessage]:  # noqa: ARG001
    """Report each model whose files do not match their checksums."""
    return list(_damaged())


def _damaged() -> Iterator[CheckMessage]:
    for spec in specs():
        folder = folder_of(spec, current())
        if folder is not None and spec.place != "hub" and weights_present(spec, current()):
            try:
                verified(folder)
            except MlError as error:
                yield Error(f"The weights of {spec.name} are damaged: {error.message}", hint=_hint(spec), id="ml.E002")


def _hint(spec: ModelSpec) -> str:
    if spec.place == "hub":
        return "It is fetched when it is first used; until then the next tier answers."
    if spec.place == "cache":
        return "`make quality` builds it."
    return f"Restore {folder_of(spec, current())} from the repository."
