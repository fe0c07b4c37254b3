"""What data teaches the word list: each mood's bias, and how often a text without a listed word is of each mood.

Fitted on validation examples; the words themselves are given.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from ml.calibration import fit_temperature, softmax
from ml.metrics import macro_f1
from ml.moods import MOODS
from ml.text.lexicon import Hits, load_lexicon, logits, read
from ml.text.normalise import normalise
from ml.training.text.data import Example, single_truth

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]

SHARES: Final = (0.0, 0.1, 0.2, 0.3, 0.4, 0.5, 0.7, 1.0)
ROUNDS: Final = 500


@dataclass(frozen=True, slots=True)
class LexiconFit:
    """Logits to add to what the words say, and logits of a text without any listed word."""

    bias: Mapping[str, float]
    silent: Mapping[str, float]

    def logits(self, examples: Sequence[Example]) -> Floats:
        """Return the logits (n, moods) of `examples`."""
        import numpy as np

        return np.array([logits(hits, self.bias, self.silent) for hits in _hits(examples)])


def fit(examples: Sequence[Example]) -> LexiconFit:
    """Fit the bias on examples with a listed word, and the frequencies of the moods on those without."""
    import numpy as np

    truth, spoken = single_truth(examples), np.array([len(hits) > 0 for hits in _hits(examples)])
    none = dict.fromkeys(MOODS, 0.0)
    evidence = LexiconFit(none, none).logits(examples)[spoken]
    bias = _bias(evidence, truth[spoken])
    counts = np.bincount(truth[~spoken], minlength=len(MOODS)) + 1
    silent = fit_temperature(evidence + bias, truth[spoken]) * np.log(counts / counts.sum())
    return LexiconFit(_named(bias), _named(silent))


def _bias(evidence: Floats, truth: NDArray[np.int64]) -> Floats:
    """Return the most likely bias, scaled by the share of it that gives the best macro-F1."""
    import numpy as np

    wanted, bias = np.bincount(truth, minlength=len(MOODS)) / len(truth), np.zeros(len(MOODS))
    for _ in range(ROUNDS):
        bias -= 0.5 * (softmax(evidence + bias).mean(axis=0) - wanted)
    best = max(SHARES, key=lambda share: macro_f1(truth, (evidence + share * bias).argmax(axis=1), len(MOODS)))
    return best * bias


def _hits(examples: Sequence[Example]) -> list[Hits]:
    lexicon = load_lexicon()
    return [read(normalise(example.text), lexicon) for example in examples]


def _named(values: Floats) -> dict[str, float]:
    return {mood: round(float(value), 4) for mood, value in zip(MOODS, values, strict=True)}
