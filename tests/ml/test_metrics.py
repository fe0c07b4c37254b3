"""Our measures of one label a row against scikit-learn's, on drawn data and on whatever hypothesis finds."""

import warnings

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sklearn.metrics import (
    accuracy_score,
    balanced_accuracy_score,
    cohen_kappa_score,
    confusion_matrix,
    f1_score,
    matthews_corrcoef,
    precision_recall_fscore_support,
)

from ml import metrics

LABELS = 4
quick = settings(max_examples=40, deadline=None)
pairs = st.lists(st.tuples(st.integers(0, LABELS - 1), st.integers(0, LABELS - 1)), min_size=1, max_size=25)


@pytest.fixture
def drawn():
    random = np.random.default_rng(7)
    truth = random.integers(0, 5, 400)  # labels 5, 6, 7 never occur
    scores = random.dirichlet(np.ones(8) * 0.5, 400)
    scores[np.arange(400), truth] += random.random(400)
    return truth, scores / scores.sum(axis=1, keepdims=True)


@given(pairs)
@quick
def test_accuracy_and_confusion_are_scikit_learns(rows):
    truth, predicted = np.array(rows).T
    assert metrics.accuracy(truth, predicted) == accuracy_score(truth, predicted)
    expected = confusion_matrix(truth, predicted, labels=range(LABELS))
    assert (metrics.confusion(truth, predicted, LABELS) == expected).all()


@given(pairs)
@quick
def test_per_class_scores_are_scikit_learns(rows):
    truth, predicted = np.array(rows).T
    expected = precision_recall_fscore_support(truth, predicted, labels=range(LABELS), zero_division=0)
    found = metrics.label_scores(truth, predicted, LABELS)
    assert pytest.approx(np.array(expected)) == np.array([(s.precision, s.recall, s.f1, s.support) for s in found]).T


@given(pairs)
@quick
def test_macro_averages_are_over_the_labels_that_occur(rows):
    truth, predicted = np.array(rows).T
    occurring = [score for score in metrics.label_scores(truth, predicted, LABELS) if score.support]
    found = metrics.macro(occurring)
    expected = precision_recall_fscore_support(
        truth, predicted, labels=sorted(set(truth)), average="macro", zero_division=0
    )
    assert (found.precision, found.recall, found.f1) == pytest.approx(expected[:3])
    assert metrics.macro_f1(truth, predicted, LABELS) == pytest.approx(found.f1)


@given(pairs)
@quick
def test_weighted_averages_are_scikit_learns(rows):
    truth, predicted = np.array(rows).T
    found = metrics.weighted(metrics.label_scores(truth, predicted, LABELS))
    expected = precision_recall_fscore_support(truth, predicted, average="weighted", zero_division=0)
    assert (found.precision, found.recall, found.f1) == pytest.approx(expected[:3])


@given(pairs)
@quick
def test_matthews_correlation_is_scikit_learns(rows):
    truth, predicted = np.array(rows).T
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # about a single label, which is 0 there and here
        expected = matthews_corrcoef(truth, predicted)
    assert metrics.matthews(truth, predicted, LABELS) == pytest.approx(expected, abs=1e-12)


@given(pairs)
@quick
def test_kappa_is_scikit_learns_and_0_where_that_is_undefined(rows):
    truth, predicted = np.array(rows).T
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        expected = cohen_kappa_score(truth, predicted)
    expected = 0.0 if np.isnan(expected) else expected
    assert metrics.cohens_kappa(truth, predicted, LABELS) == pytest.approx(expected, abs=1e-12)


def test_balanced_accuracy_is_the_macro_recall(drawn):
    truth, scores = drawn
    predicted = np.where(scores.argmax(axis=1) > 4, 0, scores.argmax(axis=1))
    occurring = [score for score in metrics.label_scores(truth, predicted, 8) if score.support]
    assert metrics.macro(occurring).recall == pytest.approx(balanced_accuracy_score(truth, predicted))


def test_macro_f1_punishes_labels_that_cannot_occur(drawn):
    truth, scores = drawn
    predicted = scores.argmax(axis=1)
    assert set(predicted) > set(truth)
    expected = f1_score(truth, predicted, labels=sorted(set(truth)), average="macro")
    assert metrics.macro_f1(truth, predicted, 8) == pytest.approx(expected)


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
