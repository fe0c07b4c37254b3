"""Fallback tier: our own word list over the moods, with negation, intensifiers, capitals and emoji."""

from __future__ import annotations

import json
import math
import re
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from ml.base import Prepared
from ml.moods import MOODS
from ml.text.classifier import TextClassifier
from ml.text.ngrams import tokens
from ml.types import NO_WORDS
from ml.weights import Card

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

WORDS: Final = Path(__file__).with_name("lexicon.toml")
CALIBRATION: Final = Path(__file__).with_name("lexicon_calibration.json")
STRONG, SIGN, RAISED, LOWERED, LOUD = 2.0, 1.5, 1.5, 0.6, 1.2
REACH: Final = 3  # tokens that a negation or an intensifier looks ahead
_SENTENCE_END: Final = frozenset(".!?;,")


@dataclass(frozen=True, slots=True)
class Lexicon:
    """The word list as read from its file."""

    words: Mapping[str, tuple[tuple[str, float], ...]]  # word -> ((mood, weight), ...)
    stems: Mapping[str, tuple[tuple[str, float], ...]]
    signs: Mapping[str, tuple[str, ...]]
    turns: Mapping[str, tuple[str, float]]
    negations: frozenset[str]
    raisers: frozenset[str]
    lowerers: frozenset[str]
    breakers: frozenset[str]
    hollow: frozenset[str]

    def moods_of(self, word: str) -> tuple[tuple[str, float], ...]:
        """Return the moods a word speaks of and how strongly; for an unlisted word, those of its longest stem."""
        if word in self.words:
            return self.words[word]
        return next((self.stems[word[:end]] for end in range(len(word), 2, -1) if word[:end] in self.stems), ())


@cache
def load_lexicon() -> Lexicon:
    """Read the word list, once a process."""
    raw = tomllib.loads(WORDS.read_text(encoding="utf-8"))
    weights: dict[str, dict[str, float]] = {}
    for section, weight in (("words", 1.0), ("strong", STRONG)):
        for mood, listed in raw[section].items():
            for word in listed.split():
                weights.setdefault(word.replace("-", " "), {})[mood] = weight
    entries = {word: tuple(moods.items()) for word, moods in weights.items()}
    signs: dict[str, list[str]] = {}
    for mood, listed in raw["signs"].items():
        for sign in listed.split():
            signs.setdefault(sign, []).append(mood)
    modifiers = {name: frozenset(listed.replace("-", " ").split()) for name, listed in raw["modifiers"].items()}
    return Lexicon(
        words={word: moods for word, moods in entries.items() if not word.endswith("*")},
        stems={word[:-1]: moods for word, moods in entries.items() if word.endswith("*")},
        signs={sign: tuple(moods) for sign, moods in signs.items()},
        turns={mood: (to, share) for mood, (to, share) in raw["turns"].items()},
        **modifiers,
    )


@dataclass(frozen=True, slots=True)
class Hits:
    """How much of each mood a text's words and signs add up to."""

    mass: Mapping[str, float]

    def __len__(self) -> int:
        return len(self.mass)


def read(text: str, lexicon: Lexicon) -> Hits:
    """Return the moods that `text` names. Within a clause a negation turns, and an intensifier scales, what follows."""
    mass: dict[str, float] = {}
    for mood, weight in (*_word_hits(text, lexicon), *_sign_hits(text, lexicon)):
        mass[mood] = mass.get(mood, 0.0) + weight
    return Hits(mass)


def _word_hits(text: str, lexicon: Lexicon) -> Iterator[tuple[str, float]]:
    loud = {word.lower() for word in re.findall(r"\b[A-Z]{3,}\b", text)}
    words = tokens(text)
    for at, word in enumerate(words):
        pair = f"{word} {words[at + 1]}" if at + 1 < len(words) else word
        found = lexicon.words.get(pair) or lexicon.moods_of(word)
        if not found:
            continue
        scale, negated = _modifiers(words, at, lexicon)
        scale *= LOUD if word in loud else 1.0
        for mood, weight in found:
            to, share = lexicon.turns[mood] if negated else (mood, 1.0)
            yield to, weight * scale * share


def _modifiers(words: Sequence[str], at: int, lexicon: Lexicon) -> tuple[float, bool]:
    """Return the scale and whether the word at `at` is negated, from the tokens before it, nearest first."""
    scale, negated = 1.0, False
    for before in range(at - 1, max(-1, at - REACH - 1), -1):
        word = words[before]
        if word in _SENTENCE_END or word in lexicon.breakers:
            break
        scale *= RAISED if word in lexicon.raisers else LOWERED if word in lexicon.lowerers else 1.0
        negated ^= word in lexicon.negations and words[before + 1] not in lexicon.hollow
    return scale, negated


def _sign_hits(text: str, lexicon: Lexicon) -> Iterator[tuple[str, float]]:
    for sign, moods in lexicon.signs.items():
        if count := text.count(sign):
            yield from ((mood, SIGN * min(count, 3)) for mood in moods)


class LexiconClassifier(TextClassifier):
    """Needs no weights: the word list and its calibration are part of the code."""

    runtime = "python"

    def find_card(self) -> Card:
        """Return the calibration that validation data gave the word list."""
        return Card(CALIBRATION.parent, {}, json.loads(CALIBRATION.read_text(encoding="utf-8")))

    def load_weights(self, card: Card) -> None:
        """Read the word list and what validation data taught it."""
        self.lexicon = load_lexicon()
        self.bias: Mapping[str, float] = card.values["bias"]
        self.silent: Mapping[str, float] = card.values["silent"]

    def preprocess(self, text: str) -> Prepared:
        """Return the text's hits; "no-words" when it names no mood."""
        hits = read(text, self.lexicon)
        return Prepared(hits, () if hits.mass else (NO_WORDS,))

    def forward(self, features: Sequence[Hits]) -> NDArray[np.floating[Any]]:
        """Return the logits (n, moods): a mood's bias and the logarithm of what speaks for it."""
        import numpy as np

        return np.array([logits(item, self.bias, self.silent) for item in features])


def logits(hits: Hits, bias: Mapping[str, float], silent: Mapping[str, float]) -> list[float]:
    """Return one text's logits in canonical order; `silent` are those of a text that names no mood."""
    if not hits.mass:
        return [silent[mood] for mood in MOODS]
    return [bias[mood] + 2 * math.log1p(hits.mass.get(mood, 0.0)) for mood in MOODS]
