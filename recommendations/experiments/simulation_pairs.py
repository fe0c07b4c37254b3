"""Interleaving beside A/B on people whose tastes are known: how often each sees a real difference, and a false one.

Two rankings of the same films, each the films' worth to a person seen through noise; less noise is the better ranking.
With equal noise neither is better, and whoever finds one has raised a false alarm. People look down a list from the
top and lose interest, and take to a film with a chance that grows with its worth. Pure.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from recommendations.experiments import estimators
from recommendations.experiments.estimators import Estimate
from recommendations.experiments.interleaving import credit, interleave

if TYPE_CHECKING:
    from numpy.random import Generator
    from numpy.typing import NDArray

    Array = NDArray[Any]

FILMS, LENGTH, PAGES = 24, 8, 3
PATIENCE: Final = 0.85  # the share of people who look at the next film, too


@dataclass(frozen=True, slots=True)
class Pair:
    """`noise` of ranking a and of ranking b, in units of the films' own spread."""

    name: str
    title: str
    noise: tuple[float, float]


PAIRS: Final = (
    Pair("same", "Neither is better", (1.2, 1.2)),
    Pair("small", "b is a little better", (1.2, 1.0)),
    Pair("clear", "b is clearly better", (1.2, 0.7)),
)


@dataclass(frozen=True, slots=True)
class Found:
    """Shares of runs: how often b was found better, how often a, by interleaving and by A/B of as many people."""

    people: int
    runs: int
    effect: float
    interleaved_b: float
    interleaved_a: float
    ab_b: float
    ab_a: float


def found(pair: Pair, *, people: int, runs: int, seed: int, tell: Callable[[int], None] = lambda _run: None) -> Found:
    """What both designs say over `runs` experiments with `people` people each."""
    import numpy as np

    rng = np.random.default_rng(seed)
    drafts, splits = [], []
    for run in range(runs):
        drafts.append(_interleaved(pair, people, rng, f"{seed}:{run}"))
        splits.append(_ab(pair, people, rng))
        tell(run)
    effect = float(np.mean([split.value for split in splits]))
    return Found(people, runs, effect, *_shares(drafts), *_shares(splits))


def _shares(estimates: list[Estimate]) -> tuple[float, float]:
    better, worse = (sum(estimate.low > 0 for estimate in estimates), sum(estimate.high < 0 for estimate in estimates))
    return better / len(estimates), worse / len(estimates)


def _rankings(pair: Pair, people: int, rng: Generator) -> tuple[Array, Array, Array]:
    """Worth (people × pages × films), and both rankings of each page, best first."""
    import numpy as np

    worth = rng.normal(size=(people, PAGES, FILMS)) + rng.normal(scale=0.5, size=(people, 1, 1))
    a, b = (
        np.argsort(-(worth + rng.normal(scale=noise, size=worth.shape)), axis=2)[..., :LENGTH] for noise in pair.noise
    )
    return worth, a, b


def _taken(worth: Array, shown: Array, rng: Generator) -> Array:
    """Which of the films shown were taken to: looked at, and liked enough."""
    import numpy as np

    looked = rng.random(shown.shape[:2])[..., None] < PATIENCE ** np.arange(shown.shape[2])
    chance = 1 / (1 + np.exp(2.0 - np.take_along_axis(worth, shown, 2)))
    return looked & (rng.random(shown.shape) < chance)


def _interleaved(pair: Pair, people: int, rng: Generator, seed: str) -> Estimate:
    """Mean credit of b beyond a on an interleaved page."""
    import numpy as np

    worth, a, b = _rankings(pair, people, rng)
    drafts = [
        [
            interleave(a[who, page].tolist(), b[who, page].tolist(), seed=f"{seed}:{who}:{page}", limit=LENGTH)
            for page in range(PAGES)
        ]
        for who in range(people)
    ]
    shown = np.array([[[pick.film_id for pick in picks] for picks in pages] for pages in drafts])
    taken = _taken(worth, shown, rng)
    beyond = [
        -credit(picks, dict(zip(shown[who, page].tolist(), taken[who, page].tolist(), strict=True)))
        for who, pages in enumerate(drafts)
        for page, picks in enumerate(pages)
    ]
    return estimators.mean(beyond, np.repeat(np.arange(people), PAGES))


def _ab(pair: Pair, people: int, rng: Generator) -> Estimate:
    """Mean films taken to a page by the half of the people who see b, less that of the others."""
    import numpy as np

    worth, a, b = _rankings(pair, people, rng)
    half = people // 2
    arms = []
    for rows, ranking in ((slice(None, half), a), (slice(half, None), b)):
        taken = _taken(worth[rows], ranking[rows], rng).sum(axis=2)
        arms.append(estimators.mean(taken.ravel(), np.repeat(np.arange(len(taken)), PAGES)))
    return estimators.difference(arms[1], arms[0])
