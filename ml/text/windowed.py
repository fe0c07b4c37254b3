"""What all encoders have in common: a text is read in windows, and its outputs are their mean by length."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby
from typing import TYPE_CHECKING, Any, Protocol

from ml.text.classifier import TextClassifier
from ml.text.windows import Windows

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray


class Runner(Protocol):
    """Computes the outputs, side by side (n, columns), from token ids and attention mask, both (n, tokens) int64."""

    def __call__(self, ids: NDArray[np.int64], mask: NDArray[np.int64]) -> NDArray[np.float32]: ...


class WindowedClassifier(TextClassifier):
    """A classifier whose features are `Windows`; `load_weights` sets `run` and `columns`.

    `pads`: windows of different lengths are read together, which a GPU gains by.
    """

    run: Runner
    pads = False

    def forward(self, features: Sequence[Windows]) -> NDArray[np.floating[Any]]:
        """Return the outputs (n, columns): a text's are the mean over its windows, by their length.

        ONNX Runtime reads one window at a time: the 8-bit graph takes one scale from everything in a batch, so a
        text's answer would depend on its neighbours; and padding eats what batching would save on a CPU. torch reads
        windows of one length together, each with a scale of its own, or, without scales on a GPU, any.
        """
        import numpy as np

        flat = [row for item in features for row in item.rows]
        outputs = self._outputs(flat)
        shares = np.array([share for item in features for share in item.shares])[:, None]
        starts = np.cumsum([0, *(len(item.rows) for item in features)])[:-1]
        mean: NDArray[np.floating[Any]] = np.add.reduceat(outputs * shares, starts, axis=0)
        return mean

    def _outputs(self, rows: Sequence[tuple[int, ...]]) -> NDArray[np.floating[Any]]:
        """Return the outputs (windows, columns) in the order of `rows`."""
        import numpy as np

        order = sorted(range(len(rows)), key=lambda at: len(rows[at]))
        result = np.zeros((len(rows), self.columns), dtype=np.float32)
        most = self.config.batch_size if self.runtime == "torch" else 1
        for _, group in groupby(order, key=lambda at: 0 if self.pads else len(rows[at])):
            alike = list(group)
            for start in range(0, len(alike), most):
                part = alike[start : start + most]
                result[part] = self.run(*padded([rows[at] for at in part]))
        return result


def padded(rows: Sequence[Sequence[int]]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Return token ids and attention mask (n, tokens) of `rows`, filled up on the right to the longest."""
    import numpy as np

    longest = max(map(len, rows))
    ids = [[*row, *[0] * (longest - len(row))] for row in rows]
    mask = [[1] * len(row) + [0] * (longest - len(row)) for row in rows]
    return np.array(ids, dtype=np.int64), np.array(mask, dtype=np.int64)
