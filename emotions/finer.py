"""The finer feelings in words: what each label is called, which mood it belongs to, and which of them speak.

GoEmotions' 28 labels have words of their own; a label of a deployment's own model is called by its name.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Final, NamedTuple

from ml.moods import LABEL_MAPS

MOOD_OF: Final = LABEL_MAPS["goemotions"]
NO_FEELING: Final = "neutral"
HEARD: Final = 0.1  # a label may be asked for by name from this probability on, also below its threshold


class Words(NamedTuple):
    feeling: str  # "with some relief"
    felt: str  # "Strongly relieved", "More relieved, or more sad?"


WORDS: Final[Mapping[str, Words]] = {
    "admiration": Words("admiration", "impressed"),
    "amusement": Words("amusement", "amused"),
    "anger": Words("anger", "angry"),
    "annoyance": Words("annoyance", "annoyed"),
    "approval": Words("approval", "pleased"),
    "caring": Words("care", "caring"),
    "confusion": Words("confusion", "confused"),
    "curiosity": Words("curiosity", "curious"),
    "desire": Words("longing", "full of longing"),
    "disappointment": Words("disappointment", "let down"),
    "disapproval": Words("disapproval", "against it"),
    "disgust": Words("disgust", "put off"),
    "embarrassment": Words("embarrassment", "embarrassed"),
    "excitement": Words("excitement", "excited"),
    "fear": Words("fear", "afraid"),
    "gratitude": Words("gratitude", "grateful"),
    "grief": Words("grief", "grieving"),
    "joy": Words("joy", "happy"),
    "love": Words("love", "loving"),
    "nervousness": Words("nervousness", "nervous"),
    "neutral": Words("calm", "level"),
    "optimism": Words("hope", "hopeful"),
    "pride": Words("pride", "proud"),
    "realization": Words("realisation", "struck by it"),
    "relief": Words("relief", "relieved"),
    "remorse": Words("remorse", "sorry"),
    "sadness": Words("sadness", "sad"),
    "surprise": Words("surprise", "surprised"),
}


def feeling(label: str) -> str:
    """A label as a noun, such as "relief"."""
    return WORDS[label].feeling if label in WORDS else label.replace("_", " ")


def felt(label: str) -> str | None:
    """A label as what one is, such as "relieved"; None for a label without a word of its own."""
    return WORDS[label].felt if label in WORDS else None


def mood_of(label: str) -> str | None:
    """The mood that a label belongs to; None for one that is not known here."""
    return MOOD_OF.get(label)


def leading(mood: str, present: Sequence[str]) -> str | None:
    """The strongest label that is there and belongs to `mood`."""
    return next(_of(mood, present), None)


def beside(first: str | None, present: Sequence[str]) -> str | None:
    """The strongest label that is there beside `first` and is a feeling at all."""
    return next((label for label in present if label not in {first, NO_FEELING}), None)


def nearest(mood: str, labels: Mapping[str, float], present: Sequence[str]) -> str | None:
    """The label that `mood` most likely stands for: one that is there, else the likeliest that was heard at all."""
    heard = sorted((label for label, share in labels.items() if share >= HEARD), key=lambda label: -labels[label])
    return next(_of(mood, [*present, *heard]), None)


def _of(mood: str, labels: Sequence[str]) -> Iterator[str]:
    return (label for label in labels if MOOD_OF.get(label) == mood)
