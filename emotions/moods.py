"""The eight moods as programs and pages get them: where each lies, its colour's name and what it stands for."""

from __future__ import annotations

from dataclasses import dataclass

from ml.moods import AFFECT, MOODS

DESCRIPTIONS = {
    "anger": "Something is unfair or in the way.",
    "disgust": "Something is off, and you want it away from you.",
    "fear": "Something may go wrong.",
    "joy": "Something is good, and you want more of it.",
    "love": "Someone or something is dear to you.",
    "neutral": "Nothing pulls in any direction.",
    "sadness": "Something is missing or lost.",
    "surprise": "Something came that you did not expect.",
}


@dataclass(frozen=True, slots=True)
class Mood:
    name: str
    valence: float
    arousal: float
    colour: str
    description: str


def all_moods() -> tuple[Mood, ...]:
    """The canonical moods, in their own order; valence and arousal in -1..1."""
    return tuple(Mood(mood, *AFFECT[mood], f"--m-{mood}", DESCRIPTIONS[mood]) for mood in MOODS)
