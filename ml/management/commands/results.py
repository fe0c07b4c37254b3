"""`manage.py results text --eval DIR`: measure every model on the fixed test sets and write the committed table."""

from __future__ import annotations

from argparse import ArgumentParser
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from ml.cards import refresh_table, write_page
from ml.config import current
from ml.errors import MlError
from ml.management.progress import progress_bar
from ml.registry import spec as spec_of
from ml.registry import specs
from ml.results_table import RESULTS_DIR, ResultRow, read, write
from ml.types import ModelSpec
from ml.weights import weights_present
from ml.yardsticks import YARDSTICKS, measure


class Command(BaseCommand):
    """Writes `ml/results/MODALITY.csv`, from which every quoted score comes, and the model cards that show it."""

    help = "Measure the models on the fixed test sets. Rows of models that are not measured now stay as they are."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Declare the arguments."""
        parser.add_argument("modality", choices=sorted(YARDSTICKS))
        parser.add_argument("--eval", type=Path, required=True, help="folder that holds the test manifests")
        parser.add_argument("--model", action="append", help="measure this one alone (may be given again)")
        parser.add_argument("--out", type=Path, default=RESULTS_DIR)
        parser.add_argument("--page", type=Path, help="Markdown page whose table of results is written anew")

    def handle(self, *args: Any, **options: Any) -> None:
        """Measure, one line a figure, and write. CommandError for a manifest or a model that cannot be used."""
        modality, out = options["modality"], options["out"]
        try:
            chosen = [spec_of(name) for name in options["model"] or ()] or self._present(modality)
            new = {spec.name: [*self._measured(spec, options["eval"])] for spec in chosen}
            self.stdout.write(f"written: {write(modality, _merged(modality, new, out), out)}")
            rows = read(modality, out)  # as rounded in the table, so that every page says the same
            for spec in chosen if out == RESULTS_DIR else ():
                write_page(spec, current(), [row for row in rows if row.model == spec.name])
            if options["page"]:
                refresh_table(options["page"], rows)
        except MlError as error:
            raise CommandError(error.message) from error
        except (OSError, ValueError) as error:
            raise CommandError(str(error)) from error

    def _present(self, modality: str) -> list[ModelSpec]:
        """Return the models whose weights are here, and name the others."""
        found = [spec for spec in specs(modality) if weights_present(spec, current())]
        for spec in specs(modality):
            if spec not in found:
                self.stderr.write(f"{spec.name} is passed over: its weights are not here.")
        return found

    def _measured(self, spec: ModelSpec, folder: Path) -> Iterator[ResultRow]:
        for row in measure(spec, folder, progress_bar):
            self.stdout.write(f"{row.model} {row.dataset}: {row.accuracy:.2%} / {row.macro_f1:.2%} (n={row.n})")
            yield row


def _merged(modality: str, new: dict[str, list[ResultRow]], out: Path) -> list[ResultRow]:
    """Return the new rows, and those that stand already of other registered models, in the order of the registry."""
    old = [row for row in read(modality, out) if row.model not in new]
    return [
        row for spec in specs(modality) for row in new.get(spec.name, [row for row in old if row.model == spec.name])
    ]
