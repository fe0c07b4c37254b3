"""`manage.py classify text "…"`: read one mood and say which model read it."""

from __future__ import annotations

import json
from argparse import ArgumentParser
from collections.abc import Callable, Mapping
from contextlib import suppress
from typing import Any, Final

from django.core.management.base import BaseCommand, CommandError

from ml import pool
from ml.analyse import analyse_text
from ml.errors import MlError
from ml.registry import configured, spec
from ml.types import Prediction
from moodflix_site.common.errors import MoodFlixError
from moodflix_site.common.text import checked_text

READERS: Final[Mapping[str, Callable[..., Prediction]]] = {"text": analyse_text}


class Command(BaseCommand):
    """Prints the mood and all scores; with --json one object with model, tier, mood, confidence and scores."""

    help = "Read the mood of one input."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Declare the arguments."""
        parser.add_argument("modality", choices=sorted(READERS))
        parser.add_argument("input")
        parser.add_argument("--model", help="name of a model or a tier; by default the best that can answer")
        parser.add_argument("--json", action="store_true", dest="as_json")

    def handle(self, *args: Any, **options: Any) -> None:
        """Read and print. CommandError with the reason when no answer can be given."""
        if chosen := configured():
            with suppress(MlError):  # the reading itself says who stepped in, and why
                pool.get(spec(chosen.name)).load()
        try:
            prediction = READERS[options["modality"]](checked_text(options["input"]), model=options["model"])
        except MoodFlixError as error:
            raise CommandError(error.message) from error
        self.stdout.write(json.dumps(_object(prediction)) if options["as_json"] else _page(prediction))


def _object(prediction: Prediction) -> dict[str, Any]:
    return {
        "model": prediction.model,
        "tier": prediction.tier,
        "mood": prediction.mood,
        "confidence": prediction.confidence,
        "scores": dict(prediction.scores),
    }


def _page(prediction: Prediction) -> str:
    sure = "" if prediction.is_sure else " (not sure)"
    lines = [f"{prediction.mood}  {prediction.confidence:.1%}{sure}"]
    lines += [f"  {mood:<9}{prediction.scores[mood]:>7.1%}" for mood in prediction.ranked]
    lines.append(f"{prediction.model} ({prediction.tier}), {prediction.latency_ms:.1f} ms")
    return "\n".join([*lines, *(f"note: {warning}" for warning in prediction.warnings)])
