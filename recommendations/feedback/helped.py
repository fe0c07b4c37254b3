"""How films left a person, as far as the numbers carry: a mean change with an interval, in honest words. Pure.

The interval is Student's (1908): mean ± t · s / √n, at 95 %. Feelings are given in steps of `STEP`, so nobody's answer
is known more finely than that; the spread is therefore never taken to be smaller than a uniform step's, STEP / √12.
What is compared is a reading before (made by a model, or corrected) with a person's word after: a difference, not proof
that the film made it.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Final

LEAST: Final = 5  # evenings; below it nothing is said
STEP: Final = 0.4  # five steps from -0.8 to 0.8
STEPS: Final = (-0.8, -0.4, 0.0, 0.4, 0.8)  # valence of the answers, from very low to very good
RESOLUTION: Final = STEP / math.sqrt(12)
WIDEST: Final = 2.0  # from one end of [-1, 1] to the other
# Student's t, two-sided 95 %, by degrees of freedom (standard tables); between them linear in 1 / df.
_T: Final = (
    (4, 2.776), (5, 2.571), (6, 2.447), (7, 2.365), (8, 2.306), (9, 2.262), (10, 2.228), (12, 2.179), (15, 2.131),
    (20, 2.086), (30, 2.042), (60, 2.000), (120, 1.980),
)  # fmt: skip
_NORMAL: Final = 1.960
SAME, LITTLE, MUCH = 0.05, 0.25, 0.6
WIDE: Final = 0.2  # half an interval's width, from where on more evenings would tell more


@dataclass(frozen=True, slots=True)
class Change:
    """A mean change over `n` evenings and the interval it lies in; all three in [-2, 2]."""

    n: int
    mean: float
    low: float
    high: float

    @property
    def is_clear(self) -> bool:
        """Whether the whole interval lies on one side of nothing."""
        return self.low > 0 or self.high < 0

    @property
    def doubt(self) -> str:
        """What is to be said about how sure this is; "" where it is clear."""
        if self.is_clear:
            return ""
        return "too few to be sure" if (self.high - self.low) / 2 > WIDE else "no clear change either way"


def change(differences: Sequence[float]) -> Change | None:
    """The mean of `differences` (after minus before, each in [-2, 2]); None for fewer than `LEAST`."""
    n = len(differences)
    if n < LEAST:
        return None
    mean = math.fsum(differences) / n
    spread = math.sqrt(math.fsum((value - mean) ** 2 for value in differences) / (n - 1))
    half = quantile(n - 1) * max(spread, RESOLUTION) / math.sqrt(n)
    return Change(n, mean, max(-WIDEST, mean - half), min(WIDEST, mean + half))


def quantile(df: int) -> float:
    """Student's t for a two-sided 95 % interval with `df` >= 4 degrees of freedom, to within 0.003."""
    for (lower, at_lower), (upper, at_upper) in pairwise(_T):
        if lower <= df <= upper:
            along = (1 / lower - 1 / df) / (1 / lower - 1 / upper)
            return at_lower + along * (at_upper - at_lower)
    last, at_last = _T[-1]
    return _NORMAL + (at_last - _NORMAL) * last / df


def pleasant(change: Change) -> str:
    """Such as "a little lighter afterwards, +0.20 (−0.10 to +0.50) over 7 evenings; too few to be sure"."""
    return _sentence(change, "lighter", "heavier")


def stirred(change: Change) -> str:
    """The same for energy."""
    return _sentence(change, "more stirred", "calmer")


def _sentence(change: Change, more: str, less: str) -> str:
    figures = f"{_signed(change.mean)} ({_signed(change.low)} to {_signed(change.high)})"
    said = f"{_amount(change.mean, more, less)} afterwards, {figures} over {change.n} evenings"
    return f"{said}; {change.doubt}" if change.doubt else said


def _amount(mean: float, more: str, less: str) -> str:
    size, word = abs(mean), more if mean > 0 else less
    if size < SAME:
        return "about the same"
    if size < LITTLE:
        return f"a little {word}"
    return word if size < MUCH else f"much {word}"


def _signed(value: float) -> str:
    rounded = round(value, 1) + 0.0
    return "0.0" if rounded == 0 else f"{'+' if rounded > 0 else '−'}{abs(rounded):.1f}"
