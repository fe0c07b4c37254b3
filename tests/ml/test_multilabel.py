"""Measures of several labels a row against scikit-learn's."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sklearn.metrics import accuracy_score, f1_score, precision_recall_fscore_support
from sklearn.metrics import hamming_loss as scikit_learns_loss

from ml import measures, metrics, multilabel

LABELS = 3
quick = settings(max_examples=40, deadline=None)
marks = st.tuples(*[st.booleans()] * LABELS)
tables = st.lists(st.tuples(marks, marks), min_size=1, max_size=20)


def matrices(found):
    return np.array([one for one, _ in found]), np.array([other for _, other in found])


@given(tables)
@quick
def test_figures_of_all_rows_are_scikit_learns(found):
    truth, chosen = matrices(found)
    assert multilabel.subset_accuracy(truth, chosen) == pytest.approx(accuracy_score(truth, chosen))
    assert multilabel.hamming_loss(truth, chosen) == pytest.approx(scikit_learns_loss(truth, chosen))
    assert multilabel.micro_f1(truth, chosen) == pytest.approx(
        f1_score(truth, chosen, average="micro", zero_division=0)
    )


@given(tables)
@quick
def test_macro_f1_counts_every_label_of_the_head(found):
    truth, chosen = matrices(found)
    expected = f1_score(truth, chosen, average="macro", zero_division=0)
    assert multilabel.macro_f1(truth, chosen) == pytest.approx(expected)


@given(tables)
@quick
def test_per_label_scores_are_scikit_learns(found):
    truth, chosen = matrices(found)
    expected = precision_recall_fscore_support(truth, chosen, zero_division=0)
    scores = multilabel.label_scores(truth, chosen)
    assert pytest.approx(np.array(expected)) == np.array([(s.precision, s.recall, s.f1, s.support) for s in scores]).T


@given(st.lists(st.tuples(st.integers(0, 3), st.integers(0, 3)), min_size=1, max_size=20))
@quick
def test_one_label_a_row_is_a_case_of_several(rows):
    truth, said = np.array(rows).T
    every = np.eye(4, dtype=bool)
    assert multilabel.label_scores(every[truth], every[said]) == metrics.label_scores(truth, said, 4)
    assert (multilabel.mistaken(every[truth], every[said]) == metrics.confusion(truth, said, 4)).all()


def test_a_mistake_is_a_label_given_in_place_of_a_missed_one():
    truth = np.array([[True, True, False], [False, False, True]])
    chosen = np.array([[True, False, True], [False, False, True]])
    assert multilabel.mistaken(truth, chosen).tolist() == [[1, 0, 0], [0, 0, 1], [0, 0, 1]]


def test_interval_holds_the_estimate_and_is_the_same_twice():
    random = np.random.default_rng(5)
    truth = random.random((300, LABELS)) < 0.4
    chosen = truth ^ (random.random((300, LABELS)) < 0.2)
    found = multilabel.bootstrap_interval(truth, chosen)
    assert found["accuracy"][0] < multilabel.subset_accuracy(truth, chosen) < found["accuracy"][1]
    assert found["macro_f1"][0] < multilabel.macro_f1(truth, chosen) < found["macro_f1"][1]
    assert found == multilabel.bootstrap_interval(truth, chosen)


def test_calibration_error_is_the_mean_of_every_labels_own():
    truth = np.array([[True, False], [True, False]])
    scores = np.array([[1.0, 0.5], [1.0, 0.5]])  # the first label is sure and right, the second half sure and wrong
    assert measures.of_several(truth, scores, scores > 0.5).ece == pytest.approx((0 + 0.5) / 2)


def test_no_rows_have_no_accuracy():
    with pytest.raises(ValueError, match="no rows"):
        multilabel.subset_accuracy(np.zeros((0, 2), dtype=bool), np.zeros((0, 2), dtype=bool))
