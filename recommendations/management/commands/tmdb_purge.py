"""Forget what TMDB said."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from recommendations.tmdb.purge import purge


class Command(BaseCommand):
    help = "Delete what TMDB said more than six months ago (a daily job does so too); --all: everything it ever said."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--all", action="store_true", help="what TMDB's terms ask for when the agreement ends")

    def handle(self, *args: Any, **options: Any) -> None:
        for name, count in purge(everything=options["all"]).items():
            self.stdout.write(f"{name}: {count:,} forgotten.")
