"""`manage.py data text --recipe FILE.toml --data DIR`: clean and divide labelled rows, and say what became of them."""

from __future__ import annotations

import sys
from argparse import ArgumentParser
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from django.core.management.base import BaseCommand, CommandError

from ml.errors import MlError

if TYPE_CHECKING:
    from ml.training.text.data import Corpus, Example

STEPS: Final = 5  # that assembling a corpus takes


class Command(BaseCommand):
    """Tells rows read, left out, capped and kept, by source and mood, and exports them as CSV."""

    help = "Clean and divide the labelled data as a recipe says; export it as CSV."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Declare the arguments."""
        parser.add_argument("modality", choices=["text"])
        parser.add_argument("--recipe", type=Path, required=True, help="only its tables [data] and [augment] count")
        parser.add_argument("--data", type=Path, required=True, help="folder that holds the labelled sets")
        parser.add_argument("--eval", type=Path, help="folder of test manifests whose rows training must not repeat")
        parser.add_argument("--export", type=Path, help="folder for train.csv, validation.csv and test.csv")
        parser.add_argument("--labels", type=Path, help="a table of labels (JSON) that the product's must equal")

    def handle(self, *args: Any, **options: Any) -> None:
        """Print the tables. CommandError when recipe or data cannot be used, rows leak, or the labels differ."""
        from ml.training.labels import check_labels
        from ml.training.text import data_table

        try:
            if options["labels"]:
                self.stdout.write(f"{check_labels(options['labels'])} labels stand alike in {options['labels'].name}")
            corpus = _assembled(options["recipe"], options["data"], options["eval"])
        except MlError as error:
            raise CommandError(error.message) from error
        except (FileNotFoundError, KeyError) as error:
            raise CommandError(f"{error} is not in {options['data'].name}.") from error
        except ImportError as error:
            raise CommandError(f"{error.name} is not installed: see requirements/train.in.") from error
        for line in data_table.lines(corpus):
            self.stdout.write(line)
        for path in data_table.export(corpus, options["export"], _watched) if options["export"] else ():
            self.stdout.write(f"written: {path}")


def _assembled(recipe: Path, data: Path, eval_dir: Path | None) -> Corpus:
    from tqdm import tqdm

    from ml.training.text.data import assemble
    from ml.training.text.recipe import load_data

    chosen = load_data(recipe)
    with tqdm(total=STEPS, unit="step", disable=not sys.stderr.isatty()) as bar:

        def step(what: str) -> None:
            bar.set_description(what)
            bar.update()

        return assemble(data, chosen, eval_dir, step)


def _watched(rows: Sequence[Example], name: str) -> Iterable[Example]:
    from tqdm import tqdm

    return tqdm(rows, desc=name, unit="row", disable=not sys.stderr.isatty())  # type: ignore[no-any-return]
