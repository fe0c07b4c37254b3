"""Ways of ranking that stand ready: named, compared by experiments, one of them live."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace
from typing import Final

from recommendations.ranking.blend import Weights
from recommendations.types import Term

USUAL: Final = Weights()


@dataclass(frozen=True, slots=True)
class Strategy:
    """A way of ranking. `explore` is the chance that a row gives one place to a film drawn to learn more, 0 to 1.

    `needs` are the terms without which it has nothing to go by: where one of them is not known of a viewer, the
    strategy declines and the default answers.
    """

    name: str
    title: str
    weights: Weights
    explore: float = 0.0
    needs: frozenset[Term] = frozenset()

    def answers(self, known: Collection[Term]) -> bool:
        return self.needs <= set(known)

    def steered(self, asked: Weights) -> Weights:
        """The weights of a person's own sliders, turned by this strategy: factor upon factor, term by term.

        A term that usually counts nothing takes the larger of the two.
        """
        return Weights(**{term.value: _turned(*_three(term, asked, self.weights)) for term in Term})


def _three(term: Term, asked: Weights, own: Weights) -> tuple[float, float, float]:
    return getattr(asked, term.value), getattr(own, term.value), getattr(USUAL, term.value)


def _turned(asked: float, own: float, usual: float) -> float:
    return asked * own / usual if usual else max(asked, own)


def _weights(**factors: float) -> Weights:
    """The usual weights, each times its factor."""
    return replace(USUAL, **{term: factor * getattr(USUAL, term) for term, factor in factors.items()})


DEFAULT: Final = Strategy("default", "The usual weights", USUAL)
STRATEGIES: Final[dict[str, Strategy]] = {}


def register(strategies: Iterable[Strategy]) -> None:
    """Make strategies known by name. Raises ValueError when a name is taken by another one."""
    for strategy in strategies:
        if STRATEGIES.setdefault(strategy.name, strategy) != strategy:
            raise ValueError(f"A strategy {strategy.name!r} is registered already.")


register(
    (
        DEFAULT,
        Strategy("popularity", "Best known and best reviewed", _weights(mood=0.0, taste=0.0)),
        Strategy(
            "mood-first",
            "The mood before everything else",
            _weights(mood=1.6, taste=0.6, popularity=0.6),
            needs=frozenset({Term.MOOD}),
        ),
        Strategy(
            "taste-first",
            "Their taste before everything else",
            _weights(mood=0.6, taste=2.0, popularity=0.8),
            needs=frozenset({Term.TASTE}),
        ),
        Strategy(
            "adventurous",
            "Less known films, some drawn",
            replace(_weights(popularity=0.5), novelty=max(0.15, USUAL.novelty)),
            explore=0.1,
        ),
        Strategy("curious", "The usual weights, some films drawn", USUAL, explore=0.1),
    )
)


def named(name: str) -> Strategy:
    """The strategy of this name; the default where the name is gone."""
    return STRATEGIES.get(name, DEFAULT)


def answering(strategy: Strategy, known: Collection[Term]) -> Strategy:
    """The strategy itself, or the default where it declines: `known` are the terms there is something to go by."""
    return strategy if strategy.answers(known) else DEFAULT
