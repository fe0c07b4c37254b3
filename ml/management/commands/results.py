"""`manage.py results text --eval DIR`: measure every model on the fixed test sets and write the committed table."""

from __future__ import annotations

from argparse import ArgumentParser
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from ml.cards import write_page
from ml.config import current
from ml.errors import MlError
from ml.registry import specs
from ml.results_table import RESULTS_DIR, ResultRow, write
from ml.types import ModelSpec
from ml.yardsticks import YARDSTICKS, measure


class Command(BaseCommand):
    """Writes `ml/results/MODALITY.csv`, from which every quoted score comes, and the model cards that show it."""

    help = "Measure every model on the fixed test sets."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Declare the arguments."""
        parser.add_argument("modality", choices=sorted(YARDSTICKS))
        parser.add_argument("--eval", type=Path, required=True, help="folder that holds the test manifests")
        parser.add_argument("--out", type=Path, default=RESULTS_DIR)

    def handle(self, *args: Any, **options: Any) -> None:
        """Measure, one line a figure, and write. CommandError for a manifest or a model that cannot be used."""
        try:
            rows = [row for spec in specs(options["modality"]) for row in self._measured(spec, options["eval"])]
            self.stdout.write(f"written: {write(options['modality'], rows, options['out'])}")
            for spec in specs(options["modality"]) if options["out"] == RESULTS_DIR else ():
                write_page(spec, current().weights_dir, [row for row in rows if row.model == spec.name])
        except MlError as error:
            raise CommandError(error.message) from error

    def _measured(self, spec: ModelSpec, folder: Path) -> Iterator[ResultRow]:
        for row in measure(spec, folder):
            self.stdout.write(f"{row.model} {row.dataset}: {row.accuracy:.2%} / {row.macro_f1:.2%} (n={row.n})")
            yield row
