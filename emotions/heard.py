"""What is said of a recording: what words and voice told by themselves, whether they agree, and how it went on. Pure,
but for the registry's measured scores.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Final

from emotions import finer
from emotions.held_out import held_out_of
from emotions.types import Choice, HeardView, PartView, Reading, SegmentView
from emotions.wording import WORDS
from ml.fusion import DISAGREE
from ml.moods import VOICE_MOODS, ranked
from ml.types import Prediction

TEXT, VOICE = "text", "voice"
NAMES: Final = {TEXT: "Your words", VOICE: "Your voice"}  # in the order they are said
FELT: Final = {"calm": "calm", "boredom": "bored"}  # classes of a voice that are finer than their mood
MOST: Final = 0.65  # of the say
QUESTION: Final = "Your words and your voice do not agree. Which is right?"
NOTES: Final[Mapping[str, str]] = {
    "truncated": "The file ends early. We listened to what was there.",
    "clipped": "Parts of the recording are too loud and distorted. A little further from the microphone is better.",
    "faint": "The recording is very quiet. A little closer to the microphone is better.",
    "words-off": "You asked us not to write the words down, so this is your voice alone.",
    "words-language": "We only understand spoken English so far, so this is your voice alone.",
    "words-unclear": "We could not make out the words, so this is your voice alone.",
    "words-failed": "Writing the words down did not work this time, so this is your voice alone.",
}


def heard_view(reading: Reading) -> HeardView | None:
    """What is to say of a recording; None of a text."""
    made = reading.prediction
    if made.modality != VOICE:
        return None
    seconds = reading.seconds or 0.0
    return HeardView(
        line=" ".join(f"{NAMES[one.modality]}: {_said(one)}." for one in _parts(made)),
        spoke=_spoke(made),
        disagrees=disagrees(made),
        disagreement=made.disagreement,
        parts=tuple(_part(one, made.weights.get(one.modality, 1.0)) for one in _parts(made)),
        segments=_segments(made),
        notes=tuple(NOTES[note] for note in reading.notes if note in NOTES),
        seconds=seconds,
        length=clock(seconds),
        recording=reading.recording,
    )


def disagrees(made: Prediction) -> bool:
    """Whether words and voice lead to different moods, and lie far enough apart to ask about it."""
    moods = {one.mood for one in _parts(made)}
    return len(moods) > 1 and (made.disagreement or 0.0) >= DISAGREE


def disagreement_choices(made: Prediction) -> tuple[Choice, ...]:
    """What the words said and what the voice said, as answers to `QUESTION`."""
    return tuple(Choice(_felt(one), one.mood) for one in _parts(made))


def mood_of_part(made: Prediction, modality: str) -> str | None:
    """The mood that the words ("text") or the voice led to; None where the reading has no such part."""
    return next((one.mood for one in _parts(made) if one.modality == modality), None)


def clock(seconds: float) -> str:
    """Seconds as minutes and seconds, such as "0:07"."""
    minutes, rest = divmod(round(seconds), 60)
    return f"{minutes}:{rest:02}"


def _parts(made: Prediction) -> tuple[Prediction, ...]:
    """The parts, words first; of a voice alone, itself."""
    order = list(NAMES)
    known = [one for one in made.parts or (made,) if one.modality in NAMES]
    return tuple(sorted(known, key=lambda one: order.index(one.modality)))


def _felt(made: Prediction) -> str:
    """What one is by this part, such as "relieved" or "calm"."""
    if made.modality == TEXT:
        label = finer.leading(made.mood, made.present)
        return (finer.felt(label) if label else None) or WORDS[made.mood].felt
    classes = [name for name in made.labels if VOICE_MOODS.get(name) == made.mood]
    loudest = max(classes, key=made.labels.__getitem__, default="")
    return FELT.get(loudest, WORDS[made.mood].felt)


def _said(made: Prediction) -> str:
    return _felt(made) if made.is_sure else f"perhaps {_felt(made)}"


def _spoke(made: Prediction) -> str:
    """Which part had more of the say; "" where there is one part alone."""
    if not made.parts:
        return ""
    first = max(made.weights, key=made.weights.__getitem__, default=VOICE)
    if made.weights.get(first, 0.0) < MOST:
        return "Both had about the same say."
    return f"{NAMES[first]} had most of the say."


def _part(made: Prediction, weight: float) -> PartView:
    measured = held_out_of(made)
    return PartView(
        modality=made.modality,
        name=NAMES[made.modality],
        felt=_felt(made),
        mood=made.mood,
        share=made.confidence,
        scores=made.scores,
        is_sure=made.is_sure,
        weight=weight,
        model=made.model,
        tier=made.tier,
        held_out_accuracy=measured.accuracy if measured else None,
        cross_validated=bool(measured and measured.cross_validated),
    )


def _segments(made: Prediction) -> tuple[SegmentView, ...]:
    """The timeline; none where there is one segment only."""
    return tuple(_numbered(made)) if made.segments[1:] else ()


def _numbered(made: Prediction) -> Iterator[SegmentView]:
    for number, one in enumerate(made.segments, start=1):
        mood = ranked(one.scores)[0]
        yield SegmentView(
            number=number,
            start=one.start,
            end=one.end,
            at=clock(one.start),
            until=clock(one.end),
            felt=WORDS[mood].felt,
            mood=mood,
            share=one.scores[mood],
            scores=one.scores,
            speech=one.speech,
        )
