"""What of a prediction is kept, as plain JSON, and back. Numbers and codes only: never a word of a text."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from ml.moods import JOURNAL, MOODS
from ml.types import Prediction, SentenceReading

MAX_LABELS: Final = 12  # of those that are there, the strongest
MAX_SENTENCES: Final = 64
DIGITS: Final = 6
COARSE: Final = 3  # digits of a sentence's shares


def columns_of(made: Prediction) -> dict[str, Any]:
    """All that a reading is made of, but for its timeline."""
    return {
        "modality": made.modality,
        "scores": {mood: round(share, DIGITS) for mood, share in made.scores.items()},
        "model": made.model,
        "tier": made.tier,
        "threshold": made.threshold,
        "latency_ms": made.latency_ms,
        "warnings": list(made.warnings),
        "labels": {label: round(made.labels[label], DIGITS) for label in made.present[:MAX_LABELS]},
        "feelings": {name: round(made.feelings[name], DIGITS) for name in JOURNAL if name in made.feelings},
        "intensity": None if made.intensity is None else round(made.intensity, DIGITS),
        "valence": made.valence,
        "arousal": made.arousal,
        "language": made.language,
        "unfamiliar": made.unfamiliar,
    }


def timeline_of(made: Prediction) -> list[dict[str, Any]]:
    """Where each sentence stands in the kept words, and its mix."""
    return [
        {"start": one.start, "end": one.end, "scores": {mood: round(one.scores[mood], COARSE) for mood in MOODS}}
        for one in made.sentences[:MAX_SENTENCES]
    ]


def prediction_of(kept: Mapping[str, Any]) -> Prediction:
    """The prediction that `columns_of` and `timeline_of` (as "sentences") were taken from.

    What an older version did not keep is empty. A database may change the order of a JSON object's keys, so the labels
    are put in order again.
    """
    labels, feelings = kept.get("labels", {}), kept.get("feelings", {})
    return Prediction(
        modality=kept["modality"],
        scores={mood: kept["scores"][mood] for mood in MOODS},
        model=kept["model"],
        tier=kept["tier"],
        latency_ms=kept["latency_ms"],
        threshold=kept["threshold"],
        warnings=tuple(kept["warnings"]),
        unfamiliar=kept.get("unfamiliar", False),
        labels=labels,
        present=tuple(sorted(labels, key=lambda label: (-labels[label], label))),
        feelings={name: feelings[name] for name in JOURNAL if name in feelings},
        intensity=kept.get("intensity"),
        affect=(kept["valence"], kept["arousal"]) if "valence" in kept else None,
        language=kept.get("language", ""),
        sentences=tuple(SentenceReading(**sentence) for sentence in kept.get("sentences", ())),
    )
