"""Several readings of one moment as one."""

from dataclasses import replace

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from ml.fusion import DISAGREE, fuse
from ml.moods import MOODS
from ml.types import NO_WORDS, Prediction

VOICED = tuple(mood for mood in MOODS if mood != "love")  # no voice here has a class for it


def reading(modality, scores, **rest):
    return Prediction(modality, scores, f"{modality}-model", "primary", 2.0, 0.45, **rest)


def part(modality="text", known=MOODS, **scores):
    """A reading with these scores; the moods it knows besides share what is left."""
    others = [mood for mood in known if mood not in scores]
    left = (1 - sum(scores.values())) / len(others)
    return reading(modality, {mood: scores.get(mood, left if mood in known else 0.0) for mood in MOODS})


def voice(**scores):
    return part("voice", VOICED, **scores)


def nothing(modality, known=MOODS):
    return part(modality, known)


def mixes(known):
    weights = st.lists(st.floats(0.01, 1.0), min_size=len(known), max_size=len(known))
    return weights.map(lambda found: dict.fromkeys(MOODS, 0.0) | dict(zip(known, _shares(found), strict=True)))


def _shares(found):
    return [one / sum(found) for one in found]


texts = mixes(MOODS).map(lambda scores: reading("text", scores))
voices = mixes(VOICED).map(lambda scores: reading("voice", scores))
faces = mixes(MOODS).map(lambda scores: reading("face", scores))
few = settings(max_examples=25, deadline=None)


def test_one_part_alone_comes_back_as_it_is():
    alone = voice(anger=0.6)
    assert fuse([alone]) is alone
    with pytest.raises(ValueError, match="nothing"):
        fuse([])


@few
@given(texts, voices, faces)
def test_the_scores_sum_to_one_and_the_order_of_the_parts_does_not_matter(text, heard, seen):
    fused = fuse([text, heard, seen], quality={"voice": 0.7})
    assert sum(fused.scores.values()) == pytest.approx(1)
    assert sum(fused.weights.values()) == pytest.approx(1)
    assert 0 <= fused.disagreement <= 1
    assert fused == fuse([seen, heard, text], quality={"voice": 0.7})


@few
@given(voices)
def test_a_part_that_found_nothing_changes_nothing(heard):
    assume(heard.confidence > 0.2)  # it did find something itself
    fused = fuse([heard, nothing("text")])
    assert fused.scores == pytest.approx(heard.scores, abs=1e-9)
    assert fused.weights["text"] == pytest.approx(0, abs=1e-9)
    assert fused.disagreement == pytest.approx(0, abs=1e-9)


@few
@given(texts)
def test_words_are_kept_whole_beside_a_voice_that_says_nothing(text):
    assume(text.confidence > 0.2)
    assert fuse([nothing("voice", VOICED), text]).scores == pytest.approx(text.scores, abs=1e-9)


def test_a_part_without_words_to_read_has_no_say():
    heard = voice(sadness=0.6)
    wordless = replace(part(joy=0.7), warnings=(NO_WORDS,))
    fused = fuse([heard, wordless])
    assert fused.scores == pytest.approx(heard.scores)
    assert fused.is_sure


@few
@given(voices)
def test_agreement_makes_surer_but_never_as_sure_as_independent_witnesses(heard):
    fused = fuse([replace(heard, modality="one"), replace(heard, modality="other")])
    product = {mood: value**2 for mood, value in heard.scores.items()}
    assert heard.confidence - 0.01 <= fused.confidence <= product[heard.mood] / sum(product.values()) + 1e-9
    assert fused.disagreement == pytest.approx(0, abs=1e-9)


def test_neutral_words_do_not_drown_a_voice():
    fused = fuse([voice(anger=0.5), part(neutral=0.8)])
    assert fused.mood == "anger"
    assert fused.confidence == pytest.approx(0.5, abs=0.05)
    assert fused.weights["voice"] > 0.85
    assert fused.disagreement < 0.05


def test_a_level_voice_lets_glad_words_speak():
    fused = fuse([voice(neutral=0.7), part(joy=0.8)])
    assert fused.mood == "joy"
    assert fused.disagreement < DISAGREE


def test_a_mood_that_the_voice_has_no_word_for_is_judged_by_the_words_alone():
    fused = fuse([voice(joy=0.6), part(love=0.9)])
    assert fused.mood == "love"
    assert fused.disagreement < 0.05
    assert fuse([voice(joy=0.6), reading("face", voice(joy=0.7).scores)]).scores["love"] == 0


def test_parts_that_contradict_each_other_leave_the_product_unsure_and_are_said_to_disagree():
    fused = fuse([voice(anger=0.8), part(joy=0.8)])
    assert not fused.is_sure
    assert fused.disagreement >= DISAGREE
    assert {fused.mood, fused.runner_up} == {"anger", "joy"}


@pytest.mark.parametrize("weaker", ["quality", "unfamiliar", "not-sure"])
def test_a_part_that_can_be_trusted_less_counts_less(weaker):
    heard, text = voice(anger=0.6), part(joy=0.6)
    doubted = {"unfamiliar": {"unfamiliar": True}, "not-sure": {"threshold": 0.9}}.get(weaker, {})
    fused = fuse([heard, replace(text, **doubted)], quality={"text": 0.4} if weaker == "quality" else {})
    assert fused.weights["text"] < fuse([heard, text]).weights["text"]
    assert fused.scores["joy"] < fuse([heard, text]).scores["joy"]


def test_no_part_has_a_veto():
    certain = part("text", sadness=1 - 7e-9)
    fused = fuse([voice(joy=0.97), certain])
    assert fused.scores["joy"] > 0.02


def test_words_tell_valence_and_the_voice_arousal():
    pleased = replace(part(joy=0.7), affect=(0.8, 0.0))
    excited = replace(voice(surprise=0.7), affect=(0.0, 0.8))
    fused = fuse([pleased, excited])
    assert fused.valence > 0.8 * fused.weights["text"]
    assert fused.arousal > 0.8 * fused.weights["voice"]


def test_what_travels_beside_the_moods_comes_from_the_parts_with_a_say():
    text = replace(part(joy=0.7), labels={"joy": 0.8}, present=("joy",), feelings={"happy": 0.6}, language="en")
    heard = replace(voice(joy=0.6), labels={"happy": 0.6}, warnings=("tier-secondary",), tier="secondary")
    fused = fuse([heard, text])
    assert (fused.labels, fused.present, fused.language) == ({"joy": 0.8}, ("joy",), "en")
    assert fused.feelings == {"happy": 0.6}
    assert (fused.tier, fused.warnings, fused.latency_ms) == ("secondary", ("tier-secondary",), 4.0)
    assert {one.modality for one in fused.parts} == {"text", "voice"}
