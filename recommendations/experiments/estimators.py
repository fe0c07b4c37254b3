"""What a strategy would earn, worked out from evenings that another one was logged on. Pure; numpy is imported inside.

Every estimate is a mean over logged places with an interval that holds when places of one person resemble each other:
residuals are added up by person before they are squared (the sandwich with clusters). `logged` is how likely the film
shown was to stand where it stood, `target` how likely it would have been under the other strategy.

IPS   Horvitz and Thompson 1952; as used here in Dudík, Langford and Li, "Doubly Robust Policy Evaluation and Learning",
      ICML 2011
SNIPS Swaminathan and Joachims, "The Self-Normalized Estimator for Counterfactual Learning", NeurIPS 2015
DR    Dudík, Erhan, Langford and Li, "Doubly Robust Policy Evaluation and Optimization", Statistical Science 2014
ESS   Kong 1992: (sum of weights)² / sum of squared weights
"""

from __future__ import annotations

from dataclasses import dataclass
from math import sqrt
from statistics import NormalDist
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from numpy.typing import ArrayLike, NDArray

LEVEL: Final = 0.95
POWER: Final = 0.8
WIDEST: Final = 12.0  # what an interval is stretched to where there is next to nothing to go by


@dataclass(frozen=True, slots=True)
class Estimate:
    """A mean with its standard error and 95 % interval. `effective` is how many evenly weighted rows it is worth."""

    value: float
    error: float
    low: float
    high: float
    effective: float
    rows: int
    people: int

    @property
    def detectable(self) -> float:
        """The smallest difference from this mean that would be seen four times out of five."""
        return smallest_seen(self.error)


def mean(rewards: ArrayLike, people: ArrayLike) -> Estimate:
    """The plain mean of what was logged."""
    import numpy as np

    values = np.asarray(rewards, float)
    return _estimate(values.mean(), values - values.mean(), people, float(len(values)))


def ips(rewards: ArrayLike, target: ArrayLike, logged: ArrayLike, people: ArrayLike) -> Estimate:
    """Inverse propensity scores: unbiased, and noisy where weights are large."""
    import numpy as np

    weights = np.asarray(target, float) / np.asarray(logged, float)
    values = weights * np.asarray(rewards, float)
    return _estimate(values.mean(), values - values.mean(), people, effective(weights))


def snips(rewards: ArrayLike, target: ArrayLike, logged: ArrayLike, people: ArrayLike) -> Estimate:
    """Self-normalised: divided by the weights' own sum; a little biased, much calmer."""
    import numpy as np

    weights, values = np.asarray(target, float) / np.asarray(logged, float), np.asarray(rewards, float)
    total = weights.sum()
    if total <= 0:
        return Estimate(0.0, float("inf"), float("-inf"), float("inf"), 0.0, len(values), _count(people))
    value = float(weights @ values / total)
    return _estimate(value, weights * (values - value) / weights.mean(), people, effective(weights))


def doubly_robust(
    rewards: ArrayLike,
    target: ArrayLike,
    logged: ArrayLike,
    people: ArrayLike,
    *,
    expected: ArrayLike,
    expected_target: ArrayLike,
) -> Estimate:
    """A model of the reward, corrected by what the weights say of its errors.

    `expected` is the model's reward of the film shown, `expected_target` its mean over what the other strategy would
    show there. Right when either the model or the propensities are.
    """
    import numpy as np

    weights = np.asarray(target, float) / np.asarray(logged, float)
    values = np.asarray(expected_target, float) + weights * (np.asarray(rewards, float) - np.asarray(expected, float))
    return _estimate(values.mean(), values - values.mean(), people, effective(weights))


def gain(
    rewards: ArrayLike, target: ArrayLike, logged: ArrayLike, people: ArrayLike, *, expected: ArrayLike
) -> Estimate:
    """How much more than what was logged: the doubly robust value less the logged reward, row by row.

    For a model that expects the same of a place whatever film stands there; (w - 1)(r - expected) is then all that is
    left, and what both sides share does not widen the interval.
    """
    import numpy as np

    weights = np.asarray(target, float) / np.asarray(logged, float)
    values = (weights - 1) * (np.asarray(rewards, float) - np.asarray(expected, float))
    return _estimate(values.mean(), values - values.mean(), people, effective(weights))


def effective(weights: ArrayLike) -> float:
    """How many evenly weighted rows these are worth."""
    import numpy as np

    kept = np.asarray(weights, float)
    squares = float(kept @ kept)
    return float(kept.sum()) ** 2 / squares if squares > 0 else 0.0


def difference(one: Estimate, other: Estimate) -> Estimate:
    """`one` minus `other`, of different people."""
    error = sqrt(one.error**2 + other.error**2)
    worth, people = min(one.effective, other.effective), one.people + other.people
    half = quantile(min(one.people, other.people) - 1) * error
    value = one.value - other.value
    return Estimate(value, error, value - half, value + half, worth, one.rows + other.rows, people)


def smallest_seen(error: float) -> float:
    """The smallest true difference that an interval of this standard error shows with `POWER`."""
    normal = NormalDist()
    return (normal.inv_cdf((1 + LEVEL) / 2) + normal.inv_cdf(POWER)) * error


def quantile(freedom: float) -> float:
    """Student's two-sided quantile at `LEVEL`, by Cornish and Fisher's expansion; wider the less there is to go by."""
    z = NormalDist().inv_cdf((1 + LEVEL) / 2)
    if freedom < 1:
        return WIDEST
    terms = (z, (z**3 + z) / 4, (5 * z**5 + 16 * z**3 + 3 * z) / 96, (3 * z**7 + 19 * z**5 + 17 * z**3 - 15 * z) / 384)
    return min(WIDEST, sum(term / freedom**power for power, term in enumerate(terms)))


def _estimate(value: float, residuals: NDArray[Any], people: ArrayLike, worth: float) -> Estimate:
    """Standard error over people.

    Where a few people make most of the spread, it is itself uncertain: the quantile goes by the people, the weights'
    worth, or by how many people the spread rests on, whichever is least.
    """
    import numpy as np

    _, index = np.unique(np.asarray(people), return_inverse=True)
    squares = np.bincount(index, weights=residuals) ** 2
    groups, rows, total = len(squares), len(residuals), float(squares.sum())
    error = sqrt(total * groups / max(1, groups - 1)) / rows
    rests_on = total**2 / float(squares @ squares) if total > 0 else groups
    half = quantile(min(groups, worth, rests_on) - 1) * error
    return Estimate(float(value), error, float(value) - half, float(value) + half, worth, rows, groups)


def _count(people: ArrayLike) -> int:
    import numpy as np

    return len(np.unique(np.asarray(people)))
