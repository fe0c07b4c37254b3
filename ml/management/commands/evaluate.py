"""`manage.py evaluate text --manifest FILE.csv`: score a model on labelled rows.

`manage.py evaluate voice --manifest FILE.csv --data DIR` reads the sound files that the manifest names. A model is not
scored on speakers that it learned from, unless `--seen` asks for that; then every page says so.
"""

from __future__ import annotations

import json
from argparse import ArgumentParser
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any, Final

from django.core.management.base import BaseCommand, CommandError

from ml import pool
from ml.crossval.measure import hold_against
from ml.crossval.outputs import CLEAN, read_outputs
from ml.crossval.sets import VoiceSet, scored
from ml.errors import MlError
from ml.evaluation import Evaluation, evaluate, usable
from ml.management.progress import progress_bar
from ml.manifest import Manifest, read_manifest
from ml.moods import HEADS
from ml.registry import spec as spec_of
from ml.registry import specs
from ml.report.folder import write_report
from ml.report.page import page
from ml.seen import learned

REFUSED: Final = (
    "{name} learned from the speakers of {seen} of these {rows} rows: such a score says nothing about new voices. "
    "`manage.py results voice` has the cross-validated figures; --seen scores these rows all the same."
)


class Command(BaseCommand):
    """Prints every figure, per class, per group and the coverage curve; with --json one object."""

    help = "Score a model on a manifest (CSV with the columns input, label and optionally group)."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Declare the arguments."""
        parser.add_argument("modality", choices=sorted({spec.modality for spec in specs()}))
        parser.add_argument("--manifest", type=Path, required=True)
        parser.add_argument("--head", default="moods", choices=sorted(HEADS))
        parser.add_argument("--data", type=Path, help="voice: folder of the sound files (default: the manifest's)")
        parser.add_argument("--corpus", default="", help="voice: only the rows of this corpus")
        parser.add_argument(
            "--outputs", type=Path, help="voice: score what was said out of fold, in this file, instead"
        )
        parser.add_argument("--condition", default=CLEAN, help="with --outputs: under this one")
        parser.add_argument("--seen", action="store_true", help="voice: score speakers that the model learned from")
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
            result = _said(options) if options["outputs"] else _asked(options)
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


def _asked(options: dict[str, Any]) -> Evaluation:
    """Ask the model about every row. CommandError where it learned from the speakers, unless that is wanted."""
    spec, manifest = usable(options["modality"], options["model"]), _manifest(options)
    seen = learned(pool.get(spec).load().values, manifest) if manifest.sounds else None
    if seen and not options["seen"]:
        raise CommandError(REFUSED.format(name=spec.name, seen=seen, rows=len(manifest.inputs)))
    return replace(evaluate(spec, manifest, progress_bar), seen=seen)


def _said(options: dict[str, Any]) -> Evaluation:
    """Score what was said out of fold of exactly the manifest's clips."""
    path, corpus = options["outputs"], options["corpus"]
    outputs = read_outputs(path)
    hold_against(outputs, options["manifest"])
    corpora = (corpus,) if corpus else tuple(sorted(set(map(str, outputs.traits["corpus"]))))
    chosen = VoiceSet(f"{options['manifest'].stem} (out of fold)", options["head"], corpora)
    found = scored(spec_of(options["model"] or path.stem), outputs, chosen, options["condition"])
    if found is None:
        raise CommandError(f"{path.name} has no such rows.")
    return replace(found.result, seen=0)


def _manifest(options: dict[str, Any]) -> Manifest:
    path = options["manifest"]
    sounds = (options["data"] or path.parent) if options["modality"] == "voice" else None
    return read_manifest(path, options["head"], sounds=sounds, corpus=options["corpus"])


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
        **({"held_out": None if result.seen is None else not result.seen} if result.spec.modality == "voice" else {}),
        **{name: {one: asdict(scores) for one, scores in found.items()} for name, found in result.traits.items()},
    }
