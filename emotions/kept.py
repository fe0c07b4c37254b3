"""What of a prediction is kept, as plain JSON, and back. Numbers and codes only: never a word of a text."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from emotions.types import Reading
from ml.moods import JOURNAL, MOODS
from ml.types import Prediction, SegmentReading, SentenceReading

MAX_LABELS: Final = 12  # of those that are there, the strongest
MAX_SENTENCES: Final = 64
MAX_SEGMENTS: Final = 256
VOICE: Final = "voice"
PART: Final = (
    "modality", "scores", "model", "tier", "threshold", "latency_ms", "warnings", "labels", "language", "unfamiliar",
)  # fmt: skip
DIGITS: Final = 6
COARSE: Final = 3  # digits of the shares of a sentence or a segment


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
        "labels": _labels(made),
        "feelings": {name: round(made.feelings[name], DIGITS) for name in JOURNAL if name in made.feelings},
        "intensity": None if made.intensity is None else round(made.intensity, DIGITS),
        "valence": made.valence,
        "arousal": made.arousal,
        "language": made.language,
        "unfamiliar": made.unfamiliar,
        "parts": [_part(one, made.weights) for one in made.parts],
        "disagreement": made.disagreement,
    }


def row_of(reading: Reading) -> dict[str, Any]:
    """All columns of a reading but for its timelines, and for what lies in the vault."""
    made = reading.prediction
    return {
        **columns_of(made),
        "mood": made.mood,
        "confidence": made.confidence,
        "characters": reading.characters,
        "seconds": reading.seconds,
        "notes": list(reading.notes),
    }


def _labels(made: Prediction) -> dict[str, float]:
    """The labels that are there; of a voice alone, all of its classes, which sum to 1."""
    chosen = tuple(made.labels) if made.modality == VOICE and not made.parts else made.present
    return {label: round(made.labels[label], DIGITS) for label in chosen[:MAX_LABELS]}


def _part(made: Prediction, weights: Mapping[str, float]) -> dict[str, Any]:
    columns = columns_of(made)
    return {**{name: columns[name] for name in PART}, "weight": round(weights.get(made.modality, 0.0), DIGITS)}


def segments_of(made: Prediction) -> list[dict[str, Any]]:
    """The timeline of a recording: where each segment lies (seconds), how much of it is speech, and its mix."""
    return [
        {
            "start": round(one.start, COARSE),
            "end": round(one.end, COARSE),
            "speech": round(one.speech, COARSE),
            "scores": {mood: round(one.scores[mood], COARSE) for mood in MOODS},
        }
        for one in made.segments[:MAX_SEGMENTS]
    ]


def timeline_of(made: Prediction) -> list[dict[str, Any]]:
    """Where each sentence stands in the kept words, and its mix."""
    return [
        {"start": one.start, "end": one.end, "scores": {mood: round(one.scores[mood], COARSE) for mood in MOODS}}
        for one in made.sentences[:MAX_SENTENCES]
    ]


def prediction_of(kept: Mapping[str, Any]) -> Prediction:
    """The prediction that `columns_of`, `timeline_of` (as "sentences") and `segments_of` (as "segments") came from.

    What an older version did not keep is empty. A database may change the order of a JSON object's keys, so the labels
    are put in order again.
    """
    labels, feelings, parts = kept.get("labels", {}), kept.get("feelings", {}), kept.get("parts", ())
    is_voice = kept["modality"] == VOICE and not parts  # whose labels are classes: none of them is "there" by itself
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
        present=() if is_voice else tuple(sorted(labels, key=lambda label: (-labels[label], label))),
        feelings={name: feelings[name] for name in JOURNAL if name in feelings},
        intensity=kept.get("intensity"),
        affect=(kept["valence"], kept["arousal"]) if "valence" in kept else None,
        language=kept.get("language", ""),
        sentences=tuple(SentenceReading(**sentence) for sentence in kept.get("sentences", ())),
        segments=tuple(SegmentReading(**segment) for segment in kept.get("segments", ())),
        parts=tuple(prediction_of(part) for part in parts),
        weights={part["modality"]: part["weight"] for part in parts},
        disagreement=kept.get("disagreement"),
    )
