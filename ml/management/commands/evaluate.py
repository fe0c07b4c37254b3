"""`manage.py evaluate text --manifest FILE.csv`: score a model on labelled rows."""

from __future__ import annotations

import json
import sys
from argparse import ArgumentParser
from collections.abc import Iterable
from dataclasses import asdict
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from ml.errors import MlError
from ml.evaluation import Evaluation, evaluate, usable
from ml.manifest import read_manifest
from ml.moods import HEADS
from ml.registry import specs


class Command(BaseCommand):
    """Prints accuracy, macro-F1, per class, ECE and the coverage curve; with --json one object."""

    help = "Score a model on a manifest (CSV with the columns input, label and optionally group)."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Declare the arguments."""
        parser.add_argument("modality", choices=sorted({spec.modality for spec in specs()}))
        parser.add_argument("--manifest", type=Path, required=True)
        parser.add_argument("--head", default="moods", choices=sorted(HEADS))
        parser.add_argument("--model", help="name of a model or a tier; by default the best whose weights load")
        parser.add_argument("--json", action="store_true", dest="as_json")

    def handle(self, *args: Any, **options: Any) -> None:
        """Evaluate and print. CommandError for a manifest, a row or a model that cannot be used."""
        try:
            manifest = read_manifest(options["manifest"], options["head"])
            result = evaluate(usable(options["modality"], options["model"]), manifest, progress_bar)
        except MlError as error:
            raise CommandError(error.message) from error
        self.stdout.write(json.dumps(_object(result)) if options["as_json"] else _page(result))


def progress_bar(rows: Iterable[str]) -> Iterable[str]:
    """Show progress on standard error where somebody looks and tqdm is installed."""
    try:
        from tqdm import tqdm
    except ImportError:
        return rows
    return tqdm(rows, unit="row", disable=not sys.stderr.isatty())  # type: ignore[no-any-return]


def _object(result: Evaluation) -> dict[str, Any]:
    return {
        "model": result.spec.name,
        "tier": result.spec.tier,
        "n": result.overall.n,
        "accuracy": result.overall.accuracy,
        "macro_f1": result.overall.macro_f1,
        "ece": result.ece,
        "per_class": {label: asdict(score) for label, score in result.per_class.items()},
        "coverage": [asdict(point) for point in result.coverage],
    }


def _page(result: Evaluation) -> str:
    low, high = result.intervals["accuracy"]
    low_f1, high_f1 = result.intervals["macro_f1"]
    lines = [
        f"{result.spec.name} ({result.spec.tier}), {result.overall.n} rows, {result.cpu_ms:.2f} CPU-ms a row",
        f"accuracy  {result.overall.accuracy:.2%}  (95 %: {low:.2%} to {high:.2%})",
        f"macro-F1  {result.overall.macro_f1:.2%}  (95 %: {low_f1:.2%} to {high_f1:.2%})",
        f"ECE       {result.ece:.2%}",
        "",
        f"{'label':<12}{'precision':>10}{'recall':>9}{'F1':>9}{'rows':>7}",
    ]
    for label, one in result.per_class.items():
        lines.append(f"{label:<12}{one.precision:>10.2%}{one.recall:>9.2%}{one.f1:>9.2%}{one.support:>7}")
    lines += ["", f"{'group':<16}{'rows':>7}{'accuracy':>10}{'macro-F1':>10}"] if result.groups else []
    for name, group in result.groups.items():
        lines.append(f"{name:<16}{group.n:>7}{group.accuracy:>10.2%}{group.macro_f1:>10.2%}")
    lines += ["", f"{'confidence':<12}{'answered':>10}{'accuracy':>10}"]
    lines += [
        f"from {point.threshold:<7.2f}{point.coverage:>10.2%}{point.accuracy:>10.2%}" for point in result.coverage
    ]
    return "\n".join(lines)
