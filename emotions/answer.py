"""The one answer shape of every analysis, whatever came in: REST, files, batches and the stream."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from emotions.held_out import held_out
from emotions.types import HeldOut, Reading
from emotions.wording import question
from ml.types import PREDICTED_THRESHOLD

DIGITS = 6


@dataclass(frozen=True, slots=True)
class Metadata:
    """How the answer came about; `durations_ms` by modality."""

    modalities_used: tuple[str, ...]
    faces_detected: int
    durations_ms: Mapping[str, float]
    warnings: tuple[str, ...]
    characters: int | None


@dataclass(frozen=True, slots=True)
class Answer:
    """`analysis_id` is None when nothing was stored. `emotions` holds all eight moods and sums to 1;
    `predicted_emotions` are those that reach the asked threshold.
    """

    analysis_id: int | None
    dominant_emotion: str
    confidence: float
    is_sure: bool
    question: str | None
    emotions: Mapping[str, float]
    predicted_emotions: tuple[str, ...]
    valence: float
    arousal: float
    model: str
    tier: str
    held_out: HeldOut | None
    metadata: Metadata


def answer_of(reading: Reading, *, threshold: float | None = None) -> Answer:
    """The reading as programs get it. `threshold` (0..1) is for `predicted_emotions` alone."""
    made = reading.prediction
    return Answer(
        analysis_id=reading.analysis_id,
        dominant_emotion=made.mood,
        confidence=round(made.confidence, DIGITS),
        is_sure=made.is_sure,
        question=None if made.is_sure else question(made.scores),
        emotions={mood: round(share, DIGITS) for mood, share in made.scores.items()},
        predicted_emotions=made.predicted(PREDICTED_THRESHOLD if threshold is None else threshold),
        valence=round(made.valence, DIGITS),
        arousal=round(made.arousal, DIGITS),
        model=made.model,
        tier=made.tier,
        held_out=held_out(made.model),
        metadata=_metadata(reading),
    )


def _metadata(reading: Reading) -> Metadata:
    made = reading.prediction
    durations = {made.modality: round(made.latency_ms, 2)}
    return Metadata((made.modality,), 0, durations, made.warnings, reading.characters)
