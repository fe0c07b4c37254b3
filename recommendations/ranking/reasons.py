"""The sentence on a film, made from its split and its own mood profile, and from nothing else."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from recommendations.types import Part, Split, Term

FELT: Final = {
    "anger": "fierce",
    "disgust": "bitter",
    "fear": "uneasy",
    "joy": "bright",
    "love": "tender",
    "neutral": "calm",
    "sadness": "sad",
    "surprise": "strange",
}
LEADS: Final = {
    Term.MOOD: "Mostly your mood",
    Term.TASTE: "Mostly your taste",
    Term.POPULARITY: "Mostly its name",
    Term.NOVELTY: "Mostly something new",
    Term.CONSTRAINT: "Mostly your limits",
}
BESIDE: Final = 0.5  # a second mood is named from this part of the first
ALSO: Final = 0.25  # and so is the smaller of what a film is known for
WORTH_SAYING: Final = 0.05  # of the split: a smaller term is not spoken of beside the main one
ENOUGH: Final = 3  # opinions on a feature, before "you tend to" is true
# Parts of a film's own profile: hardly anything else, a quarter of it, and enough to notice.
WHOLLY, EQUALLY, A_LITTLE = 0.75, 0.25, 0.12
# What a name adds to the score from which it is worth a word: critics' means of about 7.8 and 7, and a name that most
# will have heard.
PRAISED, LIKED, KNOWN = 0.08, 0.045, 0.04


def reason(split: Split, moods: Mapping[str, float]) -> str:
    """One to three short sentences: the term that counts most and where it comes from; then what else speaks for the
    film, and what against it. `moods` is the film's own profile.
    """
    main = split.main
    if split.of(main) <= 0:
        return " ".join(["The best of what is left.", *_against(split)])
    return " ".join([f"{LEADS[main]}: {_because(split, main, moods)}.", *_beside(split, main), *_against(split)])


def _because(split: Split, main: Term, moods: Mapping[str, float]) -> str:
    parts = sorted((part for part in split.parts if part.term is main and part.value > 0), key=lambda part: -part.value)
    if main is Term.MOOD:
        return _moods(parts, moods)
    if main is Term.TASTE:
        firm = [part for part in parts if part.evidence >= ENOUGH]
        return f"you go for {_feature(firm[0].source)}" if firm else "close to films you chose"
    if main is Term.POPULARITY:
        return _name({part.source: part.value for part in split.parts if part.term is main})
    return "a language you like to hear"


def _name(values: Mapping[str, float]) -> str:
    """What the film's name rests on, or does not."""
    liked, known = values["acclaim"], values["renown"]
    if liked < 0:
        return "widely known, though not for its reviews"
    parts = ((known, "widely known"), (liked, "well reviewed"))
    return " and ".join(words for value, words in parts if value >= ALSO * max(liked, known))


def _moods(parts: list[Part], moods: Mapping[str, float]) -> str:
    """The moods in which film and evening meet, and the next one the film brings of its own."""
    met = [part.source for part in parts[:2] if part.value >= BESIDE * parts[0].value]
    shared = " and ".join(FELT[mood] for mood in met)
    own = max((mood for mood in moods if mood not in met), key=moods.__getitem__, default="")
    share = moods.get(own, 0.0)
    if share >= EQUALLY:
        return f"{shared}, and {FELT[own]} too"
    if share >= A_LITTLE:
        return f"{shared}, a little {FELT[own]}"
    return f"{shared} through and through" if sum(moods.get(mood, 0.0) for mood in met) >= WHOLLY else shared


def _beside(split: Split, main: Term) -> list[str]:
    """What else speaks for the film, in a word or two; taste before its name."""
    firm = [part for part in split.parts if part.term is Term.TASTE and part.evidence >= ENOUGH and part.value > 0]
    if main is not Term.TASTE and split.taste > 0 and split.share(Term.TASTE) >= WORTH_SAYING and firm:
        return [f"And you go for {_feature(max(firm, key=lambda part: part.value).source)}."]
    return [] if main is Term.POPULARITY else _fame(split)


def _fame(split: Split) -> list[str]:
    """The larger of its reviews and its renown, where it is worth a word."""
    values = {part.source: part.value for part in split.parts if part.term is Term.POPULARITY}
    liked, known = values.get("acclaim", 0.0), values.get("renown", 0.0)
    if known >= max(KNOWN, liked):
        return ["Widely known."]
    return ["Highly praised."] if liked >= PRAISED else ["Well reviewed."] if liked >= LIKED else []


def _feature(source: str) -> str:
    """ "genre:Drama" in words."""
    kind, _, name = source.partition(":")
    return {"genre": name, "director": f"films by {name}", "decade": f"the {name}s"}[kind]


def _against(split: Split) -> list[str]:
    said = []
    if any(part.source == "seen" for part in split.parts):
        said.append("You have seen it.")
    firm = [part for part in split.parts if part.term is Term.TASTE and part.evidence >= ENOUGH and part.value < 0]
    if split.taste < 0 and split.share(Term.TASTE) >= WORTH_SAYING and firm:
        worst = min(firm, key=lambda part: part.value)
        said.append(f"Not quite your taste: you tend to pass on {_feature(worst.source)}.")
    return said
