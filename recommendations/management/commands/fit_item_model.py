"""Fit the item–item model to what people said until now."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from recommendations.retrieval import item_model


class Command(BaseCommand):
    help = "Fit the item–item model (which films go together in people's likes) and put it in use."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--if-due", action="store_true", help="only where enough was said since the last fit")

    def handle(self, *args: Any, if_due: bool, **options: Any) -> None:
        if if_due and not item_model.due():
            self.stdout.write("Item–item model: nothing to do, too little changed since the last fit.")
            return
        fitted = item_model.fit()
        self.stdout.write(
            f"Item–item model: {fitted.films:,} films that {item_model.FEWEST} people or more like, "
            f"{fitted.weights:,} weights, {fitted.kilobytes:,.0f} KB, from {fitted.opinions:,} opinions of "
            f"{fitted.people:,} people, in {fitted.seconds:.1f} s."
        )
