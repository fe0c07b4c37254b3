"""`manage.py export text --format onnx --out DIR`: a model as a folder that runs without this project."""

from __future__ import annotations

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from ml.config import current
from ml.errors import MlError
from ml.registry import spec
from ml.standalone.package import FORMATS, write


class Command(BaseCommand):
    """Writes weights, tokenizer, labels, calibration, code and requirements."""

    help = "Write a model as a folder with a standalone inference.py."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Declare the arguments."""
        parser.add_argument("modality", choices=("text",))
        parser.add_argument("--format", choices=FORMATS, default="onnx", dest="form")
        parser.add_argument("--out", type=Path, required=True, help="folder to write; new or empty")
        parser.add_argument("--model", default="text-minilm")

    def handle(self, *args: Any, **options: Any) -> None:
        """Write. CommandError when the model has no such form or cannot be loaded, or the folder cannot be written."""
        try:
            folder = write(spec(options["model"]), current(), options["form"], options["out"])
        except MlError as error:
            raise CommandError(error.message) from error
        except OSError as error:
            raise CommandError(f"{error.filename} cannot be written ({error.strerror}).") from error
        self.stdout.write(f'written: {folder}\nrun: python {folder / "inference.py"} "some words"')
