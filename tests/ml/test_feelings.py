"""What is derived beside the moods: feelings, intensity, valence and arousal."""

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ml.feelings import FEELINGS, LABELS, STRENGTHS, derive, find, load_rules, strength_name
from ml.moods import MOODS

FLAT = dict.fromkeys(MOODS, 1 / len(MOODS))
NO_LABELS = {}


def mood(name, share=0.9):
    rest = (1 - share) / (len(MOODS) - 1)
    return {one: share if one == name else rest for one in MOODS}


def labels(**given):
    return {label: given.get(label, 0.02) for label in LABELS}


def feelings(text, scores=FLAT, finer=NO_LABELS):
    return derive(text, scores, finer).feelings


def strongest(text, scores=FLAT, finer=NO_LABELS):
    found = feelings(text, scores, finer)
    return max(found, key=found.get)


def intensity(text, scores=None):
    return derive(text, scores or mood("anger"), NO_LABELS).intensity


# --- The rules


def test_the_rules_name_only_what_exists_and_give_every_feeling_words():
    rules = load_rules()
    assert set(rules.labels) == set(rules.moods) == set(rules.feeling_places) == set(FEELINGS)
    assert all(weights.keys() <= LABELS for weights in rules.labels.values())
    assert all(weights.keys() <= set(MOODS) for weights in rules.moods.values())
    spoken = {target for entries in rules.words.values() for target, _ in entries}
    assert spoken >= set(FEELINGS)


def test_every_label_has_a_place_on_the_circumplex():
    rules = load_rules()
    assert set(rules.label_places) == LABELS
    places = [*rules.label_places.values(), *rules.feeling_places.values()]
    assert all(-1 <= value <= 1 for place in places for value in place)


# --- Feelings


@pytest.mark.parametrize(
    ("text", "feeling"),
    [
        ("I'm so tired", "tired"),
        ("it is all too much for me", "overwhelmed"),
        ("a calm evening", "calm"),
        ("I can't wait for Friday", "excited"),
        ("fingers crossed", "hopeful"),
        ("I'm freaking out", "anxious"),
        ("thx a lot", "grateful"),
        ("so prouddddd of you", "proud"),
        ("I'M EXHAUSTED", "tired"),
        ("😴", "tired"),
    ],
)
def test_words_and_phrases_name_a_feeling(text, feeling):
    assert strongest(text) == feeling


@pytest.mark.parametrize(
    ("text", "negated", "feeling"),
    [
        ("I am tired", "I am not tired", "tired"),
        ("I feel calm", "I don't feel calm", "calm"),
        ("we are proud of it", "we aren't really proud of it", "proud"),
        ("I am overwhelmed", "I have never been overwhelmed", "overwhelmed"),
        ("I'm hopeful", "I'm no longer hopeful", "hopeful"),
    ],
)
def test_a_negation_takes_the_feeling_away(text, negated, feeling):
    assert feelings(negated)[feeling] < feelings(text)[feeling] / 2


def test_a_negation_lowers_what_the_moods_say_too():
    assert feelings("I am not happy", mood("joy"))["happy"] < feelings("I am here", mood("joy"))["happy"]


def test_a_negation_of_another_clause_leaves_the_feeling():
    assert feelings("I did not, but I am tired")["tired"] == feelings("I did it, but I am tired")["tired"]


def test_a_negation_that_denies_nothing_leaves_the_feeling():
    assert feelings("I can't stop smiling")["happy"] == feelings("we kept smiling")["happy"]


def test_an_adverb_scales_a_word():
    weak, plain, much = (feelings(f"I am {adverb} tired")["tired"] for adverb in ("slightly", "now", "extremely"))
    assert weak < plain < much


@pytest.mark.parametrize(
    ("label", "feeling"),
    [
        ("gratitude", "grateful"),
        ("nervousness", "anxious"),
        ("optimism", "hopeful"),
        ("pride", "proud"),
        ("excitement", "excited"),
        ("annoyance", "frustrated"),
        ("joy", "happy"),
        ("grief", "sad"),
    ],
)
def test_a_label_raises_its_feeling(label, feeling):
    assert strongest("It is Monday", finer=labels(**{label: 0.9})) == feeling


def test_labels_decide_over_moods_where_there_are_all_of_them():
    found = feelings("It is Monday", mood("joy"), labels(sadness=0.9))
    assert found["sad"] > 0.9
    assert found["happy"] < 0.3


