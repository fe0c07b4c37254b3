"""Our measures against scikit-learn's, on drawn data."""

import numpy as np
import pytest
from sklearn.metrics import accuracy_score, confusion_matrix, f1_score, precision_recall_fscore_support

from ml import metrics


@pytest.fixture
def drawn():
    random = np.random.default_rng(7)
    truth = random.integers(0, 5, 400)  # labels 5, 6, 7 never occur
    scores = random.dirichlet(np.ones(8) * 0.5, 400)
    scores[np.arange(400), truth] += random.random(400)
    return truth, scores / scores.sum(axis=1, keepdims=True)


def test_accuracy_is_scikit_learns(drawn):
    truth, scores = drawn
    assert metrics.accuracy(truth, scores.argmax(axis=1)) == accuracy_score(truth, scores.argmax(axis=1))


def test_confusion_is_scikit_learns(drawn):
    truth, scores = drawn
    predicted = scores.argmax(axis=1)
    assert (metrics.confusion(truth, predicted, 8) == confusion_matrix(truth, predicted, labels=range(8))).all()


def test_macro_f1_averages_the_labels_that_occur(drawn):
    truth, scores = drawn
    predicted = scores.argmax(axis=1)
    assert set(predicted) > set(truth)
    expected = f1_score(truth, predicted, labels=sorted(set(truth)), average="macro")
    assert metrics.macro_f1(truth, predicted, 8) == pytest.approx(expected)


def test_per_class_scores_are_scikit_learns(drawn):
    truth, scores = drawn
    predicted = scores.argmax(axis=1)
    expected = precision_recall_fscore_support(truth, predicted, labels=range(8), zero_division=0)
    found = metrics.label_scores(truth, predicted, 8)
    assert pytest.approx(np.array(expected)) == np.array([(s.precision, s.recall, s.f1, s.support) for s in found]).T


def test_calibration_error_of_a_known_case():
    truth = np.array([0, 0, 0, 1])
    scores = np.array([[0.9, 0.1]] * 4)  # 0.9 sure, right three times of four
    assert metrics.expected_calibration_error(truth, scores) == pytest.approx(0.15)


def test_calibration_error_weighs_bins_by_their_rows():
    truth = np.array([0, 0, 0, 0])
    scores = np.array([[1.0, 0.0], [1.0, 0.0], [1.0, 0.0], [0.6, 0.4]])
    assert metrics.expected_calibration_error(truth, scores) == pytest.approx(0.4 / 4)


def test_coverage_falls_as_the_threshold_rises(drawn):
    points = metrics.risk_coverage(*drawn, (0.0, 0.4, 0.6, 0.999999))
    coverage = [point.coverage for point in points]
    assert coverage[0] == 1.0
    assert coverage == sorted(coverage, reverse=True)
    assert points[0].accuracy == metrics.accuracy(drawn[0], drawn[1].argmax(axis=1))


def test_interval_holds_the_estimate_and_is_the_same_twice(drawn):
    truth, scores = drawn
    predicted = scores.argmax(axis=1)
    first = metrics.bootstrap_interval(truth, predicted, 8)
    low, high = first["accuracy"]
    assert low < metrics.accuracy(truth, predicted) < high
    assert high - low == pytest.approx(2 * 1.96 * np.sqrt(0.25 / 400), rel=0.4)
    assert first == metrics.bootstrap_interval(truth, predicted, 8)


def test_no_rows_have_no_accuracy():
    with pytest.raises(ValueError, match="no rows"):
        metrics.accuracy(np.array([], dtype=int), np.array([], dtype=int))
