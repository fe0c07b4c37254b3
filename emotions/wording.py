"""A reading in words. Pure functions of a distribution: the same mix always gets the same sentence.

The grammar: a word for the leading mood in one of three strengths, then what stands beside it. A warm mood beside a
heavy one is "left"; a heavy one beside a warm one lies "under it". Two moods that weigh the same share the sentence.
Where a model tells finer feelings, the sentence names those: "Strongly sad, with some relief.".
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final, NamedTuple

from emotions import finer
from emotions.types import Choice
from ml.moods import AFFECT, ranked


class Words(NamedTuple):
    strong: str
    plain: str
    faint: str
    half: str  # "Half heavy, half tender."
    rest: str  # "some warmth"
    felt: str  # "More sad, or more afraid?"

    def lead(self, strength: str) -> str:
        """How a sentence begins that this mood leads."""
        return {"strong": self.strong, "moderate": self.plain, "mild": self.faint}[strength]


WORDS: Final[Mapping[str, Words]] = {
    "anger": Words("Boiling", "Heated", "Prickly", "heated", "anger", "angry"),
    "disgust": Words("Thoroughly put off", "Put off", "A little sour", "put off", "distaste", "put off"),
    "fear": Words("Shaken", "Uneasy", "A little wary", "uneasy", "unease", "afraid"),
    "joy": Words("Glowing", "Bright", "On the bright side", "bright", "light", "happy"),
    "love": Words("Full of warmth", "Tender", "Quietly tender", "tender", "warmth", "tender"),
    "neutral": Words("Quite level", "Level", "Fairly level", "level", "calm", "level"),
    "sadness": Words("Very heavy", "Heavy", "A little heavy", "heavy", "sadness", "sad"),
    "surprise": Words("Bowled over", "Startled", "A little startled", "startled", "surprise", "surprised"),
}
STRONG, PLAIN = 0.7, 0.4
PLENTY, SOME, TRACE, THIRD = 0.3, 0.15, 0.12, 0.14
WARM: Final = frozenset({"joy", "love"})
TIE, FLAT = 0.05, 0.28
ADVERBS: Final = {"strong": "strongly", "moderate": "", "mild": "a little"}
CLEARLY = 0.1  # a mean valence or arousal beyond it is worth a word


def ordered(scores: Mapping[str, float]) -> tuple[tuple[str, float], ...]:
    """(mood, share), largest first; equal shares in canonical order."""
    return tuple((mood, scores[mood]) for mood in ranked(scores))


def headline(
    scores: Mapping[str, float], *, is_sure: bool = True, strength: str | None = None, present: Sequence[str] = ()
) -> str:
    """One human sentence for a whole mix, such as "Heavy, with some warmth left.".

    `strength` is "mild", "moderate" or "strong" where it is known; else the leading share stands in for it. `present`
    are the finer feelings that are there, strongest first.
    """
    (mood, share), (second, runner_up), *_ = ordered(scores)
    if not is_sure:
        return f"Not sure: {mood} or {second}?"
    if share < FLAT:
        return f"A bit of everything, {WORDS[mood].half} most of all."
    if share - runner_up < TIE:
        return f"Half {WORDS[mood].half}, half {WORDS[second].half}."
    return f"{_lead(mood, strength or _share_as_strength(share), present)}, {_rest(scores, present)}."


def _lead(mood: str, strength: str, present: Sequence[str]) -> str:
    """How strongly, and what one is: "Strongly annoyed" where finer feelings are told, "Boiling" where not."""
    first = finer.leading(mood, present)
    felt = (finer.felt(first) if first else None) or WORDS[mood].felt
    if mood == "neutral" or finer.beside(None, present) is None:
        return WORDS[mood].lead(strength)
    said = f"{ADVERBS[strength]} {felt}".strip()
    return said[0].upper() + said[1:]


def _rest(scores: Mapping[str, float], present: Sequence[str]) -> str:
    """What stands beside the leading mood: a finer feeling where one is told, else the next moods."""
    (mood, _), (second, runner_up), (third, behind), *_ = ordered(scores)
    if also := finer.beside(finer.leading(mood, present), present):
        return f"with some {finer.feeling(also)}"
    if beside(scores) is None:
        return "and little else"
    more = f" and {_amount(behind)} {WORDS[third].rest}" if behind >= THIRD else ""
    return f"with {_amount(runner_up)} {WORDS[second].rest}{_place(mood, second)}{more}"


def beside(scores: Mapping[str, float]) -> str | None:
    """The second mood, where its share is more than a trace and so worth a word."""
    _, (second, share), *_ = ordered(scores)
    return second if share >= TRACE else None


def _share_as_strength(share: float) -> str:
    return "strong" if share >= STRONG else "moderate" if share >= PLAIN else "mild"


def _amount(share: float) -> str:
    return "a good deal of" if share >= PLENTY else "some" if share >= SOME else "a little"


def _place(mood: str, second: str) -> str:
    """Where the second mood stands: what is warm is left over, what is heavy lies beneath."""
    if second in WARM and AFFECT[mood][0] < -CLEARLY:
        return " left"
    return " under it" if mood in WARM and AFFECT[second][0] < -CLEARLY else ""


def choices(
    scores: Mapping[str, float], labels: Mapping[str, float] | None = None, present: Sequence[str] = ()
) -> tuple[Choice, Choice]:
    """The two feelings that the two leading moods most likely stand for; the moods' own words where no label says."""
    first, second = (_choice(mood, labels or {}, present) for mood, _ in ordered(scores)[:2])
    return first, second


def _choice(mood: str, labels: Mapping[str, float], present: Sequence[str]) -> Choice:
    label = finer.nearest(mood, labels, present)
    return Choice((finer.felt(label) if label else None) or WORDS[mood].felt, mood)


def question(asked: tuple[Choice, Choice]) -> str:
    """What to ask when the model is not sure, such as "More annoyed, or more let down?"."""
    said = ", or ".join(_asked(choice) for choice in asked)
    return f"{said[0].upper()}{said[1:]}?"


def _asked(choice: Choice) -> str:
    return "just level" if choice.mood == "neutral" else f"more {choice.felt}"


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
