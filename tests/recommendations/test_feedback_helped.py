"""Did it help? Figures against values worked out by hand, and words that never say more than they."""

import math

import pytest

from recommendations.feedback import helped
from recommendations.feedback.helped import Change, change, pleasant, quantile, stirred


@pytest.mark.parametrize("differences", [[], [0.4], [0.4] * 4])
def test_too_few_evenings_give_no_figure(differences):
    assert change(differences) is None


def test_mean_and_interval_are_students():
    """Mean 0.4, s² = (2 · 0.16 + 2 · 0.04) / 4 = 0.1, t(4) = 2.776: half is 2.776 · √0.1 / √5 = 0.39259."""
    found = change([0.0, 0.2, 0.4, 0.6, 0.8])
    assert found.n == 5
    assert found.mean == pytest.approx(0.4)
    assert (found.low, found.high) == (pytest.approx(0.00741, abs=1e-5), pytest.approx(0.79259, abs=1e-5))


def test_answers_that_agree_are_no_surer_than_their_steps():
    """s = 0, so the step's own spread stands in: 0.4 / √12 = 0.11547, and 2.776 · 0.11547 / √5 = 0.14336."""
    found = change([0.4] * 5)
    assert (found.low, found.high) == (pytest.approx(0.25664, abs=1e-5), pytest.approx(0.54336, abs=1e-5))


def test_interval_stays_on_the_scale():
    found = change([2.0, 2.0, 2.0, -2.0, 2.0, 2.0])
    assert found.high == 2.0


# Two-sided 95 % quantiles of Student's t as statistics books print them, and between the tabulated ones.
@pytest.mark.parametrize(
    ("df", "printed"),
    [(4, 2.776), (9, 2.262), (11, 2.201), (13, 2.160), (25, 2.060), (40, 2.021), (90, 1.987), (10**6, 1.960)],
)
def test_quantiles_agree_with_the_books(df, printed):
    assert quantile(df) == pytest.approx(printed, abs=0.003)


def test_interval_covers_the_truth_as_often_as_it_says():
    """Drawn differences around a known mean: 95 % of the intervals hold it (2,000 draws, three standard errors)."""
    import random

    draw = random.Random(7)
    held = 0
    for _ in range(2000):
        found = change([draw.gauss(0.3, 0.5) for _ in range(7)])
        held += found.low <= 0.3 <= found.high
    assert abs(held / 2000 - 0.95) <= 3 * math.sqrt(0.95 * 0.05 / 2000)


def test_words_of_a_small_unsure_change():
    words = pleasant(Change(7, 0.2, -0.1, 0.5))
    assert words == "a little lighter afterwards, +0.2 (−0.1 to +0.5) over 7 evenings; too few to be sure"


@pytest.mark.parametrize(
    ("found", "words"),
    [
        (Change(9, 0.4, 0.2, 0.6), "lighter afterwards, +0.4 (+0.2 to +0.6) over 9 evenings"),
        (Change(9, -0.8, -1.0, -0.6), "much heavier afterwards, −0.8 (−1.0 to −0.6) over 9 evenings"),
        (
            Change(90, 0.01, -0.1, 0.12),
            "about the same afterwards, 0.0 (−0.1 to +0.1) over 90 evenings; no clear change either way",
        ),
    ],
)
def test_words_follow_the_figures(found, words):
    assert pleasant(found) == words


def test_energy_has_words_of_its_own():
    assert stirred(Change(9, -0.4, -0.6, -0.2)).startswith("calmer afterwards")


@pytest.mark.parametrize(("low", "high", "clear"), [(0.01, 0.5, True), (-0.5, -0.01, True), (-0.1, 0.5, False)])
def test_change_is_clear_only_on_one_side_of_nothing(low, high, clear):
    found = Change(8, (low + high) / 2, low, high)
    assert found.is_clear is clear
    assert bool(found.doubt) is not clear


def test_steps_lie_in_the_middle_of_five_equal_parts():
    assert [-1 + helped.STEP * (place + 0.5) for place in range(5)] == pytest.approx(list(helped.STEPS))
