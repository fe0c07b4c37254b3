"""Prove the estimators of experiments on people whose tastes are known."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from recommendations.experiments import figures


class Command(BaseCommand):
    help = (
        "Simulate logged evenings with a known truth; report bias, RMSE and coverage of each estimate's 95 % interval, "
        "and the power and false alarms of interleaving beside A/B."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--people", type=int, default=1000, help="in each simulated season")
        parser.add_argument("--runs", type=int, default=1000, help="seasons a setting")
        parser.add_argument("--seed", type=int, default=figures.SEED)
        parser.add_argument("--json", action="store_true", help="print one JSON object")
        parser.add_argument("--out", type=Path, help="write the JSON object here, too")

    def handle(self, *args: Any, people: int, runs: int, seed: int, out: Path | None, **options: Any) -> None:
        made = figures.worked_out(people=max(2, people), runs=max(1, runs), seed=seed, tell=self.stderr.write)
        text = json.dumps(made, indent=1)
        if out:
            out.write_text(text + "\n", encoding="utf-8")
        self.stdout.write(text if options["json"] else figures.as_text(made))
