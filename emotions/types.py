"""Values that leave this room, frozen."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from ml.types import Prediction


@dataclass(frozen=True, slots=True)
class Reading:
    """One analysis on its way up. `analysis_id` is None when nothing was stored; `characters` counts what was read."""

    prediction: Prediction
    analysis_id: int | None = None
    characters: int | None = None


@dataclass(frozen=True, slots=True)
class HeldOut:
    """How often a model was right on named data it never saw: `accuracy` in 0..1 over `n` rows of `dataset`."""

    dataset: str
    n: int
    accuracy: float


@dataclass(frozen=True, slots=True)
class ReadingView:
    """A reading as a page shows it: the whole mix, and how sure we are in words.

    `text` is the person's own words, or None where they were not kept. `ordered` holds (mood, share), largest first.
    `strength` (1..5) is None until a model measures it. `question` is set when the model is not sure. `corrected` is
    the mood its owner named instead; `felt` is what films should follow: that mood where there is one, else the mix.
    `beside` is the second mood, where its share is worth a word.
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
    strength: int | None
    model: str
    tier: str
    held_out_accuracy: float | None
    headline: str
    sureness: str
    question: str | None
    corrected: str | None
    warnings: tuple[str, ...]
    shared_with_staff: bool
    felt: Mapping[str, float]


@dataclass(frozen=True, slots=True)
class WeekMix:
    """The mean mix of a person's last seven days. `evenings` counts days with a reading; `sentence` sums it up."""

    scores: Mapping[str, float]
    evenings: int
    sentence: str
