"""Frozen values that travel between rooms."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from ml import moods

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

TIERS: Final = ("primary", "secondary", "fallback")
ENGLISH: Final = "en"
NO_WORDS: Final = "no-words"  # the warning of a model that found nothing to read
LANGUAGE_POOR: Final = "language-poor"  # the model was not trained to read the text's language
NO_TIMELINE: Final = "no-timeline"  # sentences were asked for and could not be read in time
PREDICTED_THRESHOLD: Final = 0.25  # twice the chance level of eight moods
SAMPLE_RATE: Final = 16_000  # samples a second of every `AudioClip`


@dataclass(frozen=True, slots=True, eq=False)
class AudioClip:
    """Sound as every voice model hears it: `samples` (n,) float32 in [-1, 1], mono, `SAMPLE_RATE` a second.

    `notes` are machine codes of what is to know about it: "truncated" (the file ended early), "clipped" (recorded too
    loud), "faint" (recorded very quietly).
    """

    samples: NDArray[np.float32]
    notes: tuple[str, ...] = ()

    def __len__(self) -> int:
        return len(self.samples)

    @property
    def seconds(self) -> float:
        """How long it lasts."""
        return len(self.samples) / SAMPLE_RATE

    def part(self, start: float, end: float) -> AudioClip:
        """Return what sounds from `start` to `end` (seconds)."""
        return AudioClip(self.samples[round(start * SAMPLE_RATE) : round(end * SAMPLE_RATE)], self.notes)


@dataclass(frozen=True, slots=True)
class SegmentReading:
    """The mood of one segment of a recording, from `start` to `end` (seconds); `speech` is the share with a voice."""

    start: float
    end: float
    scores: Mapping[str, float]
    speech: float = 1.0


@dataclass(frozen=True, slots=True)
class SentenceReading:
    """The mood of one sentence of a longer text, which is `text[start:end]`."""

    start: int
    end: int
    scores: Mapping[str, float]


@dataclass(frozen=True, slots=True)
class Prediction:
    """One reading of one input.

    `scores` are calibrated probabilities of all eight moods and sum to 1. Below `threshold`, and where the model found
    no word, the product abstains. `unfamiliar`: the input is unlike the training data, and `scores` are the more
    modest for it.
    `labels` are the probabilities of the model's finer labels, each on its own (GoEmotions' 28, or those of a
    deployment's model; empty where it has none), and `present` those that reach their threshold, strongest first.
    `feelings` (the twelve of the journal) and `intensity`, all in [0, 1], are derived and not measured, as is
    `affect`, (valence, arousal) in [-1, 1].
    `language` is an ISO 639-1 code, "" when it could not be told.
    A voice model's `labels` are its own classes and sum to 1; `segments` are the timeline of a recording. A score of
    exactly 0 is a mood that the model has no word for: no evidence, for or against.
    Of a fused reading, `parts` are the readings that were pooled, `weights` how much each had a say (by modality, sum
    1) and `disagreement` how far they are apart, 0..1; of any other these are empty and None.
    `warnings` are machine codes: "tier-secondary", "tier-fallback", "truncated", "no-words", "language-poor",
    "no-timeline", "uncalibrated" (`scores` are the model's own, fitted on no validation data), and "MODEL:ERROR" for
    each model that was passed over.
    """

    modality: str
    scores: Mapping[str, float]
    model: str
    tier: str
    latency_ms: float
    threshold: float
    warnings: tuple[str, ...] = ()
    unfamiliar: bool = False
    labels: Mapping[str, float] = field(default_factory=dict)
    present: tuple[str, ...] = ()
    feelings: Mapping[str, float] = field(default_factory=dict)
    intensity: float | None = None
    affect: tuple[float, float] | None = None
    language: str = ""
    sentences: tuple[SentenceReading, ...] = ()
    segments: tuple[SegmentReading, ...] = ()
    parts: tuple[Prediction, ...] = ()
    weights: Mapping[str, float] = field(default_factory=dict)
    disagreement: float | None = None

    @property
    def ranked(self) -> tuple[str, ...]:
        """Moods from the most to the least probable; ties in canonical order."""
        return moods.ranked(self.scores)

    @property
    def mood(self) -> str:
        """The most probable mood."""
        return self.ranked[0]

    @property
    def runner_up(self) -> str:
        """The second most probable mood."""
        return self.ranked[1]

    @property
    def confidence(self) -> float:
        """Calibrated probability of `mood`, in [0, 1]."""
        return self.scores[self.mood]

    @property
    def is_sure(self) -> bool:
        """Whether there was a word to read and the confidence reaches the threshold; if not, the product asks."""
        return NO_WORDS not in self.warnings and self.confidence >= self.threshold

    @property
    def valence(self) -> float:
        """Expected pleasantness, in [-1, 1]; from the moods alone where nothing finer was derived."""
        return (self.affect or moods.affect(self.scores))[0]

    @property
    def arousal(self) -> float:
        """Expected activation, in [-1, 1]; from the moods alone where nothing finer was derived."""
        return (self.affect or moods.affect(self.scores))[1]

    @property
    def doubt(self) -> float:
        """Entropy of the scores over its maximum: 0 is certain, 1 is no idea."""
        return moods.doubt(self.scores)

    def predicted(self, threshold: float = PREDICTED_THRESHOLD) -> tuple[str, ...]:
        """Return the moods whose score reaches `threshold`, strongest first; may be empty."""
        return tuple(mood for mood in self.ranked if self.scores[mood] >= threshold)


@dataclass(frozen=True, slots=True)
class Heard:
    """A recording that was read. `transcript` is what was understood, "" where nothing was, None where nobody asked.

    `prediction` is the fused reading, or the voice's alone. `seconds` is how long the recording lasts, `notes` what is
    to know about it: those of the clip, "words-off", "words-unclear" or "words-language" (spoken in a language that is
    not transcribed), "words-failed".
    """

    prediction: Prediction
    transcript: str | None
    seconds: float
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class HeldOutScore:
    """A measured result on rows that the model never saw; ratios in [0, 1].

    `cross_validated`: on speakers none of whom the model of that fold had heard. The model that answers has the same
    recipe and learned from all of them.
    """

    dataset: str
    n: int
    accuracy: float
    macro_f1: float
    ece: float
    cross_validated: bool = False


@dataclass(frozen=True, slots=True)
class ModelSpec:
    """A model as data. `factory` is the dotted path of a callable (spec, config) -> Classifier, imported on first use.

    `weights` names the model's folder, or is None for a model that needs none; `place` says where that stands:
    "weights" (committed), "cache" (built on this machine) or "hub" (a folder's path or a hub id, `weights` itself).
    `optional`: it is no candidate, and nobody is told, while its weights are not there. `permissive`: it and everything
    that it was trained on may be used commercially. `languages` are those that it was trained to read, `related` those
    that it has an idea of without a row of theirs.
    """

    name: str
    modality: str
    tier: str
    factory: str
    weights: str | None
    licence: str
    languages: tuple[str, ...]
    held_out: tuple[HeldOutScore, ...] = ()
    permissive: bool = False
    place: str = "weights"
    optional: bool = False
    related: tuple[str, ...] = ()

    def reads(self, language: str) -> bool:
        """Whether it was trained to read `language` (ISO 639-1); "", which could not be told, counts as English.

        Of a model that names no language nothing is known, and so nothing is held against it.
        """
        return not self.languages or (language or ENGLISH) in self.languages


@dataclass(frozen=True, slots=True)
class ModelStatus:
    """How a registered model stands in this process.

    `active`: it answers when no model is asked for. `error`: the code of what keeps it from loading, or "". `allowed`:
    the configuration does not refuse its licence.
    """

    spec: ModelSpec
    weights_present: bool
    loaded: bool
    active: bool
    error: str = ""
    allowed: bool = True


@dataclass(frozen=True, slots=True)
class Observation:
    """One attempt of one model: `outcome` is "ok" or an error code. Holds nothing of what was read."""

    modality: str
    model: str
    tier: str
    outcome: str
    latency_ms: float
