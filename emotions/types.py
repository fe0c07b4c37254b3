"""Values that leave this room, frozen."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from ml.types import Prediction


@dataclass(frozen=True, slots=True)
class Reading:
    """One analysis on its way up. `analysis_id` is None when nothing was stored; `characters` counts what was read.

    Of a recording, `transcript` is what was understood ("" or None where nothing was, or nobody asked), `seconds` how
    long it lasts, `notes` what is to know about it (see `ml.types.Heard`) and `recording` whether it was kept.
    """

    prediction: Prediction
    analysis_id: int | None = None
    characters: int | None = None
    transcript: str | None = None
    seconds: float | None = None
    notes: tuple[str, ...] = ()
    recording: bool = False


@dataclass(frozen=True, slots=True)
class HeldOut:
    """How often a model was right on named data it never saw: `accuracy` in 0..1 over `n` rows of `dataset`.

    `cross_validated`: each row was read by a model trained without its speaker, and the committed one learned from all.
    """

    dataset: str
    n: int
    accuracy: float
    cross_validated: bool = False


@dataclass(frozen=True, slots=True)
class Choice:
    """One of the two answers to a question: what one is ("annoyed"), and the mood that it stands for."""

    felt: str
    mood: str


@dataclass(frozen=True, slots=True)
class FinerFeeling:
    """A finer feeling that is there. `word` is a noun; `mood` is None where none is known; `score` in 0..1."""

    label: str
    word: str
    mood: str | None
    score: float


@dataclass(frozen=True, slots=True)
class Sentence:
    """One sentence of the person's words, numbered from 1, with its own mix."""

    number: int
    text: str
    mood: str
    share: float
    scores: Mapping[str, float]


@dataclass(frozen=True, slots=True)
class PartView:
    """What one part of a recording said by itself. `modality` is "text" (the words) or "voice"; `felt` is what one is.

    `weight` (0..1) is how much of the say it had in the reading. `cross_validated` as of `HeldOut`.
    """

    modality: str
    name: str
    felt: str
    mood: str
    share: float
    scores: Mapping[str, float]
    is_sure: bool
    weight: float
    model: str
    tier: str
    held_out_accuracy: float | None
    cross_validated: bool = False


@dataclass(frozen=True, slots=True)
class SegmentView:
    """One segment of a recording, numbered from 1, from `start` to `end` (seconds); `at` and `until` as on a clock.

    `speech` is the share of it (0..1) in which somebody speaks.
    """

    number: int
    start: float
    end: float
    at: str
    until: str
    felt: str
    mood: str
    share: float
    scores: Mapping[str, float]
    speech: float


@dataclass(frozen=True, slots=True)
class HeardView:
    """A recording as a page shows it.

    `line` says what each part told, `spoke` which had more of the say ("" where there is one part alone). `parts` hold
    the words first. `disagreement` is 0..1, None of one part; `disagrees` when it is worth a question. `segments` are
    two or more, or none. `notes` are whole sentences. `length` is `seconds` as on a clock. `recording`: it was kept.
    """

    line: str
    spoke: str
    disagrees: bool
    disagreement: float | None
    parts: tuple[PartView, ...]
    segments: tuple[SegmentView, ...]
    notes: tuple[str, ...]
    seconds: float
    length: str
    recording: bool


@dataclass(frozen=True, slots=True)
class ReadingView:
    """A reading as a page shows it: the whole mix, and how sure we are in words.

    `text` is the person's own words, or None where they were not kept. `ordered` holds (mood, share), largest first.
    `strength` is "mild", "moderate" or "strong", None where nothing tells. `question` is set when the model is not
    sure, and `choices` are then its two answers. `corrected` is the mood its owner named instead; `felt` is what films
    should follow: that mood where there is one, else the mix. `beside` is the second mood, where its share is worth a
    word. `present` are the finer feelings that are there, and `feelings` the journal's twelve, both strongest first.
    `timeline` holds two or more sentences, or none. `language` is an ISO 639-1 code, "" when it could not be told.
    `modality` is "text" or "voice"; `heard` is what is to say of a recording, None of a text. Where words and voice do
    not agree, `question` asks which is right and `choices` are what each said.
    """

    analysis_id: int | None
    text: str | None
    made_at: datetime
    scores: Mapping[str, float]
    ordered: tuple[tuple[str, float], ...]
    mood: str
    confidence: float
    runner_up: str
    beside: str | None
    is_sure: bool
    valence: float
    arousal: float
    strength: str | None
    model: str
    tier: str
    held_out_accuracy: float | None
    headline: str
    sureness: str
    question: str | None
    choices: tuple[Choice, ...]
    present: tuple[FinerFeeling, ...]
    feelings: tuple[tuple[str, float], ...]
    timeline: tuple[Sentence, ...]
    language: str
    unfamiliar: bool
    corrected: str | None
    warnings: tuple[str, ...]
    shared_with_staff: bool
    felt: Mapping[str, float]
    modality: str = "text"
    heard: HeardView | None = None


@dataclass(frozen=True, slots=True)
class WeekMix:
    """The mean mix of a person's last seven days. `evenings` counts days with a reading; `sentence` sums it up."""

    scores: Mapping[str, float]
    evenings: int
    sentence: str
