"""`manage.py evaluate text --manifest FILE.csv`: score a model on labelled rows."""

from __future__ import annotations

import json
from argparse import ArgumentParser
from dataclasses import asdict
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from ml.errors import MlError
from ml.evaluation import Evaluation, evaluate, usable
from ml.management.progress import progress_bar
from ml.manifest import read_manifest
from ml.moods import HEADS
from ml.registry import specs
from ml.report.folder import write_report
from ml.report.page import page


class Command(BaseCommand):
    """Prints every figure, per class, per group and the coverage curve; with --json one object."""

    help = "Score a model on a manifest (CSV with the columns input, label and optionally group)."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Declare the arguments."""
        parser.add_argument("modality", choices=sorted({spec.modality for spec in specs()}))
        parser.add_argument("--manifest", type=Path, required=True)
        parser.add_argument("--head", default="moods", choices=sorted(HEADS))
        parser.add_argument("--model", help="name of a model or a tier; by default the best whose weights load")
        parser.add_argument("--json", action="store_true", dest="as_json")
        parser.add_argument("--report", type=Path, help="folder for tables, figures and a report of them")
        parser.add_argument(
            "--with-text",
            action="store_true",
            help="let the report quote the manifest's inputs; without it no file holds any, since they may be private",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        """Evaluate and print. CommandError for a manifest, a row, a model or a folder that cannot be used."""
        try:
            manifest = read_manifest(options["manifest"], options["head"])
            result = evaluate(usable(options["modality"], options["model"]), manifest, progress_bar)
            self.stdout.write(json.dumps(_object(result)) if options["as_json"] else page(result))
            if options["report"]:
                self._report(result, options["report"], with_text=options["with_text"], quiet=options["as_json"])
        except MlError as error:
            raise CommandError(error.message) from error
        except OSError as error:
            raise CommandError(f"{error.filename} cannot be written ({error.strerror}).") from error

    def _report(self, result: Evaluation, folder: Path, *, with_text: bool, quiet: bool) -> None:
        path = write_report(result, folder, with_text=with_text, progress=progress_bar)
        if not quiet:
            self.stdout.write(f"\nwritten: {path}")


def _object(result: Evaluation) -> dict[str, Any]:
    return {
        "model": result.spec.name,
        "tier": result.spec.tier,
        "n": result.overall.n,
        "accuracy": result.overall.accuracy,
        "macro_f1": result.overall.macro_f1,
        "ece": result.measures.ece,
        "per_class": {label: asdict(score) for label, score in result.per_class.items()},
        "coverage": [asdict(point) for point in result.coverage],
    }
