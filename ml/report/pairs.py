"""Which labels a model mistakes for which."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from ml import metrics, multilabel
from ml.evaluation import Evaluation

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

MOST: Final = 15
EXAMPLES: Final = 3


@dataclass(frozen=True, slots=True)
class Pair:
    """`rows` rows carry `truth` and were given `said` in its place: `share` (0..1) of all that carry it.

    `examples` are inputs of such rows, the surest mistakes first; empty unless asked for.
    """

    truth: str
    said: str
    rows: int
    share: float
    examples: tuple[str, ...] = ()


def counts(result: Evaluation) -> NDArray[np.int64]:
    """Return a confusion matrix (labels, labels): row the truth, column what was said.

    For several labels a row the diagonal counts hits, and the rest rows that miss one label and wrongly get the other.
    """
    truth, chosen = result.truth, result.answers.chosen
    if result.manifest.several:
        return multilabel.mistaken(truth, chosen)
    return metrics.confusion(truth.argmax(axis=1), chosen.argmax(axis=1), truth.shape[1])


def confused(result: Evaluation, *, with_text: bool, most: int = MOST) -> list[Pair]:
    """Return the most frequent mistakes, at most `most` kinds."""
    found, labels = counts(result), result.manifest.labels
    there = result.truth.sum(axis=0)
    cells = [(int(found[a, b]), a, b) for a in range(len(labels)) for b in range(len(labels)) if a != b]
    cells = sorted((cell for cell in cells if cell[0]), key=lambda cell: (-cell[0], cell[1:]))[:most]
    return [
        Pair(labels[a], labels[b], rows, rows / int(there[a]), _examples(result, a, b) if with_text else ())
        for rows, a, b in cells
    ]


def _examples(result: Evaluation, truth: int, said: int) -> tuple[str, ...]:
    import numpy as np

    real, chosen = result.truth, result.answers.chosen
    mistakes = np.flatnonzero(real[:, truth] & ~chosen[:, truth] & chosen[:, said] & ~real[:, said])
    surest = mistakes[np.argsort(-result.answers.scores[mistakes, said], kind="stable")][:EXAMPLES]
    return tuple(result.manifest.inputs[at] for at in surest)
