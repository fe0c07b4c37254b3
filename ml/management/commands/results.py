"""`manage.py results text --eval DIR`: measure every model on the fixed test sets and write the committed table.

`manage.py results voice` measures what was said out of fold (`ml.crossval`), which training left beside the results.
"""

from __future__ import annotations

from argparse import ArgumentParser
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from ml.cards import refresh_table, write_page
from ml.config import current
from ml.crossval.figures import draw
from ml.crossval.measure import Measured, files_of
from ml.crossval.measure import measure as measure_voice
from ml.crossval.sets import NOT_MEASURED
from ml.crossval.tables import write_tables
from ml.errors import MlError
from ml.management.progress import progress_bar
from ml.registry import spec as spec_of
from ml.registry import specs
from ml.report.folder import write_report
from ml.results_table import RESULTS_DIR, ResultRow, read, write
from ml.types import ModelSpec
from ml.weights import weights_present
from ml.yardsticks import YARDSTICKS, measure


class Command(BaseCommand):
    """Writes `ml/results/MODALITY.csv`, from which every quoted score comes, and the model cards that show it."""

    help = "Measure the models on the fixed test sets. Rows of models that are not measured now stay as they are."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Declare the arguments."""
        parser.add_argument("modality", choices=sorted((*YARDSTICKS, "voice")))
        parser.add_argument("--eval", type=Path, help="folder that holds the test manifests; voice: outputs must fit")
        parser.add_argument("--outputs", type=Path, default=RESULTS_DIR / "voice", help="voice: what was said")
        parser.add_argument("--model", action="append", help="measure this one alone (may be given again)")
        parser.add_argument("--out", type=Path, default=RESULTS_DIR)
        parser.add_argument("--page", type=Path, help="Markdown page whose table of results is written anew")
        parser.add_argument("--report", type=Path, help="voice: folder for a report of each set of the first model")

    def handle(self, *args: Any, **options: Any) -> None:
        """Measure, one line a figure, and write. CommandError for a manifest or a model that cannot be used."""
        modality, out = options["modality"], options["out"]
        try:
            chosen = [spec_of(name) for name in options["model"] or ()]
            new = self._voices(chosen, options) if modality == "voice" else self._texts(chosen, options)
            self.stdout.write(f"written: {write(modality, _merged(modality, new, out), out)}")
            rows = read(modality, out)  # as rounded in the table, so that every page says the same
            for spec in map(spec_of, new) if out == RESULTS_DIR else ():
                write_page(spec, current(), [row for row in rows if row.model == spec.name])
            if options["page"]:
                refresh_table(options["page"], modality, rows)
        except MlError as error:
            raise CommandError(error.message) from error
        except (OSError, ValueError) as error:
            raise CommandError(str(error)) from error

    def _texts(self, chosen: list[ModelSpec], options: dict[str, Any]) -> dict[str, list[ResultRow]]:
        if options["eval"] is None:
            raise CommandError("--eval is needed: the folder that holds the test manifests.")
        chosen = chosen or self._present("text")
        return {spec.name: [*self._told(measure(spec, options["eval"], progress_bar))] for spec in chosen}

    def _voices(self, chosen: list[ModelSpec], options: dict[str, Any]) -> dict[str, list[ResultRow]]:
        """Measure every model that has outputs; write the finer tables, and a report of each set if wanted."""
        folder = options["outputs"]
        manifest = options["eval"] / "voice" / "folds.csv" if options["eval"] else None
        there = chosen or [spec for spec in specs("voice") if files_of(folder, spec.name)[0].is_file()]
        if not there:
            raise CommandError(f"{folder} holds no outputs of a voice model: training writes them.")
        found = [measure_voice(spec, folder, manifest) for spec in there]
        rows = {one.spec.name: [*self._told(one.rows)] for one in found}
        for path in write_tables(found, options["out"], [spec.name for spec in specs("voice")]):
            self.stdout.write(f"written: {path}")
        if options["report"]:
            self._report(found[0], options["report"])
        self.stdout.write(f"not measured, since their sound could not be had: {', '.join(NOT_MEASURED)}")
        return rows

    def _report(self, found: Measured, folder: Path) -> None:
        for one in found.clean():
            path = write_report(one.result, folder / one.name, with_text=True, progress=progress_bar)
            self.stdout.write(f"written: {path}")
        if any(found.pairs()):
            self.stdout.write(f"written: {draw(found, folder)}")

    def _present(self, modality: str) -> list[ModelSpec]:
        """Return the models whose weights are here, and name the others."""
        found = [spec for spec in specs(modality) if weights_present(spec, current())]
        for spec in specs(modality):
            if spec not in found:
                self.stderr.write(f"{spec.name} is passed over: its weights are not here.")
        return found

    def _told(self, rows: Iterable[ResultRow]) -> Iterator[ResultRow]:
        for row in rows:
            self.stdout.write(f"{row.model} {row.dataset}: {row.accuracy:.2%} / {row.macro_f1:.2%} (n={row.n})")
            yield row


def _merged(modality: str, new: dict[str, list[ResultRow]], out: Path) -> list[ResultRow]:
    """Return the new rows, and those that stand already of other registered models, in the order of the registry."""
    old = [row for row in read(modality, out) if row.model not in new]
    return [
        row for spec in specs(modality) for row in new.get(spec.name, [row for row in old if row.model == spec.name])
    ]
