"""Where the dial takes a mood, and what the sliders make of the terms."""

from __future__ import annotations

import random

import pytest

from emotions.errors import UnknownMood
from ml.moods import MOODS, affect, doubt
from recommendations.errors import UnusableScores
from recommendations.ranking.blend import Weights
from recommendations.steering.targets import PULLS, SAYS, aim, weights
from recommendations.steering.types import Dial, Sliders, Steer

UNPLEASANT = ("anger", "disgust", "fear", "sadness")


def _mixes(count: int = 60) -> list[dict[str, float]]:
    draw = random.Random(7)
    raw = [{mood: draw.random() ** 3 for mood in MOODS} for _ in range(count)]
    return [{mood: share / sum(mix.values()) for mood, share in mix.items()} for mix in raw]


@pytest.mark.parametrize("dial", list(Dial))
def test_every_setting_gives_a_mix_of_all_moods(dial: Dial) -> None:
    for mix in _mixes():
        aimed = aim(mix, Steer(dial=dial))
        assert set(aimed) == set(MOODS)
        assert sum(aimed.values()) == pytest.approx(1.0)
        assert min(aimed.values()) >= 0


def test_match_stays_where_the_mood_is() -> None:
    mix = _mixes()[0]
    assert aim(mix, Steer()) == pytest.approx(mix)


def test_lift_leaves_every_mix_pleasant() -> None:
    for mix in [*_mixes(), *({mood: 1.0} for mood in UNPLEASANT)]:
        full = dict.fromkeys(MOODS, 0.0) | mix
        before, after = affect(full)[0], affect(aim(mix, Steer(dial=Dial.LIFT)))[0]
        assert after > max(0.6, min(before, 0.7))


def test_lift_starts_from_where_one_is() -> None:
    """Out of sadness it goes by way of the gentler moods, out of anger by the livelier ones."""
    sad, angry = (aim({mood: 1.0}, Steer(dial=Dial.LIFT)) for mood in ("sadness", "anger"))
    assert sad["neutral"] + sad["love"] > angry["neutral"] + angry["love"]
    assert affect(angry)[1] > affect(sad)[1]


def test_calm_lowers_energy_and_leaves_nothing_unpleasant() -> None:
    for mix in [{mood: 1.0} for mood in ("anger", "fear", "surprise", "joy", "disgust")]:
        before = affect(dict.fromkeys(MOODS, 0.0) | mix)
        after = affect(aim(mix, Steer(dial=Dial.CALM)))
        assert after[1] < before[1]
        assert after[0] > -0.1
    assert affect(aim({"sadness": 1.0}, Steer(dial=Dial.CALM)))[0] > -0.1


def test_cathartic_goes_further_into_the_same_mood() -> None:
    for mix in _mixes():
        aimed = aim(mix, Steer(dial=Dial.CATHARTIC))
        assert max(aimed, key=aimed.__getitem__) == max(mix, key=mix.__getitem__)
        assert doubt(aimed) < doubt(mix)


def test_surprise_asks_for_no_mood_and_for_what_is_new() -> None:
    steer = Steer(dial=Dial.SURPRISE)
    assert set(aim({"anger": 1.0}, steer).values()) == {1 / len(MOODS)}
    assert weights(steer).mood == 0
    assert weights(steer).novelty > 3 * Weights().novelty


@pytest.mark.parametrize("dial", list(Dial))
def test_a_target_mood_decides_whatever_the_dial_says(dial: Dial) -> None:
    aimed = aim({"anger": 0.9, "joy": 0.1}, Steer(dial=dial, target="love"))
    assert aimed["love"] == pytest.approx(1.0)
    assert weights(Steer(dial=dial, target="love")).mood == Weights().mood


def test_sliders_scale_their_own_term_and_no_other() -> None:
    usual = Weights()
    none, twice = (weights(Steer(sliders=Sliders(mood=by))) for by in (0.0, 2.0))
    assert (none.mood, twice.mood) == (0.0, 2 * usual.mood)
    assert (twice.taste, twice.popularity, twice.constraint) == (usual.taste, usual.popularity, usual.constraint)
    assert weights(Steer(sliders=Sliders(taste=0.5))).taste == usual.taste / 2
    assert weights(Steer(sliders=Sliders(novelty=2.0))).novelty == 2 * usual.novelty


def test_a_strategys_own_weights_are_what_is_scaled() -> None:
    assert weights(Steer(sliders=Sliders(mood=2.0)), Weights(mood=0.4)).mood == pytest.approx(0.8)


def test_every_stop_says_what_it_does_and_pulls_lie_on_the_plane() -> None:
    assert set(SAYS) == set(Dial)
    assert all(-1 <= value <= 1 for pull in PULLS.values() for value in pull)


def test_an_unusable_mix_is_refused() -> None:
    with pytest.raises(UnusableScores):
        aim({"joy": 0.0}, Steer())
    with pytest.raises(UnknownMood):
        aim({"bliss": 1.0}, Steer())
