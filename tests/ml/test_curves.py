"""Curves and what they sum up to, against scikit-learn and against the definition written out."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sklearn.metrics import average_precision_score, roc_auc_score, roc_curve
from sklearn.metrics import precision_recall_curve as scikit_learns_curve

from ml import curves, metrics

quick = settings(max_examples=40, deadline=None)
# Few distinct scores, so that ties are common.
rows = st.lists(st.tuples(st.booleans(), st.integers(0, 6).map(lambda at: at / 6)), min_size=1, max_size=25)


def columns(found):
    return np.array([one for one, _ in found]), np.array([score for _, score in found])


@given(rows)
@quick
def test_area_under_roc_is_scikit_learns_and_none_where_that_is_undefined(found):
    carried, scores = columns(found)
    curve = curves.roc(carried, scores)
    if carried.all() or not carried.any():
        assert curve is None
        return
    assert curve.area == pytest.approx(roc_auc_score(carried, scores))
    expected_x, expected_y, _ = roc_curve(carried, scores, drop_intermediate=False)
    assert curve.x == pytest.approx(expected_x)
    assert curve.y == pytest.approx(expected_y)


@given(rows)
@quick
def test_average_precision_is_scikit_learns_and_none_without_the_label(found):
    carried, scores = columns(found)
    curve = curves.precision_recall(carried, scores)
    if not carried.any():
        assert curve is None
        return
    assert curve.area == pytest.approx(average_precision_score(carried, scores))
    precision, recall, _ = scikit_learns_curve(carried, scores)
    expected = {(round(x, 9), round(y, 9)) for x, y in zip(recall[:-1], precision[:-1], strict=True)}
    assert {(round(x, 9), round(y, 9)) for x, y in zip(curve.x, curve.y, strict=True)} == expected


def risk_by_definition(right, confidence):
    """Mean error rate of the k surest rows over all k, where every order of equal rows is equally likely."""
    total = 0.0
    for k in range(1, len(right) + 1):
        bound = np.sort(confidence)[-k]
        above, tied = confidence > bound, confidence == bound
        wrong = (~right[above]).sum() + (k - above.sum()) * (~right[tied]).mean()
        total += wrong / k
    return total / len(right)


@given(rows)
@quick
def test_risk_coverage_is_its_definition(found):
    right, confidence = columns(found)
    curve = curves.risk_coverage(right, confidence)
    assert curve.area == pytest.approx(risk_by_definition(right, confidence))
    assert curve.x[-1] == 1
    assert curve.y[-1] == pytest.approx(1 - right.mean())


@given(rows, st.randoms(use_true_random=False))
@quick
def test_the_order_of_rows_changes_nothing(found, random):
    shuffled = random.sample(found, len(found))
    for make in (curves.roc, curves.precision_recall, curves.risk_coverage):
        one, other = make(*columns(found)), make(*columns(shuffled))
        assert (one is None) == (other is None)
        assert one is None or one.area == pytest.approx(other.area)


@given(rows)
@quick
def test_bins_hold_every_row_and_their_gaps_are_the_calibration_error(found):
    right, confidence = columns(found)
    bins = curves.reliability(right, confidence)
    assert sum(one.n for one in bins) == len(right)
    for one in bins:
        assert not one.n or one.low - 1e-9 <= one.confidence <= one.high + 1e-9
    scores = np.column_stack([confidence, np.full(len(right), -1.0)])  # the first label is always the top one
    expected = metrics.expected_calibration_error(np.where(right, 0, 1), scores)
    assert curves.calibration_error(right, confidence) == pytest.approx(expected)


def test_brier_of_known_rows():
    truth = np.array([[True, False], [True, False]])
    assert curves.brier(truth, np.array([[1.0, 0.0], [0.0, 1.0]])) == pytest.approx((0 + 2) / 2)
    assert curves.brier(truth, np.array([[0.5, 0.5], [0.8, 0.2]])) == pytest.approx((0.5 + 0.08) / 2)
