"""`manage.py train text|voice --recipe FILE.toml --data DIR`: train as a recipe says; a killed run goes on."""

from __future__ import annotations

import os
from argparse import ArgumentParser
from collections.abc import Mapping
from importlib import import_module
from pathlib import Path
from typing import Any, Final

from django.core.management.base import BaseCommand, CommandError

from ml.config import WEIGHTS_DIR
from ml.errors import MlError
from ml.training.job import Job
from ml.training.labels import check_labels

TRAINERS: Final[Mapping[str, str]] = {
    "text": "ml.training.text.jobs.train_text",
    "voice": "ml.training.voice.jobs.train_voice",
}


class Command(BaseCommand):
    """Trains, calibrates on validation rows, and writes the model's folder."""

    help = "Train a model from a recipe."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Declare the arguments."""
        parser.add_argument("modality", choices=sorted(TRAINERS))
        parser.add_argument("--recipe", type=Path, required=True)
        parser.add_argument("--data", type=Path, required=True, help="folder that holds the labelled sets")
        parser.add_argument("--eval", type=Path, help="folder of test manifests whose rows training must not repeat")
        parser.add_argument("--labels", type=Path, help="a table of labels (JSON) that the product's must equal")
        parser.add_argument("--work", type=Path, help="folder for checkpoints (default: var/training/RECIPE)")
        parser.add_argument("--out", type=Path, default=WEIGHTS_DIR, help="where the model's folder is made")
        parser.add_argument(
            "--out-of-fold",
            type=Path,
            metavar="FOLDS",
            help="voices: train a model a fold of this manifest, and ask it",
        )
        parser.add_argument("--fold", action="append", default=[], help="only this one, e.g. 2 or transfer-emodb")

    def handle(self, *args: Any, **options: Any) -> None:
        """Train. CommandError when the recipe, its data or a library is not there."""
        os.environ.setdefault("OMP_NUM_THREADS", "1")
        module, _, name = TRAINERS[options["modality"]].rpartition(".")
        try:
            if options["labels"]:
                check_labels(options["labels"])
            train = getattr(import_module(module), name)
            folder = train(options["recipe"], self._job(options))
        except MlError as error:
            raise CommandError(error.message) from error
        except ImportError as error:
            raise CommandError(f"{error.name} is not installed: see requirements/train.in.") from error
        self.stdout.write(f"written: {folder}")

    def _job(self, options: dict[str, Any]) -> Job:
        work = options["work"] or Path("var/training") / options["recipe"].stem
        return Job(
            options["data"],
            options["eval"],
            work,
            options["out"],
            self.stdout.write,
            folds=options["out_of_fold"],
            only=tuple(options["fold"]),
        )
