"""From a reading to what a page shows. Pure, but for the registry's measured scores."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

from django.utils import timezone

from emotions import finer, wording
from emotions.heard import QUESTION, disagreement_choices, disagrees, heard_view
from emotions.held_out import held_out_of
from emotions.types import Choice, FinerFeeling, Reading, ReadingView, Sentence, WeekMix
from ml.feelings import strength_name
from ml.moods import MOODS, affect, ranked
from ml.types import Prediction


def view_of(
    reading: Reading,
    *,
    text: str | None = None,
    made_at: datetime | None = None,
    corrected: str | None = None,
    shared_with_staff: bool = False,
) -> ReadingView:
    """A reading with its words for people. `text` is shown to its owner only; `made_at` is now unless told."""
    made = reading.prediction
    measured = held_out_of(made)
    strength = None if made.intensity is None else strength_name(made.intensity)
    question, choices = asked(made)
    return ReadingView(
        analysis_id=reading.analysis_id,
        text=text,
        made_at=made_at or timezone.now(),
        scores=made.scores,
        ordered=wording.ordered(made.scores),
        mood=made.mood,
        confidence=made.confidence,
        runner_up=made.runner_up,
        beside=wording.beside(made.scores),
        is_sure=made.is_sure,
        valence=made.valence,
        arousal=made.arousal,
        strength=strength,
        model=made.model,
        tier=made.tier,
        held_out_accuracy=measured.accuracy if measured else None,
        headline=wording.headline(made.scores, is_sure=made.is_sure, strength=strength, present=made.present),
        sureness=wording.sureness(made.confidence),
        question=question,
        choices=choices,
        present=_present(made),
        feelings=tuple(sorted(made.feelings.items(), key=lambda item: -item[1])),
        timeline=_timeline(made, text),
        language=made.language,
        unfamiliar=made.unfamiliar,
        corrected=corrected,
        warnings=made.warnings,
        shared_with_staff=shared_with_staff,
        felt=felt(made.scores, corrected),
        modality=made.modality,
        heard=heard_view(reading),
    )


def asked(made: Prediction) -> tuple[str | None, tuple[Choice, ...]]:
    """The one question to ask, and its answers: which is right where words and voice do not agree, else which of two
    feelings where the model is not sure. (None, ()) where there is nothing to ask.
    """
    if disagrees(made):
        return QUESTION, disagreement_choices(made)
    if made.is_sure:
        return None, ()
    choices = wording.choices(made.scores, made.labels, made.present)
    return wording.question(choices), choices


def _present(made: Prediction) -> tuple[FinerFeeling, ...]:
    """The finer feelings that are there; that there is none ("neutral") is not one of them."""
    return tuple(
        FinerFeeling(label, finer.feeling(label), finer.mood_of(label), made.labels[label])
        for label in made.present
        if label != finer.NO_FEELING
    )


def _timeline(made: Prediction, text: str | None) -> tuple[Sentence, ...]:
    """The sentences with their own words; none where the words are not there to be shown."""
    if text is None:
        return ()
    pairs = ((one, ranked(one.scores)[0]) for one in made.sentences)
    return tuple(
        Sentence(number, text[one.start : one.end], mood, one.scores[mood], one.scores)
        for number, (one, mood) in enumerate(pairs, start=1)
    )


def felt(scores: Mapping[str, float], corrected: str | None) -> Mapping[str, float]:
    """What films should follow: the mood its owner named, where there is one; else the whole mix."""
    if corrected is None:
        return scores
    return {mood: float(mood == corrected) for mood in MOODS}


def mean_mix(mixes: Sequence[Mapping[str, float]], *, evenings: int) -> WeekMix:
    """The plain mean of one or more mixes."""
    scores = {mood: sum(mix[mood] for mix in mixes) / len(mixes) for mood in MOODS}
    valence, arousal = affect(scores)
    return WeekMix(scores, evenings, wording.week_sentence(evenings=evenings, valence=valence, arousal=arousal))
