"""Measures against values worked out by hand."""

from math import log, log2

import numpy as np
import pytest

from recommendations.evaluation import metrics

TOPS = np.array([[0, 1, 2], [3, 4, 5]])
HIDDEN = np.array([[1, 0, 1, 0, 0, 0], [0, 0, 0, 0, 1, 0]], dtype=bool)


def test_ndcg_by_hand():
    best = 1 + 1 / log2(3)
    np.testing.assert_allclose(metrics.ndcg(TOPS, HIDDEN), [(1 + 1 / 2) / best, 1 / log2(3)])


def test_recall_is_of_as_many_as_the_list_holds():
    hidden = np.ones((2, 6), dtype=bool)
    hidden[0, 0] = False
    np.testing.assert_allclose(metrics.recall(TOPS, HIDDEN), [1, 1])
    np.testing.assert_allclose(metrics.recall(TOPS, hidden), [2 / 3, 1])


def test_novelty_is_the_mean_self_information():
    shares = np.array([[0.5, 0.25, 0.125, 1, 1, 1]] * 2)
    np.testing.assert_allclose(metrics.novelty(TOPS, shares), [2, 0])


def test_calibration_is_zero_for_the_persons_own_mix_and_by_hand_for_another():
    genres = np.array([[1.0, 0.0], [0.0, 1.0], [0.5, 0.5]] * 2)
    tops = np.array([[0, 1], [0, 3]])
    own = np.array([[0.5, 0.5], [0.5, 0.5]])
    blurred = [0.99 + 0.005, 0.005]
    wanted = 0.5 * log(0.5 / blurred[0]) + 0.5 * log(0.5 / blurred[1])
    np.testing.assert_allclose(metrics.calibration(tops, genres, own), [0, wanted], atol=1e-12)


def test_diversity_is_nought_for_one_genre_and_one_for_none_shared():
    genres = np.eye(6)
    genres[3:] = [1, 0, 0, 0, 0, 0]
    np.testing.assert_allclose(metrics.diversity(TOPS, genres), [1, 0], atol=1e-12)


def test_coverage_counts_a_film_once():
    assert metrics.coverage(np.array([[0, 1], [1, 0], [2, 0]]), 6) == 0.5


def test_bootstrap_holds_the_mean_and_narrows_with_people():
    values = np.random.default_rng(0).normal(1.0, 1.0, 2000)
    low, high = metrics.bootstrap(values, seed=1)
    assert low < values.mean() < high
    assert high - low == pytest.approx(2 * 1.96 / 2000**0.5, rel=0.15)
    assert metrics.bootstrap(values, seed=1) == (low, high)


def test_jackknife_is_about_the_figure_itself():
    tops = np.random.default_rng(0).integers(0, 400, (200, 10))
    low, high = metrics.jackknife(tops, lambda some: metrics.coverage(some, 500), seed=1)
    assert low < metrics.coverage(tops, 500) < high
