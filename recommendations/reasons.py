"""The sentence on a film, made from its split and from nothing else."""

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
    "neutral": "level",
    "sadness": "sad",
    "surprise": "strange",
}
LEADS: Final = {
    Term.MOOD: "Mostly your mood",
    Term.TASTE: "Mostly your taste",
    Term.POPULARITY: "Mostly its name",
    Term.CONSTRAINT: "Mostly your limits",
}
AGAINST: Final = -0.02  # from here on what speaks against a film is said
BESIDE: Final = 0.5  # a second mood is named from this part of the first
ALSO: Final = 0.25  # and so is the smaller of what a film is known for


def reason(split: Split) -> str:
    """One or two short sentences: the term that counts most, where it comes from, and what speaks against the film."""
    main = split.main
    if split.of(main) <= 0:
        return " ".join(["The best of what is left.", *_against(split)])
    return " ".join([f"{LEADS[main]}: {_because(split, main)}.", *_against(split)])


def _because(split: Split, main: Term) -> str:
    parts = sorted((part for part in split.parts if part.term is main and part.value > 0), key=lambda part: -part.value)
    if main is Term.MOOD:
        return f"{_moods(parts)}, like you tonight"
    if main is Term.TASTE:
        return f"you go for {_feature(parts[0].source)}"
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


def _moods(parts: list[Part]) -> str:
    named = [part for part in parts[:2] if part.value >= BESIDE * parts[0].value]
    return " and ".join(FELT[part.source] for part in named)


def _feature(source: str) -> str:
    """ "genre:Drama" in words."""
    kind, _, name = source.partition(":")
    return {"genre": name, "director": f"films by {name}", "decade": f"the {name}s"}[kind]


def _against(split: Split) -> list[str]:
    said = []
    if any(part.source == "seen" for part in split.parts):
        said.append("You have seen it.")
    if split.taste <= AGAINST:
        worst = min((part for part in split.parts if part.term is Term.TASTE), key=lambda part: part.value)
        said.append(f"Not quite your taste: you tend to pass on {_feature(worst.source)}.")
    return said
