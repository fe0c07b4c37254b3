"""The canonical moods and what other label sets map to."""

import pytest

from ml.moods import AFFECT, LABEL_MAPS, MOODS, MOODS7, moods7, moods_of


def test_every_label_maps_to_a_mood():
    assert {mood for labels in LABEL_MAPS.values() for mood in labels.values()} == set(MOODS)


def test_all_28_goemotions_labels_are_mapped():
    assert len(LABEL_MAPS["goemotions"]) == 28


def test_affect_stays_on_the_plane():
    assert set(AFFECT) == set(MOODS)
    assert all(-1 <= value <= 1 for pair in AFFECT.values() for value in pair)


def test_disgust_is_added_into_anger():
    merged = moods7({**dict.fromkeys(MOODS, 0.1), "disgust": 0.3})
    assert tuple(merged) == MOODS7
    assert merged["anger"] == pytest.approx(0.4)
    assert sum(merged.values()) == pytest.approx(1.0)


def test_several_labels_of_one_mood_count_once():
    assert moods_of("goemotions", ("joy", "pride", "fear")) == ("fear", "joy")


def test_labels_without_a_mood_are_passed_over():
    assert moods_of("semeval", ("trust", "anticipation")) == ()
