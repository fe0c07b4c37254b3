"""What other strategies would have put in a place that was drawn."""

from dataclasses import replace

from recommendations.experiments.rivals import odds
from recommendations.experiments.strategies import STRATEGIES, USUAL
from recommendations.types import Term

KNOWN = tuple(Term)
FILMS = (11, 12, 13)
TERMS = {
    Term.MOOD: (0.30, 0.10, 0.20),
    Term.TASTE: (0.00, 0.25, 0.10),
    Term.POPULARITY: (0.05, 0.00, 0.14),
    Term.NOVELTY: (0.00, 0.00, 0.00),
    Term.CONSTRAINT: (0.00, 0.00, 0.00),
}


def of(shown, *, weights=USUAL, steered=USUAL, known=KNOWN):
    return odds(shown=shown, candidates=FILMS, terms=TERMS, weights=weights, steered=steered, known=known)


def test_each_strategy_has_exactly_one_film_for_a_place():
    told = [of(film) for film in FILMS]
    assert {name: sum(one[name] for one in told) for name in told[0]} == dict.fromkeys(STRATEGIES, 1.0)


def test_strategies_wish_for_what_they_weigh_most():
    assert of(11)["mood-first"] == 1
    assert of(12)["taste-first"] == 1
    assert of(13)["popularity"] == 1
    assert of(13)["default"] == 1


def test_strategy_that_would_decline_is_left_out():
    assert "taste-first" not in of(11, known=(Term.MOOD, Term.POPULARITY))


def test_term_without_weight_leaves_out_who_would_weigh_it():
    told = of(13, weights=replace(USUAL, mood=0.0))
    assert "popularity" in told
    assert "default" not in told


def test_persons_own_sliders_count_for_every_strategy():
    assert of(12, steered=replace(USUAL, mood=0.0, popularity=0.0))["default"] == 1
