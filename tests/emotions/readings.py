"""A prediction with every field full, as a model with finer labels makes it: for wording, drawing and keeping alone."""

from dataclasses import replace

from ml.moods import GOEMOTIONS, JOURNAL, MOODS
from ml.types import Prediction, SentenceReading

TEXT = "I miss my sister. She called, at last."


def mix(**shares):
    """The named shares, and the rest spread evenly."""
    rest = [mood for mood in MOODS if mood not in shares]
    return {mood: shares.get(mood, (1 - sum(shares.values())) / len(rest)) for mood in MOODS}


FULL = Prediction(
    "text",
    mix(sadness=0.6, joy=0.2),
    "text-minilm",
    "primary",
    4.0,
    0.4,
    unfamiliar=True,
    labels={**dict.fromkeys(GOEMOTIONS, 0.01), "sadness": 0.8, "relief": 0.45, "neutral": 0.4, "disappointment": 0.2},
    present=("sadness", "relief", "neutral"),
    feelings={name: number / 11 for number, name in enumerate(JOURNAL)},
    intensity=0.75,
    affect=(-0.4, 0.3),
    language="de",
    sentences=(SentenceReading(0, 17, mix(sadness=0.9)), SentenceReading(18, 38, mix(joy=0.5, surprise=0.3))),
)
PLAIN = replace(
    FULL, unfamiliar=False, labels={}, present=(), feelings={}, intensity=None, affect=None, language="", sentences=()
)