def test_labels_of_another_set_are_passed_over():
    others = {"joy": 0.9, "sadness": 0.1, "bliss": 0.3}
    assert derive("It is Monday", mood("fear"), others) == derive("It is Monday", mood("fear"), NO_LABELS)


@pytest.mark.parametrize(
    ("name", "feeling"), [("fear", "anxious"), ("anger", "frustrated"), ("joy", "happy"), ("sadness", "sad")]
)
def test_without_labels_the_moods_stand_in(name, feeling):
    assert strongest("It is Monday", mood(name)) == feeling


def test_a_word_outweighs_what_the_mood_alone_suggests():
    assert strongest("I feel hopeful", mood("joy")) == "hopeful"


def test_the_longest_phrase_wins_over_its_parts():
    found = [one.target for one in find("I can't sleep")]
    assert found == ["tired"]


# --- Intensity


@pytest.mark.parametrize(
    ("weaker", "stronger"),
    [
        ("I am slightly angry", "I am angry"),
        ("I am somewhat angry", "I am angry"),
        ("I am slightly angry", "I am somewhat angry"),
        ("I am angry", "I am very angry"),
        ("I am very angry", "I am extremely angry"),
        ("I am angry", "I am ANGRY"),
        ("I am angry", "I am angryyyy"),
        ("I am angry", "I am angry!"),
        ("I am angry!", "I am angry!!!"),
        ("I am angry 😡", "I am angry 😡😡"),
        ("I am angry", "I am furious"),
        ("I am bothered", "I am angry"),
    ],
)
def test_strength_follows_how_it_is_said(weaker, stronger):
    assert intensity(weaker) < intensity(stronger)


@pytest.mark.parametrize("text", ["I live in the USA", "I see www.example.org", "see page III"])
def test_letters_that_are_not_loud_add_nothing(text):
    assert intensity(text) == intensity("I live here")


def test_a_neutral_text_is_milder_than_one_of_a_mood():
    assert intensity("It is so", mood("neutral")) < intensity("It is so", mood("joy"))


def test_exclamation_marks_stop_counting():
    assert intensity("no!!!") == intensity("no!!!!!!!!")


@pytest.mark.parametrize(("value", "name"), [(0.0, 0), (0.39, 0), (0.4, 1), (0.69, 1), (0.7, 2), (1.0, 2)])
def test_strength_is_named_by_the_stated_cut_offs(value, name):
    assert strength_name(value) == STRENGTHS[name]


# --- Valence and arousal


def test_valence_follows_moods_and_labels():
    glad, sad = derive("It is so", mood("joy"), NO_LABELS), derive("It is so", mood("sadness"), NO_LABELS)
    assert glad.valence > 0.5 > -0.4 > sad.valence
    assert derive("It is so", FLAT, labels(joy=0.9)).valence > derive("It is so", FLAT, labels(grief=0.9)).valence


def test_arousal_follows_words_and_loudness():
    calm, plain, loud = (derive(text, FLAT, NO_LABELS).arousal for text in ("I am calm", "I am here", "I am here!!!"))
    assert calm < plain < loud


# --- All of it


shares = st.floats(0, 1)
PIECES = (*"!?.", "not", "so", "tired", "HAPPY", "sooo", "but", "😴")


@settings(max_examples=40, deadline=None)
@given(
    text=st.text(max_size=200) | st.lists(st.sampled_from(PIECES), max_size=20).map(" ".join),
    weights=st.lists(shares, min_size=len(MOODS), max_size=len(MOODS)),
    finer=st.just({}) | st.fixed_dictionaries(dict.fromkeys(sorted(LABELS), shares)),
)
def test_everything_derived_stays_within_its_bounds(text, weights, finer):
    total = sum(weights) or 1.0
    scores = {mood: weight / total for mood, weight in zip(MOODS, weights, strict=True)}
    derived = derive(text, scores, finer)
    assert tuple(derived.feelings) == FEELINGS
    assert all(0 <= value <= 1 for value in (*derived.feelings.values(), derived.intensity))
    assert -1 <= derived.valence <= 1
    assert -1 <= derived.arousal <= 1
    assert derive(text, scores, finer) == derived


def test_a_text_costs_far_less_than_reading_its_mood():
    text = "I'm so tired of waiting, nobody listens and I can't cope, but I hope that it gets better soon!"
    derive(text, FLAT, labels())
    started = time.thread_time()
    for _ in range(200):
        derive(text, FLAT, labels())
    assert (time.thread_time() - started) / 200 < 0.001
