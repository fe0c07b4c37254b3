"""The sentence on a film, made from its split and from nothing else."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
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
    Term.CONSTRAINT: "Mostly what you set",
}
NEW: Final = {
    "fresh": "a recent film",
    "unlike": "another kind of film than you usually watch",
    "lesser-known": "not one of the big names",
}
SET: Final = {
    "language": "a language you like to hear",
    "service": "it is on one of your services",
    "words": "it has what you asked for",
}
BESIDE: Final = 0.5  # a second mood is named from this part of the first
ALSO: Final = 0.25  # and so is the smaller of what a film is known for
WORTH_SAYING: Final = 0.05  # of the split: a smaller term is not spoken of beside the main one
ENOUGH: Final = 3  # opinions on a feature, before "you tend to" is true
# Parts of what is known of a film's own mood: hardly anything else, a quarter of it, enough to notice, and a trace.
WHOLLY, EQUALLY, A_LITTLE, A_TRACE = 0.75, 0.25, 0.12, 0.05
# What a name adds to the score from which it is worth a word: critics' means of about 7.8 and 7, and a name that most
# will have heard.
PRAISED, LIKED, KNOWN = 0.08, 0.045, 0.04
NO_TITLES: Final[Mapping[int, str]] = MappingProxyType({})


def reason(split: Split, titles: Mapping[int, str] = NO_TITLES) -> str:
    """One to three short sentences: the term that counts most and where it comes from; then what else speaks for the
    film, and what against it. `titles` names the person's own films, which the split knows by their ids.
    """
    main = split.main
    if split.of(main) <= 0:
        return " ".join(["The best of what is left.", *_against(split)])
    return " ".join(
        [f"{LEADS[main]}: {_because(split, main, titles)}.", *_beside(split, main, titles), *_against(split)]
    )


def _because(split: Split, main: Term, titles: Mapping[int, str]) -> str:
    parts = sorted((part for part in split.parts if part.term is main and part.value > 0), key=lambda part: -part.value)
    if main is Term.MOOD:
        return _moods(parts, dict(split.profile))
    if main is Term.TASTE:
        return _chosen(parts, titles) or "close to films you chose"
    if main is Term.POPULARITY:
        return _name({part.source: part.value for part in split.parts if part.term is main})
    return NEW[parts[0].source] if main is Term.NOVELTY else SET[parts[0].source]


def _name(values: Mapping[str, float]) -> str:
    """What the film's name rests on, or does not."""
    told = (("renown", "widely known"), ("acclaim", "well reviewed"), ("liked", "widely liked"))
    most = max(values.values())
    named = [words for source, words in told if values.get(source, 0.0) >= ALSO * most]
    poorly = ", though not for its reviews" if values["acclaim"] < 0 else ""
    return _list(named) + poorly


def _moods(parts: list[Part], moods: Mapping[str, float]) -> str:
    """The moods in which film and evening meet, and the next one the film brings of its own."""
    met = [part.source for part in parts if part.value >= BESIDE * parts[0].value and moods.get(part.source)][:2]
    known, share = sum(moods.values()), sum(moods.get(mood, 0.0) for mood in met)
    if share < A_TRACE:
        return "little speaks against it"
    shared = " and ".join(FELT[mood] for mood in met)
    own = max((mood for mood in moods if mood not in met), key=moods.__getitem__, default="")
    if moods.get(own, 0.0) >= EQUALLY * known:
        return f"{shared}, and {FELT[own]} too"
    if moods.get(own, 0.0) >= A_LITTLE * known:
        return f"{shared}, a little {FELT[own]}"
    return f"{shared} through and through" if share >= WHOLLY else shared


def _beside(split: Split, main: Term, titles: Mapping[int, str]) -> list[str]:
    """What else speaks for the film, in a word or two; what was asked for first, then taste, then its name."""
    said = ["It has what you asked for."] if main is not Term.CONSTRAINT and _value(split, "words") > 0 else []
    parts = sorted((part for part in split.parts if part.term is Term.TASTE and part.value > 0), key=lambda p: -p.value)
    chosen = _chosen(parts, titles)
    if main is not Term.TASTE and split.taste > 0 and split.share(Term.TASTE) >= WORTH_SAYING and chosen:
        return [*said, f"And {chosen}."]
    return said if main is Term.POPULARITY else [*said, *_fame(split)]


def _chosen(parts: list[Part], titles: Mapping[int, str]) -> str:
    """The strongest of the parts of the taste that is firm enough to be said; "" where none is."""
    for part in parts:
        kind, _, name = part.source.partition(":")
        if kind == "film":
            if part.evidence and int(name) in titles:
                return f"it goes with {titles[int(name)]}, which you liked"
        elif part.evidence >= ENOUGH:
            return f"you go for {_feature(part.source)}"
    return ""


def _fame(split: Split) -> list[str]:
    """The larger of its reviews and its renown, where it is worth a word."""
    liked, known = _value(split, "acclaim"), _value(split, "renown")
    if known >= max(KNOWN, liked):
        return ["Widely known."]
    return ["Highly praised."] if liked >= PRAISED else ["Well reviewed."] if liked >= LIKED else []


def _feature(source: str) -> str:
    """ "genre:Drama" in words."""
    kind, _, name = source.partition(":")
    return {
        "genre": name,
        "keyword": f"films about {name}",
        "director": f"films by {name}",
        "actor": f"films with {name}",
        "decade": f"the {name}s",
    }[kind]


def _against(split: Split) -> list[str]:
    said = []
    if any(part.source == "seen" for part in split.parts):
        said.append("You have seen it.")
    firm = [
        part
        for part in split.parts
        if part.term is Term.TASTE
        and part.evidence >= ENOUGH
        and part.value < 0
        and not part.source.startswith("film:")
    ]
    if split.taste < 0 and split.share(Term.TASTE) >= WORTH_SAYING and firm:
        worst = min(firm, key=lambda part: part.value)
        said.append(f"Not quite your taste: you tend to pass on {_feature(worst.source)}.")
    return said


def _value(split: Split, source: str) -> float:
    return sum(part.value for part in split.parts if part.source == source)


def _list(words: list[str]) -> str:
    """ "a", "a and b", "a, b and c"."""
    return " and ".join([", ".join(words[:-1]), words[-1]] if words[1:] else words)
