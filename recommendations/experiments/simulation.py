"""People whose tastes are known, so that estimates from their logged evenings can be held against the truth. Pure.

A person has a vector of tastes, a page a set of films with features, and whether a film is taken to is drawn with a
known probability. One strategy logs, mostly its best film and now and then any other, with exact propensities; what
another strategy would have earned is known exactly, as a mean over the whole population.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from math import sqrt
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Final

from recommendations.experiments import estimators
from recommendations.experiments.estimators import Estimate

if TYPE_CHECKING:
    from numpy.random import Generator
    from numpy.typing import NDArray

    Array = NDArray[Any]

POPULATION, PAGES, FILMS, TASTES = 4000, 6, 12, 4
RIDGE: Final = 1.0
ENOUGH: Final = 100.0  # effective rows below which no verdict is given; see `report`


@dataclass(frozen=True, slots=True)
class Setting:
    """`explore`: share of places drawn evenly. `noise`: sd of an error in the logged propensities, on the log scale."""

    name: str
    title: str
    explore: float
    noise: float = 0.0
    modelled: bool = True


SETTINGS: Final = (
    Setting("wide", "Half of the places drawn", 0.5),
    Setting("tenth", "A tenth of the places drawn", 0.1),
    Setting("no-model", "Half drawn, a reward model that knows nothing", 0.5, modelled=False),
    Setting("wrong-propensities", "Half drawn, propensities written down wrongly", 0.5, noise=0.5),
)


@dataclass(frozen=True, slots=True)
class World:
    """Arrays of people × pages × films (× features): features, chance of being taken to, both strategies' choices."""

    features: Array
    chance: Array
    logged: Array
    target: Array

    @property
    def truth(self) -> float:
        """What the target strategy earns a page, exactly."""
        return float((self.target * self.chance).sum(axis=2).mean())


@dataclass(frozen=True, slots=True)
class Score:
    """How an estimator did over all runs. `refused` is the share of runs that would get no verdict."""

    bias: float
    rmse: float
    coverage: float
    mean_effective: float
    refused: float


def world(setting: Setting, *, seed: int) -> World:
    """A population. The logging strategy goes by what is liked in general, the target one by the person's tastes."""
    import numpy as np

    rng = np.random.default_rng(seed)
    tastes = rng.normal(size=(POPULATION, 1, 1, TASTES))
    films = rng.normal(size=(POPULATION, PAGES, FILMS, TASTES))
    warmth = rng.normal(scale=0.5, size=(POPULATION, 1, 1))
    fit = (tastes * films).sum(axis=3) / sqrt(TASTES)
    general = films.mean(axis=3)
    chance = 1 / (1 + np.exp(1.6 - fit - general - warmth - 0.4 * np.sin(3 * films[..., 0])))
    features = np.concatenate([films, tastes * films, np.broadcast_to(tastes, films.shape)], axis=3)
    return World(features, chance, _mostly_best(general, setting.explore), _mostly_best(fit + 0.5 * general, 0.0))


def _mostly_best(scores: Array, explore: float) -> Array:
    """The best film, and with `explore` any film, evenly."""
    import numpy as np

    shown = np.full(scores.shape, explore / scores.shape[2])
    best = scores.argmax(axis=2)[..., None]
    np.put_along_axis(shown, best, np.take_along_axis(shown, best, 2) + 1 - explore, 2)
    return shown


def estimates(made: World, setting: Setting, people: int, rng: Generator) -> dict[str, Estimate]:
    """One logged season of so many people, and every estimate of what the target would have earned."""
    import numpy as np

    drawn = rng.integers(len(made.chance), size=people)
    log = _logged(made, drawn, rng)
    logged = log["logged"] * np.exp(setting.noise * rng.normal(size=len(log["logged"])))
    expected, wished = _model(made, drawn, log) if setting.modelled else (np.zeros(len(logged)), np.zeros(len(logged)))
    weighed = (log["rewards"], log["target"], logged, log["people"])
    return {
        "as-logged": estimators.mean(log["rewards"], log["people"]),
        "ips": estimators.ips(*weighed),
        "snips": estimators.snips(*weighed),
        "dr": estimators.doubly_robust(*weighed, expected=expected, expected_target=wished),
    }


def _logged(made: World, drawn: Array, rng: Generator) -> dict[str, Array]:
    """Which film each page showed, drawn by the logging strategy, and whether it was taken to."""
    import numpy as np

    shares = made.logged[drawn]
    at = (rng.random((*shares.shape[:2], 1)) > shares.cumsum(axis=2)).sum(axis=2, keepdims=True).clip(max=FILMS - 1)
    chance = np.take_along_axis(made.chance[drawn], at, 2)
    return {
        "at": at,
        "rewards": (rng.random(chance.shape) < chance).astype(float).ravel(),
        "logged": np.take_along_axis(shares, at, 2).ravel(),
        "target": np.take_along_axis(made.target[drawn], at, 2).ravel(),
        "people": np.repeat(np.arange(len(drawn)), shares.shape[1]),
    }


def _model(made: World, drawn: Array, log: Mapping[str, Array]) -> tuple[Array, Array]:
    """Ridge regression of the reward on what the ranking knows, each half of the people predicted by the other."""
    import numpy as np

    inputs, wanted = made.features[drawn], made.target[drawn]
    shown = np.take_along_axis(inputs, log["at"][..., None], 2)[:, :, 0]
    rewards = log["rewards"].reshape(shown.shape[:2])
    half = np.arange(len(drawn)) % 2 == 0
    expected, wished = np.empty(rewards.shape), np.empty(rewards.shape)
    for mine, others in ((half, ~half), (~half, half)):
        weights, level = _ridge(shown[others].reshape(-1, shown.shape[-1]), rewards[others].ravel())
        expected[mine] = shown[mine] @ weights + level
        wished[mine] = ((inputs[mine] @ weights + level) * wanted[mine]).sum(axis=2)
    return expected.ravel(), wished.ravel()


def _ridge(inputs: Array, outputs: Array) -> tuple[Array, float]:
    import numpy as np

    centre, level = inputs.mean(axis=0), float(outputs.mean())
    near = inputs - centre
    weights = np.linalg.solve(near.T @ near + RIDGE * np.eye(near.shape[1]), near.T @ (outputs - level))
    return weights, level - float(centre @ weights)


def scores(
    setting: Setting, *, people: int, runs: int, seed: int, tell: Callable[[int], None] = lambda _run: None
) -> tuple[float, Mapping[str, Score]]:
    """The truth, and how each estimator did over `runs` seasons of `people`."""
    import numpy as np

    made, rng = world(setting, seed=seed), np.random.default_rng(seed + 1)
    found: dict[str, list[Estimate]] = {}
    for run in range(runs):
        for name, estimate in estimates(made, setting, people, rng).items():
            found.setdefault(name, []).append(estimate)
        tell(run)
    return made.truth, MappingProxyType({name: _score(kept, made.truth) for name, kept in found.items()})


def _score(kept: list[Estimate], truth: float) -> Score:
    import numpy as np

    values = np.array([estimate.value for estimate in kept])
    return Score(
        bias=float(values.mean() - truth),
        rmse=float(np.sqrt(np.mean((values - truth) ** 2))),
        coverage=float(np.mean([estimate.low <= truth <= estimate.high for estimate in kept])),
        mean_effective=float(np.mean([estimate.effective for estimate in kept])),
        refused=float(np.mean([estimate.effective < ENOUGH for estimate in kept])),
    )
