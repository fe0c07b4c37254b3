"""Secondary tier: TF-IDF of words and characters and a multinomial logistic regression, served with NumPy alone."""

from __future__ import annotations

import json
import math
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from ml.base import Prepared
from ml.errors import WeightsCorrupted
from ml.moods import MOODS
from ml.text.classifier import TextClassifier
from ml.text.ngrams import char_ngrams, word_ngrams
from ml.types import NO_WORDS
from ml.weights import Card

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray


@dataclass(frozen=True, slots=True)
class SparseRow:
    """The non-zero features of one text: positions in the weights and their values."""

    positions: tuple[int, ...]
    values: tuple[float, ...]

    def __len__(self) -> int:
        return len(self.positions)


@dataclass(frozen=True, slots=True)
class Space:
    """One family of n-grams: where each known term stands among the features, and its inverse document frequency."""

    index: Mapping[str, int]
    idf: Sequence[float]
    first: int  # position of the family's first feature

    def row(self, terms: Sequence[str]) -> SparseRow:
        """Return sublinear TF-IDF values of unit length (as scikit-learn's TfidfVectorizer computes them)."""
        counts = Counter(position for term in terms if (position := self.index.get(term)) is not None)
        raw = {position: (1.0 + math.log(count)) * self.idf[position] for position, count in counts.items()}
        length = math.sqrt(sum(value * value for value in raw.values())) or 1.0
        return SparseRow(tuple(self.first + at for at in raw), tuple(value / length for value in raw.values()))


class LinearClassifier(TextClassifier):
    """Reads `model.safetensors` (idf of both spaces, weights (features, moods), bias) and `vocabulary.json`."""

    words: Space
    characters: Space
    weights: NDArray[np.float32]
    bias: NDArray[np.float32]

    def load_weights(self, card: Card) -> None:
        """Read vocabulary and weights. WeightsCorrupted when they do not fit together."""
        import numpy as np
        from safetensors.numpy import load_file

        vocabulary = json.loads((card.folder / "vocabulary.json").read_text(encoding="utf-8"))
        tensors = load_file(card.folder / "model.safetensors")
        self.words = _space(vocabulary["word"], tensors["word_idf"], 0)
        self.characters = _space(vocabulary["char"], tensors["char_idf"], len(vocabulary["word"]))
        self.weights = tensors["weights"].astype(np.float32)
        self.bias = tensors["bias"].astype(np.float32)
        self.ngrams = card.values["ngrams"]
        if self.weights.shape != (len(self.words.index) + len(self.characters.index), len(MOODS)):
            raise WeightsCorrupted(f"{self.spec.name}: vocabulary and weights differ in size.")

    def preprocess(self, text: str) -> Prepared:
        """Return the text's TF-IDF row; "no-words" when it has no letter or digit, or nothing in it is known."""
        words = self.words.row(word_ngrams(text, *self.ngrams["word"]))
        characters = self.characters.row(char_ngrams(text, *self.ngrams["char"]))
        row = SparseRow(words.positions + characters.positions, words.values + characters.values)
        readable = len(row) and any(character.isalnum() for character in text)
        return Prepared(row, () if readable else (NO_WORDS,))

    def forward(self, features: Sequence[SparseRow]) -> NDArray[np.floating[Any]]:
        """Return the logits (n, moods)."""
        import numpy as np

        values = (np.array(row.values, dtype=np.float32) for row in features)
        rows = zip(values, features, strict=True)
        return np.stack([self.bias + value @ self.weights[np.array(row.positions, dtype=int)] for value, row in rows])


def _space(terms: Sequence[str], idf: NDArray[np.floating[Any]], first: int) -> Space:
    if len(terms) != len(idf):
        raise WeightsCorrupted("A vocabulary and its frequencies differ in size.")
    return Space({term: at for at, term in enumerate(terms)}, [float(value) for value in idf], first)
