"""Bootstrap intervals for recordings: who speaks is drawn first, then each one's clips.

Clips of one speaker are alike, so that resampling clips alone makes intervals too narrow for somebody new. Both stages
draw with replacement (A. Davison and D. Hinkley, "Bootstrap Methods and their Application", 1997, section 3.8).
Arrays: `truth` and `predicted` (n,) label indices, `speakers` n names.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from ml.metrics import RESAMPLES, accuracy, macro_f1

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Ints = NDArray[np.int64]
    Interval = tuple[float, float]


def by_speaker(
    truth: Ints, predicted: Ints, labels: int, speakers: Sequence[str], *, seed: int = 0
) -> dict[str, Interval]:
    """Return the 95 % percentile intervals of `accuracy` and `macro_f1` over 1,000 draws of speakers and their rows."""
    found: dict[str, list[float]] = {"accuracy": [], "macro_f1": []}
    for draw in draws(speakers, seed=seed):
        found["accuracy"].append(accuracy(truth[draw], predicted[draw]))
        found["macro_f1"].append(macro_f1(truth[draw], predicted[draw], labels))
    return {name: middle(values) for name, values in found.items()}


def loss(right: NDArray[np.bool_], changed: NDArray[np.bool_], speakers: Sequence[str], *, seed: int = 0) -> Interval:
    """Return the 95 % interval of the accuracy lost from `right` to `changed` (n,), the same rows in both."""
    gap = right.astype(float) - changed
    return middle([float(gap[draw].mean()) for draw in draws(speakers, seed=seed)])


def draws(speakers: Sequence[str], *, seed: int = 0, count: int = RESAMPLES) -> Iterator[Ints]:
    """Yield `count` draws as row numbers: as many speakers as there are, and of each as many rows as they have."""
    import numpy as np

    random = np.random.default_rng(seed)
    _, who = np.unique(np.array(speakers), return_inverse=True)
    order, sizes = np.argsort(who, kind="stable"), np.bincount(who)
    starts = np.cumsum(sizes) - sizes
    for _ in range(count):
        drawn = random.integers(0, len(sizes), len(sizes))
        each = np.repeat(drawn, sizes[drawn])
        yield order[starts[each] + (random.random(len(each)) * sizes[each]).astype(np.int64)]


def middle(values: Sequence[float]) -> Interval:
    """Return the 2.5 % and 97.5 % quantiles."""
    import numpy as np

    return float(np.quantile(values, 0.025)), float(np.quantile(values, 0.975))
