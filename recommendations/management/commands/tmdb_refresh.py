"""Ask TMDB again for what it said too long ago."""

from __future__ import annotations

import sys
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from recommendations.tmdb import asks, client, refresh
from recommendations.tmdb.errors import TmdbNotConfigured


class Command(BaseCommand):
    help = "Ask TMDB again for every kept answer that is no longer fresh, oldest first. Safe to stop and run again."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--kind", action="append", choices=asks.REPEATABLE, help="only these; default: all kinds")
        parser.add_argument("--most", type=int, help="no more than so many questions")

    def handle(self, *args: Any, kind: list[str] | None, most: int | None, **options: Any) -> None:
        if not client.configured():
            raise CommandError(TmdbNotConfigured.message)
        keys = refresh.due(tuple(kind or asks.REPEATABLE))[:most]
        rounds = self._watched(keys)
        renewed, gone, failed = (sum(getattr(one, name) for one in rounds) for name in ("renewed", "gone", "failed"))
        self.stdout.write(f"{renewed:,} renewed, {gone:,} gone at TMDB, {failed:,} failed of {len(keys):,} answers.")
        if rounds and rounds[-1].stopped:
            raise CommandError(f"Stopped: TMDB cannot answer just now ({rounds[-1].stopped}). What is kept stays.")

    def _watched(self, keys: list[str]) -> list[refresh.Round]:
        from tqdm import tqdm

        rounds = []
        with tqdm(total=len(keys), unit="answer", disable=not sys.stderr.isatty()) as bar:
            for one in refresh.refresh(keys):
                rounds.append(one)
                bar.update(one.renewed + one.gone + one.failed)
        return rounds
