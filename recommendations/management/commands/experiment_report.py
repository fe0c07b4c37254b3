"""What an experiment says so far."""

from __future__ import annotations

import json
from dataclasses import asdict
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from recommendations.experiments.models import Experiment
from recommendations.experiments.report import Line, Report, live_report, report


class Command(BaseCommand):
    help = "Report an experiment in aggregates: each arm, their differences, and a verdict once there is enough."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("key", nargs="?", help="the experiment's key; the one that runs, or ran last, without")
        parser.add_argument("--live", action="store_true", help="the evenings that were in no experiment instead")
        parser.add_argument("--json", action="store_true", help="print one JSON object")

    def handle(self, *args: Any, key: str | None, **options: Any) -> None:
        title, made = ("Live evenings", live_report()) if options["live"] else self._experiment(key)
        if options["json"]:
            self.stdout.write(json.dumps(asdict(made), indent=1))
        else:
            self._tell(title, made)

    def _experiment(self, key: str | None) -> tuple[str, Report]:
        rows = Experiment.objects.filter(key=key) if key else Experiment.objects.exclude(started_at=None)
        experiment = rows.first()
        if experiment is None:
            raise CommandError("There is no such experiment." if key else "No experiment has run yet.")
        return experiment.title, report(experiment)

    def _tell(self, title: str, made: Report) -> None:
        self.stdout.write(f"{title}: {made.pages} pages of {made.people} people.")
        for arm in made.arms:
            earned = f"{arm.estimate.value:.3f} a page" if arm.estimate else "too few people to show"
            self.stdout.write(f"  {arm.title}: {earned} ({arm.people} people, {arm.pages} pages)")
        for line in (*made.lines, *made.elsewhere):
            self.stdout.write(_sentence(line))
        if made.uneven:
            self.stdout.write("People are not split as the shares say. Find out why before believing any of this.")


def _sentence(line: Line) -> str:
    made = line.estimate
    measured = f"{made.value:+.3f} [{made.low:+.3f}, {made.high:+.3f}]"
    said = line.verdict or f"no verdict yet: {line.why_not}. About {line.more:,} more evenings"
    return f"  {line.title} against {line.against}: {measured}; {said}."
