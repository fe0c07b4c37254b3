"""What a prediction says of itself."""

import pytest

from ml.moods import MOODS
from ml.types import Prediction


def prediction(threshold=0.5, **scores):
    rest = (1 - sum(scores.values())) / (8 - len(scores))
    return Prediction("text", {mood: scores.get(mood, rest) for mood in MOODS}, "m", "primary", 1.0, threshold)


def test_mood_and_runner_up_are_the_two_strongest():
    mixed = prediction(joy=0.5, love=0.3)
    assert (mixed.mood, mixed.runner_up, mixed.confidence) == ("joy", "love", 0.5)


def test_below_the_threshold_it_is_not_sure():
    assert prediction(joy=0.5).is_sure
    assert not prediction(threshold=0.51, joy=0.5).is_sure


def test_doubt_runs_from_none_to_all():
    assert prediction(joy=1.0).doubt == 0
    assert prediction().doubt == pytest.approx(1.0)
    assert 0 < prediction(joy=0.5).doubt < 1


def test_valence_and_arousal_tell_joy_from_sadness():
    assert prediction(joy=0.9).valence > 0.5 > -0.5 > prediction(sadness=0.9).valence
    assert prediction(anger=0.9).arousal > 0.5 > prediction(sadness=0.9).arousal


def test_predicted_lists_the_moods_above_a_threshold():
    mixed = prediction(joy=0.5, love=0.3)
    assert mixed.predicted() == ("joy", "love")
    assert mixed.predicted(0.4) == ("joy",)
    assert mixed.predicted(0.9) == ()
