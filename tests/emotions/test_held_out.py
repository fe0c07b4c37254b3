"""The measured score that travels with every answer."""

import pytest

from emotions.held_out import held_out
from ml.registry import register, unregister
from ml.types import HeldOutScore, ModelSpec


@pytest.fixture
def measured():
    """A model of one's own, measured on two sets."""
    scores = (HeldOutScore("ours_test", 300, 0.8, 0.7, 0.02), HeldOutScore("theirs_test", 100, 0.4, 0.3, 0.09))
    spec = ModelSpec("text-ours", "text", "fallback", "nowhere.Ours", None, "MIT", ("en",), scores)
    register(spec)
    yield spec
    unregister(spec.name)


def test_every_held_out_row_counts_once(measured):
    found = held_out(measured.name)
    assert (found.dataset, found.n) == ("ours_test+theirs_test", 400)
    assert found.accuracy == pytest.approx(0.7)


def test_a_model_that_is_gone_has_no_score():
    assert held_out("text-of-last-year") is None
