"""`manage.py classify text "…"` or `classify voice FILE`: read one mood and say which model read it."""

from __future__ import annotations

import json
from argparse import ArgumentParser
from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any, Final

from django.core.management.base import BaseCommand, CommandError

from ml import pool
from ml.analyse import analyse_text
from ml.clips import clip_of
from ml.errors import MlError
from ml.hear import analyse_voice
from ml.registry import configured, spec
from ml.types import Heard, Prediction
from moodflix_site.common.errors import MoodFlixError
from moodflix_site.common.text import checked_text

LEAST_SECONDS: Final = 30.0  # to read a recording in, before the time that its length adds
SECONDS_A_SECOND: Final = 1.0  # of a recording


def _text(options: Mapping[str, Any]) -> Prediction:
    return analyse_text(checked_text(options["input"]), model=options["model"])


def _voice(options: Mapping[str, Any]) -> Heard:
    clip = clip_of(Path(options["input"]))
    return analyse_voice(
        clip,
        words=options["words"],
        model=options["model"],
        language=options["language"],
        deadline_seconds=LEAST_SECONDS + SECONDS_A_SECOND * clip.seconds,
    )


READERS: Final[Mapping[str, Callable[[Mapping[str, Any]], Prediction | Heard]]] = {"text": _text, "voice": _voice}


class Command(BaseCommand):
    """Prints the mood and all scores; with --json one object with model, tier, mood, confidence and scores.

    Of a recording also what was understood, the voice and the words by themselves, their weights and how far apart
    they are, and the timeline.
    """

    help = "Read the mood of one input: a text, or a file of sound."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Declare the arguments."""
        parser.add_argument("modality", choices=sorted(READERS))
        parser.add_argument("input", help="the text, or the path of the recording")
        parser.add_argument("--model", help="name of a model or a tier; by default the best that can answer")
        parser.add_argument("--json", action="store_true", dest="as_json")
        parser.add_argument("--no-words", action="store_false", dest="words", help="voice: do not transcribe it")
        parser.add_argument("--language", default="", help="voice: what is spoken (ISO 639-1); by default told from it")

    def handle(self, *args: Any, **options: Any) -> None:
        """Read and print. CommandError with the reason when no answer can be given."""
        if chosen := configured(options["modality"]):
            with suppress(MlError):  # the reading itself says who stepped in, and why
                pool.get(spec(chosen.name)).load()
        try:
            found = READERS[options["modality"]](options)
        except MoodFlixError as error:
            raise CommandError(error.message) from error
        self.stdout.write(json.dumps(_object(found)) if options["as_json"] else "\n".join(_page(found)))


def _object(found: Prediction | Heard) -> dict[str, Any]:
    if isinstance(found, Prediction):
        return _reading(found)
    made = found.prediction
    return {
        **_reading(made),
        "seconds": round(found.seconds, 3),
        "transcript": found.transcript,
        "notes": list(found.notes),
        "classes": _classes(made),
        "parts": {part.modality: _reading(part) for part in made.parts},
        "weights": dict(made.weights),
        "disagreement": made.disagreement,
        "segments": [
            {"start": one.start, "end": one.end, "speech": one.speech, "scores": dict(one.scores)}
            for one in made.segments
        ],
    }


def _reading(prediction: Prediction) -> dict[str, Any]:
    return {
        "model": prediction.model,
        "tier": prediction.tier,
        "mood": prediction.mood,
        "confidence": prediction.confidence,
        "scores": dict(prediction.scores),
    }


def _classes(made: Prediction) -> dict[str, float]:
    """Return what the voice's own classes say, whether the words are in the reading or not."""
    voice = next((part for part in made.parts if part.modality == "voice"), made)
    return dict(voice.labels)


def _page(found: Prediction | Heard) -> Iterator[str]:
    made = found if isinstance(found, Prediction) else found.prediction
    yield f"{made.mood}  {made.confidence:.1%}{'' if made.is_sure else ' (not sure)'}"
    yield from (f"  {mood:<9}{made.scores[mood]:>7.1%}" for mood in made.ranked)
    if isinstance(found, Heard):
        yield from _heard(found)
    yield f"{made.model} ({made.tier}), {made.latency_ms:.1f} ms"
    yield from (f"note: {warning}" for warning in made.warnings)


def _heard(found: Heard) -> Iterator[str]:
    made = found.prediction
    yield f"{found.seconds:.1f} s of sound" + (f': "{found.transcript}"' if found.transcript else "")
    for part in made.parts:
        whose = {"text": "words", "voice": "voice"}.get(part.modality, part.modality)
        weight = made.weights[part.modality]
        yield f"  {whose:<9}{part.mood:<9}{part.confidence:>7.1%}  weight {weight:.2f}, {part.model}"
    if made.disagreement is not None:
        yield f"  disagreement {made.disagreement:.2f} bits of 1"
    yield "  voice: " + ", ".join(f"{name} {share:.1%}" for name, share in _first(_classes(made)))
    for one in made.segments if made.segments[1:] else ():
        mood = max(one.scores, key=lambda name: one.scores[name])
        yield f"  {one.start:>6.1f} to {one.end:>5.1f} s  {mood:<9}{one.scores[mood]:>7.1%}  speech {one.speech:.0%}"
    yield from (f"note: {note}" for note in found.notes)


def _first(classes: Mapping[str, float], most: int = 3) -> list[tuple[str, float]]:
    return sorted(classes.items(), key=lambda item: -item[1])[:most]
