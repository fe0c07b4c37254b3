"""`manage.py models`: the registered models as a table; `models build NAME` and `models drift [NAME]` work on one."""

from __future__ import annotations

from argparse import ArgumentParser
from collections.abc import Sequence
from importlib.metadata import PackageNotFoundError, version
from typing import Any, Final

from django.core.management.base import BaseCommand, CommandError

from ml.analyse import models_status
from ml.base import resolve_device
from ml.config import current
from ml.drift import bounds, drift
from ml.errors import MlError
from ml.registry import allowed, build, expected, spec, specs, unread
from ml.results_table import overall
from ml.types import ModelSpec, ModelStatus
from ml.weights import present

HEADER: Final = ("modality", "tier", "name", "weights", "active", "licence", "permissive", "held-out score")
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
    """Lists modality, tier, name, weights present, licence and held-out score; builds one; compares its forms."""

    help = "List the models, build one from its adapters, or compare the forms of one."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Declare the arguments."""
        parser.add_argument("action", nargs="?", choices=("list", "build", "drift"), default="list")
        parser.add_argument("name", nargs="?", help="the model to build or to compare")
        parser.add_argument("--system", action="store_true", help="also devices, precisions and library versions")

    def handle(self, *args: Any, **options: Any) -> None:
        """Do what is asked for. CommandError when a model cannot be built or loaded."""
        try:
            {"list": self._list, "build": self._build, "drift": self._drift}[options["action"]](options)
        except MlError as error:
            raise CommandError(error.message) from error

    def _build(self, options: dict[str, Any]) -> None:
        from ml.training.text.built import build as build_graph

        chosen = spec(options["name"] or "text-mpnet")
        self.stdout.write(f"written: {build_graph(chosen, current(), self.stdout.write)}")

    def _drift(self, options: dict[str, Any]) -> None:
        """Compare the forms of an encoder; a form out of its bounds is an error."""
        rows = list(drift(spec(options["name"] or "text-minilm"), current()))
        cells = [(one.form, f"{one.other_mood:.1%}", f"{one.mean_gap:.4f}", f"{one.largest_gap:.3f}") for one in rows]
        limits = [(f"{most:.1%}", f"{mean:.3f}") for most, mean in (bounds(one.model, one.form) for one in rows)]
        header = ("torch form", "other mood", "mean gap", "largest gap", "other mood at most", "mean gap at most")
        self.stdout.write(f"Beside the 8-bit graph, on {rows[0].n} fixed sentences:")
        self.stdout.write(_table([header, *((*a, *b) for a, b in zip(cells, limits, strict=True))]))
        if wide := [one.form for one in rows if not one.within]:
            raise CommandError(f"Out of bounds: {', '.join(wide)}.")

    def _list(self, options: dict[str, Any]) -> None:
        statuses = models_status()
        self.stdout.write(_table([HEADER, *(_row(status) for status in statuses)]))
        for one in specs():
            if not expected(one) and one.place == "cache" and present(current().weights_dir / str(one.weights)):
                self.stdout.write(f"{one.name} can be built here: make quality")
        if current().licences == "permissive":
            left = [status.spec.name for status in statuses if allowed(status.spec)]
            self.stdout.write(f"EMOTION_MODEL_LICENCES=permissive leaves {', '.join(left) or 'no model'}.")
        for modality in unread():
            self.stdout.write(f"No model reads {modality} here.")
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
    active = active if status.allowed else "refused"
    permissive = "yes" if spec.permissive else "no"
    return spec.modality, spec.tier, spec.name, weights, active, spec.licence, permissive, _score(spec)


def _score(spec: ModelSpec) -> str:
    found = overall(spec)
    if found is None:
        return "not measured"
    macro_f1 = "" if found.macro_f1 is None else f" / {found.macro_f1:.2%}"
    how = ", cross-validated" if found.cross_validated else ""
    return f"{found.accuracy:.2%}{macro_f1} ({found.dataset}, n={found.n}{how})"


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
