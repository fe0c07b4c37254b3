"""System checks: are the weights there? With `--deploy`, do they match their checksums?"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from django.apps import AppConfig
from django.core.checks import CheckMessage, Error, register
from django.core.checks import Warning as Caution

from ml.config import current
from ml.errors import MlError
from ml.registry import specs
from ml.types import ModelSpec
from ml.weights import verified, weights_present


@register("models")
def weights_are_there(app_configs: Sequence[AppConfig] | None, **kwargs: Any) -> list[CheckMessage]:  # noqa: ARG001
    """Warn of each model without weights; an error when a modality is left without any usable model."""
    missing = [spec for spec in specs() if not weights_present(spec, current().weights_dir)]
    messages: list[CheckMessage] = [
        Caution(f"The weights of {spec.name} are missing.", hint=_hint(spec), id="ml.W001") for spec in missing
    ]
    unread = [
        modality
        for modality in sorted({spec.modality for spec in missing})
        if all(spec in missing for spec in specs(modality))
    ]
    return messages + [Error(f"No model can read {modality}.", id="ml.E001") for modality in unread]


@register("models", deploy=True)
def weights_are_whole(app_configs: Sequence[AppConfig] | None, **kwargs: Any) -> list[CheckMessage]:  # noqa: ARG001
    """Report each model whose files do not match their checksums."""
    return list(_damaged())


def _damaged() -> Iterator[CheckMessage]:
    for spec in specs():
        if spec.weights is not None and weights_present(spec, current().weights_dir):
            try:
                verified(current().weights_dir / spec.weights)
            except MlError as error:
                yield Error(f"The weights of {spec.name} are damaged: {error.message}", hint=_hint(spec), id="ml.E002")


def _hint(spec: ModelSpec) -> str:
    return f"Restore {current().weights_dir / (spec.weights or '')} from the repository."
