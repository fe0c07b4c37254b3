"""Temperature scaling (Guo et al., 2017) and the abstention threshold; both are fitted on validation data only."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Floats = NDArray[np.floating[Any]]

TARGET_ACCURACY: Final = 0.75  # what the answers given must reach on validation data
_LOW, _HIGH, _CLOSE = 0.05, 20.0, 1e-4
_GOLDEN: Final = (5**0.5 - 1) / 2


def softmax(logits: Floats, temperature: float = 1.0) -> NDArray[np.float64]:
    """Return probabilities of `logits` (n, labels) divided by `temperature`; every row sums to 1."""
    import numpy as np

    scaled = np.asarray(logits, dtype=np.float64) / temperature
    powers = np.exp(scaled - scaled.max(axis=1, keepdims=True))
    return np.asarray(powers / powers.sum(axis=1, keepdims=True), dtype=np.float64)


def sigmoid(logits: Floats) -> NDArray[np.float64]:
    """Return the probability of each label on its own, (..., labels)."""
    import numpy as np

    return np.asarray(1.0 / (1.0 + np.exp(-np.asarray(logits, dtype=np.float64))))


def negative_log_likelihood(logits: Floats, truth: NDArray[np.int64], temperature: float) -> float:
    """Return the mean surprise of the true labels, in nats."""
    import numpy as np

    chosen = softmax(logits, temperature)[np.arange(len(truth)), truth]
    return float(-np.log(np.maximum(chosen, 1e-12)).mean())


def fit_temperature(logits: Floats, truth: NDArray[np.int64]) -> float:
    """Return the temperature in [0.05, 20] of least surprise."""
    return least_surprising(lambda temperature: negative_log_likelihood(logits, truth, temperature))


def least_surprising(surprise: Callable[[float], float]) -> float:
    """Return the temperature in [0.05, 20] at which `surprise` is least (golden-section search on its logarithm)."""
    import math

    low, high = math.log(_LOW), math.log(_HIGH)
    while high - low > _CLOSE:
        left, right = high - _GOLDEN * (high - low), low + _GOLDEN * (high - low)
        worse_left = surprise(math.exp(left)) > surprise(math.exp(right))
        low, high = (left, high) if worse_left else (low, right)
    return math.exp((low + high) / 2)


def abstention_threshold(scores: Floats, truth: NDArray[np.int64], target: float = TARGET_ACCURACY) -> float:
    """Return the smallest threshold of 0.01 ... 0.99 whose answered rows are right at least `target` of the time.

    0.99 when none is: such a model is never sure.
    """
    top, right = scores.max(axis=1), scores.argmax(axis=1) == truth
    for percent in range(1, 100):
        kept = top >= percent / 100
        if kept.any() and right[kept].mean() >= target:
            return percent / 100
    return 0.99
