"""A reading in words. Pure functions of a distribution: the same mix always gets the same sentence.

The grammar: a word for the leading mood in one of three strengths, then what stands beside it. A warm mood beside a
heavy one is "left"; a heavy one beside a warm one lies "under it". Two moods that weigh the same share the sentence.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final, NamedTuple

from ml.moods import AFFECT, ranked


class Words(NamedTuple):
    strong: str
    plain: str
    faint: str
    half: str  # "Half heavy, half tender."
    rest: str  # "some warmth"
    more: str  # "More sad, or more afraid?"


WORDS: Final[Mapping[str, Words]] = {
    "anger": Words("Boiling", "Heated", "Prickly", "heated", "anger", "more angry"),
    "disgust": Words("Thoroughly put off", "Put off", "A little sour", "put off", "distaste", "more put off"),
    "fear": Words("Shaken", "Uneasy", "A little wary", "uneasy", "unease", "more afraid"),
    "joy": Words("Glowing", "Bright", "On the bright side", "bright", "light", "more happy"),
    "love": Words("Full of warmth", "Tender", "Quietly tender", "tender", "warmth", "more tender"),
    "neutral": Words("Quite level", "Level", "Fairly level", "level", "calm", "just even"),
    "sadness": Words("Very heavy", "Heavy", "A little heavy", "heavy", "sadness", "more sad"),
    "surprise": Words("Bowled over", "Startled", "A little startled", "startled", "surprise", "more surprised"),
}
STRONG, PLAIN = 0.7, 0.4
PLENTY, SOME, TRACE, THIRD = 0.3, 0.15, 0.12, 0.14
WARM: Final = frozenset({"joy", "love"})
TIE, FLAT = 0.05, 0.28
CLEARLY = 0.1  # a mean valence or arousal beyond it is worth a word


def ordered(scores: Mapping[str, float]) -> tuple[tuple[str, float], ...]:
    """(mood, share), largest first; equal shares in canonical order."""
    return tuple((mood, scores[mood]) for mood in ranked(scores))


def headline(scores: Mapping[str, float], *, is_sure: bool = True) -> str:
    """One human sentence for a whole mix, such as "Heavy, with some warmth left."."""
    (mood, share), (second, runner_up), (third, behind), *_ = ordered(scores)
    if not is_sure:
        return f"Not sure: {mood} or {second}?"
    if share < FLAT:
        return f"A bit of everything, {WORDS[mood].half} most of all."
    if share - runner_up < TIE:
        return f"Half {WORDS[mood].half}, half {WORDS[second].half}."
    if beside(scores) is None:
        return f"{_lead(mood, share)}, and little else."
    also = f" and {_amount(behind)} {WORDS[third].rest}" if behind >= THIRD else ""
    return f"{_lead(mood, share)}, with {_amount(runner_up)} {WORDS[second].rest}{_place(mood, second)}{also}."


def beside(scores: Mapping[str, float]) -> str | None:
    """The second mood, where its share is more than a trace and so worth a word."""
    _, (second, share), *_ = ordered(scores)
    return second if share >= TRACE else None


def _lead(mood: str, share: float) -> str:
    words = WORDS[mood]
    return words.strong if share >= STRONG else words.plain if share >= PLAIN else words.faint


def _amount(share: float) -> str:
    return "a good deal of" if share >= PLENTY else "some" if share >= SOME else "a little"


def _place(mood: str, second: str) -> str:
    """Where the second mood stands: what is warm is left over, what is heavy lies beneath."""
    if second in WARM and AFFECT[mood][0] < -CLEARLY:
        return " left"
    return " under it" if mood in WARM and AFFECT[second][0] < -CLEARLY else ""


def question(scores: Mapping[str, float]) -> str:
    """What to ask when the model is not sure, such as "More sad, or more afraid?"."""
    (first, _), (second, _), *_ = ordered(scores)
    asked = f"{WORDS[first].more}, or {WORDS[second].more}?"
    return asked[0].upper() + asked[1:]


def sureness(confidence: float) -> str:
    """Calibrated confidence (0..1) as the share of such readings that turn out right."""
    tenths = round(confidence * 10)
    share = {10: "nearly all", 5: "about half"}.get(tenths, f"about {max(tenths, 1)} in 10")
    return f"Of readings like this one, {share} turn out right."


COUNTS: Final = ("No", "One", "Two", "Three", "Four", "Five", "Six", "Seven", "Eight")


def week_sentence(*, evenings: int, valence: float, arousal: float) -> str:
    """A week in one line, such as "Five evenings, mostly low and calm."."""
    pleasant = "warm" if valence > CLEARLY else "low" if valence < -CLEARLY else "level"
    stirred = "lively" if arousal > CLEARLY else "calm"
    noun = "evening" if evenings == 1 else "evenings"
    return f"{COUNTS[evenings]} {noun}, mostly {pleasant} and {stirred}."
