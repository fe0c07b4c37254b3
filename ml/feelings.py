"""Feelings, intensity, valence and arousal, derived openly from a model's probabilities and from words.

Not measured: no labelled test set exists for any of them here. Weights, words and places stand in `feelings.toml`, and
a sanity suite (`ml/behaviour/sanity`) shows what they do.
"""

from __future__ import annotations

import math
import re
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Final

from ml import moods
from ml.text.lexicon import load_lexicon
from ml.text.ngrams import tokens

RULES: Final = Path(__file__).with_name("feelings.toml")
FEELINGS: Final = moods.JOURNAL
STRENGTHS: Final = ("mild", "moderate", "strong")
LABELS: Final = frozenset(moods.GOEMOTIONS)
STEM_HEAD: Final = 3  # letters that a listed stem has at the least
REACH: Final = 3  # tokens that a negation or an adverb looks ahead
LOUD_WORDS: Final = 3  # words in capitals that count even where none of them is known
_ENDS: Final = frozenset(".!?;")
_CAPITALS: Final = re.compile(r"\b[A-Z]{2,}\b")
_DRAWN_OUT: Final = re.compile(r"([a-vx-zA-HJ-VX-Z])\1{2,}")  # neither "www" nor "III"
_REPEATED: Final = re.compile(r"([\u2600-\u27bf\U0001f300-\U0001faff])\ufe0f?\s?\1")


@dataclass(frozen=True, slots=True)
class Derived:
    """What is derived beside the moods, none of it measured.

    `feelings` are the journal's twelve and `intensity`, in [0, 1]; `valence` and `arousal` are in [-1, 1].
    """

    feelings: Mapping[str, float]
    intensity: float
    valence: float
    arousal: float


@dataclass(frozen=True, slots=True)
class Finding:
    """A listed word or phrase in a text: what it speaks for, how strongly, and what stands before it."""

    target: str
    weight: float
    shift: float  # of the adverbs before it, in the unit of the intensity's sum
    negated: bool


Entry = tuple[str, float]  # target and weight
Place = tuple[float, float]  # valence and arousal


@dataclass(frozen=True, slots=True)
class Rules:
    """`feelings.toml` as read. `words` maps a phrase, as a tuple of tokens, to what it speaks for."""

    words: Mapping[tuple[str, ...], tuple[Entry, ...]]
    stems: Mapping[str, tuple[Entry, ...]]
    stem_heads: frozenset[str]  # the first letters of the stems, to pass over other words quickly
    longest: Mapping[str, int]  # tokens of the longest phrase that starts with a word
    labels: Mapping[str, Mapping[str, float]]
    moods: Mapping[str, Mapping[str, float]]
    evidence: Mapping[str, float]
    intensity: Mapping[str, float]
    affect: Mapping[str, float]
    label_places: Mapping[str, Place]
    feeling_places: Mapping[str, Place]


@cache
def load_rules() -> Rules:
    """Read the rules, once a process."""
    raw = tomllib.loads(RULES.read_text(encoding="utf-8"))
    listed = dict(_listed(raw))
    words = {tuple(tokens(phrase)): tuple(found) for phrase, found in listed.items() if not phrase.endswith("*")}
    longest: dict[str, int] = {}
    for phrase in words:
        longest[phrase[0]] = max(longest.get(phrase[0], 1), len(phrase))
    stems = {phrase[:-1]: tuple(found) for phrase, found in listed.items() if phrase.endswith("*")}
    affect = raw["affect"]
    return Rules(
        words=words,
        stems=stems,
        stem_heads=frozenset(stem[:STEM_HEAD] for stem in stems),
        longest=longest,
        labels={feeling: raw["feelings"][feeling]["labels"] for feeling in FEELINGS},
        moods={feeling: raw["feelings"][feeling]["moods"] for feeling in FEELINGS},
        evidence=raw["evidence"],
        intensity=raw["intensity"],
        affect={name: value for name, value in affect.items() if isinstance(value, float)},
        label_places={label: (x, y) for label, (x, y) in affect["labels"].items()},
        feeling_places={feeling: (x, y) for feeling, (x, y) in affect["feelings"].items()},
    )


