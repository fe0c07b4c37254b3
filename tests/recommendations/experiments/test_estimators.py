"""What another strategy would have earned, against a truth that is known."""

import numpy as np
import pytest

from recommendations.experiments import estimators, simulation, simulation_pairs

PEOPLE = np.arange(4)


def test_evenly_drawn_places_are_weighed_by_hand_as_expected():
    rewards, target, logged = [1.0, 0.0, 1.0, 0.0], [1.0, 0.0, 0.0, 1.0], [0.5, 0.5, 0.5, 0.5]
    assert estimators.ips(rewards, target, logged, PEOPLE).value == pytest.approx(0.5)
    assert estimators.snips([2.0, 0, 0, 1.0], target, [0.5, 0.5, 0.5, 0.25], PEOPLE).value == pytest.approx(8 / 6)
    perfect = {"expected": rewards, "expected_target": [1.0, 1.0, 0.0, 0.0]}
    assert estimators.doubly_robust(rewards, target, logged, PEOPLE, **perfect).value == pytest.approx(0.5)


def test_effective_size_falls_with_uneven_weights():
    assert estimators.effective([1, 1, 1, 1]) == 4
    assert estimators.effective([4, 0, 0, 0]) == 1
    assert estimators.effective([0, 0]) == 0


def test_a_strategy_that_would_show_nothing_of_it_has_no_interval():
    made = estimators.snips([1.0, 0.0], [0.0, 0.0], [0.5, 0.5], [1, 2])
    assert made.low == float("-inf")
    assert made.effective == 0


def test_pages_of_one_person_count_for_less_than_pages_of_many():
    rewards = np.repeat([0.0, 1.0, 1.0, 0.0, 1.0, 0.0], 10)
    alone = estimators.mean(rewards, np.arange(60))
    together = estimators.mean(rewards, np.repeat(np.arange(6), 10))
    assert together.value == alone.value
    assert together.error > 2 * alone.error


def test_gain_is_the_doubly_robust_value_less_what_was_logged():
    rng = np.random.default_rng(3)
    rewards, target, logged, expected = rng.random(50), rng.random(50), rng.random(50) + 0.1, rng.random(50)
    whole = estimators.doubly_robust(
        rewards, target, logged, np.arange(50), expected=expected, expected_target=expected
    )
    gain = estimators.gain(rewards, target, logged, np.arange(50), expected=expected)
    assert gain.value == pytest.approx(whole.value - rewards.mean())


@pytest.mark.parametrize(("freedom", "known"), [(1.9, 4.45), (3, 3.182), (10, 2.228), (30, 2.042), (1e6, 1.96)])
def test_quantile_is_students(freedom, known):
    assert estimators.quantile(freedom) == pytest.approx(known, rel=0.03)


@pytest.fixture(scope="module")
def seasons():
    return {
        setting.name: simulation.scores(setting, people=600, runs=60, seed=11)[1] for setting in simulation.SETTINGS
    }


def test_logged_mean_is_no_answer_for_another_strategy(seasons):
    assert seasons["wide"]["as-logged"].coverage == 0


@pytest.mark.parametrize("estimator", ["ips", "snips", "dr"])
@pytest.mark.parametrize("setting", ["wide", "tenth", "no-model"])
def test_intervals_hold_the_truth(seasons, setting, estimator):
    made = seasons[setting][estimator]
    assert made.coverage >= 0.86  # of 60 runs; 95 % by the committed figures
    assert abs(made.bias) <= 0.5 * made.rmse


def test_doubly_robust_survives_wrong_propensities_where_ips_does_not(seasons):
    made = seasons["wrong-propensities"]
    assert abs(made["dr"].bias) < 0.25 * abs(made["ips"].bias)


def test_a_model_makes_the_doubly_robust_estimate_calmer(seasons):
    assert seasons["wide"]["dr"].rmse < 0.9 * seasons["wide"]["ips"].rmse


def test_few_drawn_places_are_refused(seasons):
    assert seasons["tenth"]["dr"].refused == 1
    assert seasons["wide"]["dr"].refused == 0


def test_interleaving_sees_a_clear_difference_that_ab_of_as_many_people_misses():
    clear = simulation_pairs.found(simulation_pairs.PAIRS[2], people=120, runs=15, seed=5)
    assert clear.interleaved_b >= 0.7
    assert clear.interleaved_a == 0
    assert clear.ab_b < clear.interleaved_b


def test_interleaving_two_equal_rankings_raises_few_alarms():
    same = simulation_pairs.found(simulation_pairs.PAIRS[0], people=60, runs=40, seed=5)
    assert same.interleaved_a + same.interleaved_b <= 0.15
