"""Which film other strategies would have put in a place that was drawn: what makes such a place worth logging. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from recommendations.experiments.strategies import STRATEGIES
from recommendations.ranking.blend import Weights
from recommendations.types import Term


def odds(
    *,
    shown: int,
    candidates: Sequence[int],
    terms: Mapping[Term, Sequence[float]],
    weights: Weights,
    steered: Weights,
    known: Iterable[Term],
) -> dict[str, float]:
    """By strategy, how likely it would have put `shown` in this place: 1 where it is its best candidate, else 0.

    `candidates` are all films that could have come there, `terms` their terms as ranked with `weights`, in the same
    order; a term that was given no weight cannot be told apart and leaves out the strategies that give it some.
    `steered` are the weights by the person's own sliders. Strategies that would decline are left out.
    """
    able = [strategy for strategy in STRATEGIES.values() if strategy.answers(set(known))]
    wished = {strategy.name: _factors(strategy.steered(steered), weights, terms) for strategy in able}
    return {
        name: float(candidates[_best(candidates, terms, factors)] == shown)
        for name, factors in wished.items()
        if factors is not None
    }


def _factors(wanted: Weights, used: Weights, terms: Mapping[Term, Sequence[float]]) -> dict[Term, float] | None:
    """What each term is multiplied by to go from one set of weights to another; None where that cannot be done."""
    factors: dict[Term, float] = {}
    for term in terms:
        own, other = getattr(used, term.value), getattr(wanted, term.value)
        if not own and other:
            return None
        factors[term] = other / own if own else 0.0
    return factors


def _best(candidates: Sequence[int], terms: Mapping[Term, Sequence[float]], factors: Mapping[Term, float]) -> int:
    """The place among the candidates of the best one; the lower id breaks ties."""
    totals = [
        sum(factors[term] * values[number] for term, values in terms.items()) for number in range(len(candidates))
    ]
    return min(range(len(candidates)), key=lambda number: (-round(totals[number], 12), candidates[number]))
