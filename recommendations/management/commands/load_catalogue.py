"""Load the embedded catalogue into the database."""

from __future__ import annotations

import time
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from recommendations.catalogue import table
from recommendations.catalogue.loading import load
from recommendations.errors import CatalogueUnreadable


class Command(BaseCommand):
    help = "Load the embedded film catalogue. At once when it is loaded already; feedback and staff edits stay."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--from", dest="path", type=Path, default=table.TABLE, help="another table of the same make"
        )
        parser.add_argument("--force", action="store_true", help="load again even when nothing changed")

    def handle(self, *args: Any, path: Path, force: bool, verbosity: int, **options: Any) -> None:
        started = time.monotonic()
        try:
            loaded = load(path=path, force=force, progress=self._progress if verbosity > 1 else lambda _count: None)
        except CatalogueUnreadable as error:
            raise CommandError(error.message) from error
        if verbosity and not loaded.changed:
            self.stdout.write(f"Catalogue: {loaded.films:,} films, loaded before.")
        elif verbosity:
            self.stdout.write(f"Catalogue: {loaded.films:,} films loaded in {time.monotonic() - started:.1f} s.")

    def _progress(self, count: int) -> None:
        self.stdout.write(f"  {count:,} films", ending="\n")
        self.stdout.flush()
