"""Variation of training rows: synonyms, word order, punctuation, style. Validation and test rows never come here.

Copies are made once, before training, not anew in every epoch: only so can each be held against every other text, and
a run that was killed goes on with the rows it began with. Synonyms are those of `ml.training.text.wordnet`, which names
their source. After J. Wei, K. Zou, 2019, "EDA", with emotion words and negations left alone.
"""

from __future__ import annotations

import random
import re
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from types import MappingProxyType
from typing import TYPE_CHECKING, Final

from ml.text.lexicon import load_lexicon
from ml.text.normalise import normalise, visible
from ml.training.text import wordnet
from ml.training.text.data_recipe import AugmentRecipe
from ml.training.text.dedup import DuplicateIndex

if TYPE_CHECKING:
    from ml.training.text.data import Example

_WORD: Final = re.compile(r"(?<![\w@#'’])[A-Za-z]{4,}(?![\w'’])")  # no handle, hashtag or part of a contraction
_END: Final = re.compile(r"(?<=\w)[.,;!?]+(?=\s|$)")  # closing signs, emoticons not among them
_HANDLE: Final = re.compile(r"(?<!\w)(?:@\w+|USER\b|\[NAME\])\s*")
_LINK: Final = re.compile(r"https?://\S+\s*")
# Words whose WordNet senses are not the ones that sentences use them in.
_GRAMMAR: Final = """
about above across after against ahead almost along already also among another anyone anything around away back
been before behind being below between beyond both come could does doing down during each else even ever every
everyone everything except feel from give goes going gonna good have here inside into just keep know last like
little made make many maybe mean might mine more mostly much must near need next nobody once only onto other
outside over past quite rather round same shall should since some someone something still such sure take than that
them then there these they thing this those though through time toward towards under until upon used very want
well were what when where whether which while will with within without would your yours
"""


@dataclass(frozen=True, slots=True)
class AugmentCount:
    """What became of the rows drawn for one kind: copies made, rows it could not change, copies refused as repeats."""

    made: int
    unchanged: int
    refused: int


def vary(
    examples: Sequence[Example], recipe: AugmentRecipe, index: DuplicateIndex
) -> tuple[list[Example], dict[str, AugmentCount]]:
    """Return the copies and their count by kind. A copy keeps its row's target, labels and source.

    `index` protects training, validation and test rows, and learns the copies: one that repeats any of them, but for
    the row it was made from, is thrown away. Rows and changes depend on the seed and the row's text alone.
    """
    drawn: list[tuple[Example, str, str]] = []
    for example in examples:
        rng = random.Random(f"{recipe.seed}-{example.text}")
        if rng.random() < recipe.share:
            kind = rng.choice(recipe.kinds)
            drawn.append((example, kind, _CHANGES[kind](example.text, recipe.rate, rng)))
    changed = [one for one in drawn if visible(one[2]) and normalise(one[2]) != normalise(one[0].text)]
    parents = [parent.text for parent, _, _ in changed]
    repeats = index.grow([text for _, _, text in changed], ["augmented"] * len(changed), parents=parents).all
    made = [one for at, one in enumerate(changed) if at not in repeats]
    copies = [replace(one, text=text, weight=one.weight * recipe.weight) for one, _, text in made]
    stages = [Counter(kind for _, kind, _ in stage) for stage in (drawn, changed, made)]
    return copies, {kind: _count(*(stage[kind] for stage in stages)) for kind in recipe.kinds}


def _count(drawn: int, changed: int, made: int) -> AugmentCount:
    return AugmentCount(made, drawn - changed, changed - made)


@cache
def _grammar() -> frozenset[str]:
    return frozenset(_GRAMMAR.split())


@cache
def _guarded() -> frozenset[str]:
    """Return the words that carry or turn a meaning: negations, intensifiers and their like."""
    lexicon = load_lexicon()
    return lexicon.negations | lexicon.raisers | lexicon.lowerers | lexicon.breakers | lexicon.hollow


def synonyms(text: str, rate: float, rng: random.Random) -> str:
    """Replace words by synonyms of their leading sense; one that speaks of moods only by one of the same moods."""
    choices = {found.start(): (found[0], _replacements(found[0].lower())) for found in _WORD.finditer(text)}
    places = [place for place, (_, others) in choices.items() if others]
    for place in sorted(_draw(places, rate * len(text.split()), rng), reverse=True):
        word, others = choices[place]
        text = text[:place] + _cased(rng.choice(others), word) + text[place + len(word) :]
    return text


@cache
def _replacements(word: str) -> tuple[str, ...]:
    kept = _grammar() | _guarded()
    others = wordnet.load().synonyms(word) if word not in kept else ()
    return tuple(other for other in others if _moods(other) == _moods(word) and other not in kept)


def _moods(word: str) -> frozenset[str]:
    return frozenset(mood for mood, _ in load_lexicon().moods_of(word))


def _cased(word: str, like: str) -> str:
    return word.upper() if like.isupper() else word.capitalize() if like[0].isupper() else word


def word_order(text: str, rate: float, rng: random.Random) -> str:
    """Swap neighbouring words, but none that turns or scales what follows it, nor what follows such a word."""
    words = text.split()
    bound = [not word.isalpha() or word.lower() in _guarded() for word in words]
    after = [at > 0 and words[at - 1].lower() in _guarded() for at in range(len(words))]
    free = [at for at in range(len(words) - 1) if not (bound[at] or bound[at + 1] or after[at])]
    for at in _draw(free, rate * len(words), rng):
        words[at], words[at + 1] = words[at + 1], words[at]
    return " ".join(words)


def _draw(places: Sequence[int], wanted: float, rng: random.Random) -> list[int]:
    return rng.sample(places, min(len(places), max(1, round(wanted))))


def punctuation(text: str, rate: float, rng: random.Random) -> str:
    """Drop the closing signs, repeat the last, or close an open end; a question mark is never made up."""
    ends = list(_END.finditer(text))
    if not ends or (ends[-1].end() < len(text) and rng.random() < rate):
        return text + rng.choice((".", "..", "...", "!"))
    if rng.random() < 1 / 2:
        return _END.sub("", text)
    last = ends[-1]
    return text[: last.end()] + last[0][-1] * rng.choice((1, 2)) + text[last.end() :]


def style(text: str, _rate: float, rng: random.Random) -> str:
    """Write the same as another source would: lower case or sentence case, without handles, links or hash signs."""
    ways = [way for way in _STYLES if way(text) != text]
    for way in rng.sample(ways, min(len(ways), rng.choice((1, 2)))):
        text = way(text)
    return text


def _sentence_case(text: str) -> str:
    if text != text.lower():
        return text
    with_pronoun = re.sub(r"\bi(?=['’ ]|$)", "I", text)
    return with_pronoun[:1].upper() + with_pronoun[1:] + ("." if text[-1:].isalnum() else "")


_STYLES: Final[tuple[Callable[[str], str], ...]] = (
    str.lower,
    _sentence_case,
    lambda text: _HANDLE.sub("", text),
    lambda text: _LINK.sub("", text),
    lambda text: re.sub(r"#(?=\w)", "", text),
    lambda text: re.sub(r"(?<=\w)['’](?=\w)", "", text),
)
_CHANGES: Final[Mapping[str, Callable[[str, float, random.Random], str]]] = MappingProxyType(
    {"synonyms": synonyms, "word_order": word_order, "punctuation": punctuation, "style": style}
)
