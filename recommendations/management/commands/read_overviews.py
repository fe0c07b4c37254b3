"""Read film descriptions with the text model, as evidence of the films' moods."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from ml.errors import MlError
from recommendations.film_moods import reading


class Command(BaseCommand):
    help = "Read film descriptions (which TMDB gives) with the text model. Goes on where it stopped; safe to run again."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--limit", type=int, default=1_000, help="descriptions to read at most (default 1000)")
        parser.add_argument("--seconds", type=float, default=3_600.0, help="stop after this long (default an hour)")

    def handle(self, *args: Any, limit: int, seconds: float, verbosity: int, **options: Any) -> None:
        if limit < 1 or seconds <= 0:
            raise CommandError("--limit and --seconds are numbers above 0.")
        progress = self._progress if verbosity > 1 else lambda _done, _of: None
        try:
            found = reading.read_overviews(limit=limit, seconds=seconds, progress=progress)
        except MlError as error:
            raise CommandError(error.message) from error
        if verbosity:
            self.stdout.write(
                f"Descriptions: {found.read:,} read, {found.failed:,} unreadable, {found.left:,} waiting."
            )

    def _progress(self, done: int, of: int) -> None:
        self.stdout.write(f"  {done:,} of {of:,}")
        self.stdout.flush()
