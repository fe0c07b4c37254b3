"""Bring the films' vectors up to date by hand; the server does it by itself."""

from __future__ import annotations

import time
from typing import Any

from django.core.management.base import BaseCommand

from recommendations.retrieval import vectors


class Command(BaseCommand):
    help = "Make the vectors of films that changed, or of all films where there is no index. Safe to run again."

    def handle(self, *args: Any, verbosity: int, **options: Any) -> None:
        started = time.monotonic()
        films = vectors.refresh(progress=self._progress if verbosity > 1 else lambda _films: None)
        if verbosity:
            self.stdout.write(f"Vectors: {films:,} films in {time.monotonic() - started:.1f} s.")

    def _progress(self, films: int) -> None:
        self.stdout.write(f"  {films:,} films")
        self.stdout.flush()
