"""The one answer shape of every analysis, whatever came in: REST, files, batches and the stream."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from emotions.held_out import held_out_of
from emotions.presentation import asked
from emotions.types import Choice, HeldOut, Reading
from ml.feelings import strength_name
from ml.moods import ranked
from ml.types import PREDICTED_THRESHOLD, Prediction

DIGITS = 6


@dataclass(frozen=True, slots=True)
class Metadata:
    """How the answer came about; `durations_ms` by modality."""

    modalities_used: tuple[str, ...]
    faces_detected: int
    durations_ms: Mapping[str, float]
    warnings: tuple[str, ...]
    characters: int | None
    seconds: float | None


@dataclass(frozen=True, slots=True)
class Label:
    """A finer label: its own probability, and whether that reaches the label's threshold."""

    label: str
    score: float
    present: bool


@dataclass(frozen=True, slots=True)
class Intensity:
    """`value` in 0..1; `name` is "mild", "moderate" or "strong". Derived: no test set measures it."""

    value: float
    name: str
    measured: bool = False


@dataclass(frozen=True, slots=True)
class SentenceMix:
    """One sentence: where it stands in the text as it was read, its leading mood and its mix."""

    start: int
    end: int
    mood: str
    scores: Mapping[str, float]


@dataclass(frozen=True, slots=True)
class SegmentMix:
    """One segment of a recording: from `start` to `end` (seconds), how much of it is speech, leading mood and mix."""

    start: float
    end: float
    speech: float
    mood: str
    scores: Mapping[str, float]


@dataclass(frozen=True, slots=True)
class Part:
    """What one modality of a fused reading said by itself; `weight` (0..1) is how much of the say it had."""

    modality: str
    dominant_emotion: str
    confidence: float
    is_sure: bool
    emotions: Mapping[str, float]
    labels: tuple[Label, ...]
    weight: float
    model: str
    tier: str
    held_out: HeldOut | None


@dataclass(frozen=True, slots=True)
class Answer:
    """`analysis_id` is None when nothing was stored. `emotions` holds all eight moods and sums to 1;
    `predicted_emotions` are those that reach the asked threshold. `labels` come strongest first, those that are there
    before the others. `sentences` is empty unless a timeline was asked for. Of a recording `transcript` is what was
    understood (None where nothing was, or nobody asked), `parts` are words and voice by themselves and `disagreement`
    how far they are apart; `notes` are codes.
    """

    analysis_id: int | None
    dominant_emotion: str
    confidence: float
    is_sure: bool
    question: str | None
    choices: tuple[Choice, ...]
    emotions: Mapping[str, float]
    predicted_emotions: tuple[str, ...]
    valence: float
    arousal: float
    labels: tuple[Label, ...]
    feelings: Mapping[str, float]
    intensity: Intensity | None
    language: str | None
    unfamiliar: bool
    sentences: tuple[SentenceMix, ...]
    transcript: str | None
    segments: tuple[SegmentMix, ...]
    parts: tuple[Part, ...]
    disagreement: float | None
    notes: tuple[str, ...]
    model: str
    tier: str
    held_out: HeldOut | None
    metadata: Metadata


def answer_of(reading: Reading, *, threshold: float | None = None, segments: bool = True) -> Answer:
    """The reading as programs get it. `threshold` (0..1) is for `predicted_emotions` alone; `segments` False leaves
    the timeline of a recording out.
    """
    made = reading.prediction
    question, choices = asked(made)
    return Answer(
        analysis_id=reading.analysis_id,
        dominant_emotion=made.mood,
        confidence=round(made.confidence, DIGITS),
        is_sure=made.is_sure,
        question=question,
        choices=choices,
        emotions=_rounded(made.scores),
        predicted_emotions=made.predicted(PREDICTED_THRESHOLD if threshold is None else threshold),
        valence=round(made.valence, DIGITS),
        arousal=round(made.arousal, DIGITS),
        labels=_labels(made),
        feelings=_rounded(made.feelings),
        intensity=_intensity(made),
        language=made.language or None,
        unfamiliar=made.unfamiliar,
        sentences=tuple(
            SentenceMix(one.start, one.end, ranked(one.scores)[0], _rounded(one.scores)) for one in made.sentences
        ),
        transcript=reading.transcript or None,
        segments=_segments(made) if segments else (),
        parts=tuple(_part(one, made.weights.get(one.modality, 0.0)) for one in made.parts),
        disagreement=None if made.disagreement is None else round(made.disagreement, DIGITS),
        notes=reading.notes,
        model=made.model,
        tier=made.tier,
        held_out=held_out_of(made),
        metadata=_metadata(reading),
    )


def _rounded(shares: Mapping[str, float]) -> dict[str, float]:
    return {name: round(share, DIGITS) for name, share in shares.items()}


def _labels(made: Prediction) -> tuple[Label, ...]:
    there = set(made.present)
    others = sorted((label for label in made.labels if label not in there), key=lambda label: -made.labels[label])
    return tuple(Label(label, round(made.labels[label], DIGITS), label in there) for label in (*made.present, *others))


def _segments(made: Prediction) -> tuple[SegmentMix, ...]:
    return tuple(
        SegmentMix(one.start, one.end, one.speech, ranked(one.scores)[0], _rounded(one.scores)) for one in made.segments
    )


def _part(made: Prediction, weight: float) -> Part:
    return Part(
        modality=made.modality,
        dominant_emotion=made.mood,
        confidence=round(made.confidence, DIGITS),
        is_sure=made.is_sure,
        emotions=_rounded(made.scores),
        labels=_labels(made),
        weight=round(weight, DIGITS),
        model=made.model,
        tier=made.tier,
        held_out=held_out_of(made),
    )


def _intensity(made: Prediction) -> Intensity | None:
    if made.intensity is None:
        return None
    return Intensity(round(made.intensity, DIGITS), strength_name(made.intensity))


def _metadata(reading: Reading) -> Metadata:
    made = reading.prediction
    read = made.parts or (made,)
    durations = {one.modality: round(one.latency_ms, 2) for one in read}
    used, seconds = tuple(one.modality for one in read), reading.seconds
    return Metadata(
        used, 0, durations, made.warnings, reading.characters, None if seconds is None else round(seconds, 2)
    )
