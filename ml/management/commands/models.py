"""`manage.py models`: the registered models as a table; with --system what this machine runs them on."""

from __future__ import annotations

from argparse import ArgumentParser
from collections.abc import Sequence
from importlib.metadata import PackageNotFoundError, version
from typing import Any, Final

from django.core.management.base import BaseCommand

from ml.analyse import models_status
from ml.base import resolve_device
from ml.config import current
from ml.errors import MlError
from ml.registry import build
from ml.results_table import overall
from ml.types import ModelSpec, ModelStatus

HEADER: Final = ("modality", "tier", "name", "weights", "active", "licence", "held-out score")
LIBRARIES: Final = (
    "numpy",
    "onnxruntime",
    "tokenizers",
    "safetensors",
    "onnx",
    "torch",
    "transformers",
    "scikit-learn",
)


class Command(BaseCommand):
    """Lists modality, tier, name, weights present, licence and held-out score."""

    help = "List the models."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Declare the arguments."""
        parser.add_argument("--system", action="store_true", help="also devices, precisions and library versions")

    def handle(self, *args: Any, **options: Any) -> None:
        """Print the table."""
        statuses = models_status()
        self.stdout.write(_table([HEADER, *(_row(status) for status in statuses)]))
        if options["system"]:
            self.stdout.write("\n" + _table([("model", "runtime", "device", "precision"), *map(_run, statuses)]))
            self.stdout.write("\n" + _table([("library", "version"), *((name, _version(name)) for name in LIBRARIES)]))
            self.stdout.write(
                f"\ndevice asked for: {current().device}; used: {_device()}; threads: {current().threads}"
            )


def _row(status: ModelStatus) -> tuple[str, ...]:
    spec = status.spec
    weights = "none needed" if spec.weights is None else "present" if status.weights_present else "missing"
    active = "yes" if status.active else ""
    return spec.modality, spec.tier, spec.name, weights, active, spec.licence, _score(spec)


def _score(spec: ModelSpec) -> str:
    found = overall(spec)
    if found is None:
        return "not measured"
    macro_f1 = "" if found.macro_f1 is None else f" / {found.macro_f1:.2%}"
    return f"{found.accuracy:.2%}{macro_f1} ({found.dataset}, n={found.n})"


def _run(status: ModelStatus) -> tuple[str, ...]:
    try:
        classifier = build(status.spec, current())
    except MlError as error:
        return status.spec.name, "-", "-", error.message
    return status.spec.name, classifier.runtime, classifier.device, classifier.precision


def _device() -> str:
    try:
        return resolve_device(current().device)
    except MlError as error:
        return error.message


def _version(name: str) -> str:
    try:
        return version(name)
    except PackageNotFoundError:
        return "not installed"


def _table(rows: Sequence[Sequence[str]]) -> str:
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    return "\n".join("  ".join(map(str.ljust, row, widths)).rstrip() for row in rows)