def _listed(raw: Mapping[str, Any]) -> Iterator[tuple[str, list[Entry]]]:
    """Yield every listed phrase once, with all it speaks for: feelings, a degree ("raised"), a strength."""
    found: dict[str, list[Entry]] = {}
    sources: list[tuple[str, float, str]] = []
    for feeling in FEELINGS:
        table, weights = raw["feelings"][feeling], raw["evidence"]
        sources += [(feeling, weights["word"], table["words"]), (feeling, weights["hint"], table["hints"])]
    sources += [(degree, raw["intensity"][degree], text) for degree, text in raw["degrees"].items()]
    sources += [(f"{name}_word", raw["intensity"][f"{name}_word"], text) for name, text in raw["strength"].items()]
    for target, weight, text in sources:
        for phrase in text.split():
            found.setdefault(phrase.replace("-", " "), []).append((target, weight))
    yield from found.items()


def derive(text: str, scores: Mapping[str, float], labels: Mapping[str, float]) -> Derived:
    """Derive what the moods do not say from `text`, all eight mood probabilities and, where there are any, the labels'.

    `labels` count where they are GoEmotions' 28; else the moods stand in for them. Nothing here is measured.
    """
    rules = load_rules()
    found = tuple(find(text))
    finer = labels if labels.keys() >= LABELS else {}
    spoken = _spoken(found, rules)
    strength = _intensity(text, scores, found, rules)
    valence, arousal = _affect(scores, finer, spoken, strength, rules)
    return Derived(_feelings(scores, finer, found, spoken, rules), strength, valence, arousal)


def strength_name(intensity: float) -> str:
    """Return "mild", "moderate" or "strong" by the stated cut-offs; not measured."""
    cuts = load_rules().intensity
    return STRENGTHS[(intensity >= cuts["moderate"]) + (intensity >= cuts["strong"])]


# --- Words


def find(text: str) -> Iterator[Finding]:
    """Yield the listed words and phrases of `text`, the longest phrase first where several start at one word."""
    words = tokens(text)
    if _DRAWN_OUT.search(text):
        words = [_squeezed(word) for word in words]
    rules = load_rules()
    at = 0
    while at < len(words):
        size, entries = _entries(rules, words, at, rules.longest.get(words[at], 0))
        if entries:
            shift, negated = _before(words, at)
            yield from (Finding(target, weight, shift, negated) for target, weight in entries)
        at += size


def _entries(rules: Rules, words: Sequence[str], at: int, longest: int) -> tuple[int, tuple[Entry, ...]]:
    """Return how many tokens from `at` on are listed together and what they speak for; (1, ()) for none.

    `longest` is how many tokens to try: 0 where no phrase starts with this word.
    """
    for size in range(min(longest, len(words) - at), 0, -1):
        phrase = tuple(words[at : at + size])
        if phrase in rules.words:
            return size, rules.words[phrase]
    word = words[at]
    if word[:STEM_HEAD] not in rules.stem_heads:
        return 1, ()
    ends = range(len(word), STEM_HEAD - 1, -1)
    return 1, next((rules.stems[word[:end]] for end in ends if word[:end] in rules.stems), ())


def _squeezed(word: str) -> str:
    """Return a drawn out word as it is listed: "happyyy" as "happy", "cooool" as "cool"."""
    if not _DRAWN_OUT.search(word):
        return word
    single = _DRAWN_OUT.sub(r"\1", word)
    return single if _known(single) else _DRAWN_OUT.sub(r"\1\1", word)


def _known(word: str) -> bool:
    return bool(_entries(load_rules(), (word,), 0, 1)[1] or load_lexicon().moods_of(word))


def _before(words: Sequence[str], at: int) -> tuple[float, bool]:
    """Return the adverbs' shift and whether the word at `at` is negated, from up to `REACH` tokens before it."""
    rules, lexicon, shift, negated = load_rules(), load_lexicon(), 0.0, False
    for before in range(at - 1, max(-1, at - REACH - 1), -1):
        word = words[before]
        if word in _ENDS or word in lexicon.breakers:
            break
        entries = _entries(rules, words, before, 1)[1]
        shift += sum(weight for target, weight in entries if target.startswith(("raised", "lowered")))
        negated ^= word in lexicon.negations and words[before + 1] not in lexicon.hollow
    return shift, negated


