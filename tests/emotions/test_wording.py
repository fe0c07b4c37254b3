"""The sentences under a reading."""

import itertools
import re

import pytest

from emotions import wording
from ml.moods import MOODS
from tests.emotions.readings import mix

PAIRS = list(itertools.permutations(MOODS, 2))
SHARES = [(0.9, 0.03), (0.72, 0.2), (0.6, 0.35), (0.5, 0.25), (0.46, 0.1), (0.42, 0.4), (0.3, 0.2), (0.2, 0.15)]
AMOUNT = r"(a little|some|a good deal of) (anger|distaste|unease|light|warmth|calm|sadness|surprise)"
GRAMMAR = re.compile(
    rf"^[A-Z][a-z ]+(, and little else|, with {AMOUNT}( left| under it)?( and {AMOUNT})?"
    r"|, half [a-z ]+|, [a-z ]+ most of all)\.$"
)


def test_the_example_of_the_design_is_said_as_it_stands_there():
    scores = mix(sadness=0.48, love=0.24, neutral=0.12, fear=0.07)
    assert wording.headline(scores) == "Heavy, with some warmth left."


@pytest.mark.parametrize(("first", "second"), PAIRS)
def test_every_pair_of_moods_gives_a_grammatical_headline(first, second):
    for leading, beside in SHARES:
        sentence = wording.headline(mix(**{first: leading, second: beside}))
        assert GRAMMAR.match(sentence), sentence


@pytest.mark.parametrize(("first", "second"), PAIRS)
def test_every_pair_of_moods_gives_a_grammatical_question(first, second):
    asked = wording.question(wording.choices(mix(**{first: 0.3, second: 0.25})))
    assert re.match(r"^(More [a-z ]+|Just level), or (more [a-z ]+|just level)\?$", asked), asked


def test_a_trace_of_a_second_mood_is_not_said():
    scores = mix(joy=0.71, anger=0.09, neutral=0.06)
    assert wording.headline(scores) == "Glowing, and little else."
    assert wording.beside(scores) is None
    assert wording.beside(mix(joy=0.6, love=0.2)) == "love"


def test_an_unsure_reading_names_both_moods_instead_of_guessing():
    assert wording.headline(mix(sadness=0.3, neutral=0.25), is_sure=False) == "Not sure: sadness or neutral?"


def test_different_mixes_get_different_headlines():
    sentences = {wording.headline(mix(**{one: a, two: b})) for one, two in PAIRS for a, b in SHARES}
    assert len(sentences) > 150


def test_the_same_mix_always_gets_the_same_headline():
    scores = mix(fear=0.5, love=0.2)
    assert wording.headline(scores) == wording.headline(dict(reversed(scores.items())))


def test_warmth_beside_something_heavy_is_left_and_not_under_it():
    assert wording.headline(mix(sadness=0.6, joy=0.2)).endswith("with some light left.")
    assert wording.headline(mix(joy=0.6, sadness=0.2)).endswith("with some sadness under it.")


@pytest.mark.parametrize(
    ("confidence", "said"),
    [
        (0.02, "about 1 in 10"),
        (0.34, "about 3 in 10"),
        (0.5, "about half"),
        (0.713, "about 7 in 10"),
        (1.0, "nearly all"),
    ],
)
def test_sureness_is_said_as_a_share_of_readings(confidence, said):
    assert wording.sureness(confidence) == f"Of readings like this one, {said} turn out right."


def test_a_week_is_said_in_one_line():
    assert wording.week_sentence(evenings=5, valence=-0.4, arousal=-0.2) == "Five evenings, mostly low and calm."
    assert wording.week_sentence(evenings=1, valence=0.5, arousal=0.4) == "One evening, mostly warm and lively."
