"""`manage.py evaluate_requests`: how well one-sentence wishes are understood, part by part."""

from __future__ import annotations

import json
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from recommendations.steering.evaluation import PARTS, Evaluation, Score, evaluate, requests, table


class Command(BaseCommand):
    help = (
        "Hold the parser of one-sentence wishes against the requests labelled by hand: precision, recall, F1 by slot."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--json", action="store_true", help="one JSON object instead of tables")
        parser.add_argument("--misread", action="store_true", help="also list the requests that were misread")

    def handle(self, *args: Any, **options: Any) -> None:
        found = {part: evaluate(requests(part)) for part in PARTS}
        if options["json"]:
            self.stdout.write(json.dumps({part: _figures(result) for part, result in found.items()}, indent=1))
            return
        for part, result in found.items():
            self.stdout.write(f"\n{part} part: {result.requests} requests, {result.exact:.1%} entirely right\n")
            self.stdout.write("\n".join(table(result)))
            if options["misread"]:
                self._list(result)

    def _list(self, result: Evaluation) -> None:
        for text, extra, missing in result.misread:
            self.stdout.write(f"- {text}\n    too much: {sorted(extra)}\n    missing: {sorted(missing)}")


def _figures(result: Evaluation) -> dict[str, Any]:
    slots = {name: _score(score) for name, score in result.slots.items()}
    return {"requests": result.requests, "exact": result.exact, "overall": _score(result.overall), "slots": slots}


def _score(score: Score) -> dict[str, float]:
    figures = {"precision": score.precision, "recall": score.recall, "f1": score.f1}
    return {**figures, "labelled": score.right + score.missed}