def _spoken(found: Sequence[Finding], rules: Rules) -> dict[str, float]:
    """Return how much the words speak for each feeling, in [0, 1]; a negated word says nothing for it."""
    silent = dict.fromkeys(FEELINGS, 1.0)
    for one in found:
        if one.target in silent and not one.negated:
            weight = one.weight * (1 + one.shift / 4)
            silent[one.target] *= 1 - min(max(weight, rules.evidence["least"]), rules.evidence["most"])
    return {feeling: 1 - rest for feeling, rest in silent.items()}


# --- Feelings


def _feelings(
    scores: Mapping[str, float],
    labels: Mapping[str, float],
    found: Sequence[Finding],
    spoken: Mapping[str, float],
    rules: Rules,
) -> dict[str, float]:
    """Join labels (or moods) and words as independent evidence; a negated word takes most of its feeling away."""
    weights, source = (rules.labels, labels) if labels else (rules.moods, scores)
    denied = {one.target for one in found if one.negated}
    result = {}
    for feeling in FEELINGS:
        rest = 1 - spoken[feeling]
        for name, weight in weights[feeling].items():
            rest *= 1 - min(1.0, weight * source[name])
        kept = rules.evidence["denied"] if feeling in denied and not spoken[feeling] else 1.0
        result[feeling] = kept * (1 - rest)
    return result


# --- Intensity


def _intensity(text: str, scores: Mapping[str, float], found: Sequence[Finding], rules: Rules) -> float:
    """Return strength in [0, 1] from how far the moods are from neutral and from how the words are put."""
    weights = rules.intensity
    start = weights["neutral"] + (weights["mood"] - weights["neutral"]) * (1 - scores["neutral"])
    return 1 / (1 + math.exp(-start - _worded(found) - _loudness(text, weights)))


def _worded(found: Sequence[Finding]) -> float:
    """Sum up adverbs and strong or mild words. Of each sort the strongest counts; a negated strong word does not."""
    sorts: dict[str, float] = {}
    for one in found:
        sort = one.target.split("_")[0]
        if sort in {"raised", "lowered", "strong", "mild"} and not (one.negated and sort == "strong"):
            sorts[sort] = max(sorts.get(sort, 0.0), one.weight, key=abs)
    return sum(sorts.values())


def _loudness(text: str, weights: Mapping[str, float]) -> float:
    return (
        weights["exclamation"] * min(text.count("!"), 3)
        + weights["elongation"] * bool(_DRAWN_OUT.search(text))
        + weights["capitals"] * _shouts(text)
        + weights["sign"] * bool(_REPEATED.search(text))
    )


def _shouts(text: str) -> bool:
    """Whether words in capitals are meant to be loud: a known word, or several; "the USA" is not."""
    loud = _CAPITALS.findall(text)
    return len(loud) >= LOUD_WORDS or any(_known(word.lower()) for word in loud)


# --- Valence and arousal


def _affect(
    scores: Mapping[str, float], labels: Mapping[str, float], spoken: Mapping[str, float], strength: float, rules: Rules
) -> Place:
    """Average the places of moods, labels and spoken feelings by their weights; loudness moves arousal."""
    present = [(place, labels[label]) for label, place in rules.label_places.items() if labels]
    share = 1 / max(1.0, sum(value for _, value in present))
    weighted = [(moods.affect(scores), 1.0), *((place, value * share) for place, value in present)]
    weighted += [(rules.feeling_places[name], rules.affect["words"] * value) for name, value in spoken.items()]
    whole = sum(weight for _, weight in weighted)
    valence, arousal = (sum(place[axis] * weight for place, weight in weighted) / whole for axis in (0, 1))
    return valence, max(-1.0, min(1.0, arousal + rules.affect["loudness"] * (strength - 0.5)))
