"""What a list of ten is worth, person by person, and how sure that is.

`tops` is an array [people, 10] of film numbers, the best first; `hidden` [people, films] marks the likes to be found.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Bools = NDArray[np.bool_]
    Floats = NDArray[np.float64]
    Places = NDArray[np.int64]

RESAMPLES: Final = 1000
LEVEL: Final = 95.0
GROUPS: Final = 20  # of people, for the jackknife
SMOOTHING: Final = 0.01  # of a list's own genres that the person's are taken to share, so that no ratio is infinite


def ndcg(tops: Places, hidden: Bools) -> Floats:
    """Normalised discounted cumulative gain [people]: 1 where the hidden likes fill the top.

    Järvelin and Kekäläinen, TOIS 2002; binary gains, discount log2(1 + place).
    """
    import numpy as np

    discounts = 1.0 / np.log2(np.arange(2, tops.shape[1] + 2))
    gained = (np.take_along_axis(hidden, tops, axis=1) * discounts).sum(axis=1)
    best: Floats = discounts.cumsum()[np.minimum(tops.shape[1], hidden.sum(axis=1)) - 1]
    ratio: Floats = gained / best
    return ratio


def recall(tops: Places, hidden: Bools) -> Floats:
    """Hidden likes in the list by as many as it could hold at most, min(10, hidden) [people]."""
    import numpy as np

    found = np.take_along_axis(hidden, tops, axis=1).sum(axis=1)
    share: Floats = found / np.minimum(tops.shape[1], hidden.sum(axis=1))
    return share


def novelty(tops: Places, shares: Floats) -> Floats:
    """Mean self-information of the list in bits [people]: -log2 of the share of people who like the film.

    Vargas and Castells, RecSys 2011. `shares` [people, films] are those of the person's fold, above 0.
    """
    import numpy as np

    bits: Floats = -np.log2(np.take_along_axis(shares, tops, axis=1)).mean(axis=1)
    return bits


def calibration(tops: Places, genres: Floats, own: Floats) -> Floats:
    """Kullback–Leibler divergence of the list's genres from the person's [people]: 0 is best.

    Steck, "Calibrated Recommendations", RecSys 2018. `genres` [films, genres] are shares that sum to 1 a film (or to
    0 where none is known), `own` [people, genres] the shares among the likes that the person showed.
    """
    import numpy as np

    listed = genres[tops].sum(axis=1)
    listed = listed / np.maximum(listed.sum(axis=1, keepdims=True), 1e-12)
    blurred = (1.0 - SMOOTHING) * listed + SMOOTHING * own
    terms = own * np.log(np.where(own > 0, own, 1.0) / np.where(own > 0, blurred, 1.0))
    divergence: Floats = terms.sum(axis=1)
    return divergence


def diversity(tops: Places, genres: Floats) -> Floats:
    """Mean distance between two films of the list [people], 1 - cosine of their genres.

    Intra-list diversity, after Ziegler and others, WWW 2005.
    """
    import numpy as np

    lengths = np.linalg.norm(genres, axis=1, keepdims=True)
    unit = (genres / np.where(lengths > 0, lengths, 1.0))[tops]
    alike = unit @ unit.transpose(0, 2, 1)
    size = tops.shape[1]
    mean: Floats = 1.0 - (alike.sum(axis=(1, 2)) - np.trace(alike, axis1=1, axis2=2)) / (size * (size - 1))
    return mean


def coverage(tops: Places, films: int) -> float:
    """The share of all films that stand in at least one person's list."""
    import numpy as np

    return len(np.unique(tops)) / films


def bootstrap(values: Floats, *, seed: int) -> tuple[float, float]:
    """Where the mean of other people like these would lie: the 95 % percentile interval over people."""
    import numpy as np

    size = len(values)
    drawn = np.random.default_rng(seed).multinomial(size, np.full(size, 1.0 / size), size=RESAMPLES)
    low, high = np.percentile(drawn @ values / size, [50 - LEVEL / 2, 50 + LEVEL / 2])
    return float(low), float(high)


def jackknife(tops: Places, figure: Callable[[Places], float], *, seed: int) -> tuple[float, float]:
    """An interval for a figure of all lists together, which a bootstrap would bias (a repeated person covers nothing).

    Delete-a-group jackknife over people; normal 95 %.
    """
    import numpy as np

    groups = np.random.default_rng(seed).permutation(len(tops)) % min(GROUPS, len(tops))
    count = int(groups.max()) + 1
    left = np.array([figure(tops[groups != group]) for group in range(count)])
    reach = 1.96 * float(np.sqrt((count - 1) / count * ((left - left.mean()) ** 2).sum()))
    whole = figure(tops)
    return max(0.0, whole - reach), min(1.0, whole + reach)
