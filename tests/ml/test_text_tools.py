"""Bounds, normalisation, n-grams and the word list."""

import pytest

from ml.errors import InvalidInput
from ml.text.emoji import spell
from ml.text.lexicon import load_lexicon, read
from ml.text.ngrams import char_ngrams, tokens, word_ngrams
from ml.text.normalise import check_text, normalise


@pytest.mark.parametrize("bad", ["", "  \n\t ", "x" * 11, None, 7, b"bytes"])
def test_what_is_no_text_within_bounds_is_refused(bad):
    with pytest.raises(InvalidInput):
        check_text(bad, 10)


def test_a_text_of_the_longest_length_passes():
    assert check_text("x" * 10, 10) == "x" * 10


def test_invisible_characters_and_long_runs_go():
    assert normalise("so\u200b  hap\u00adpy\x00!!!!!!\n now") == "so happy!!! now"


def test_emoji_sequences_stay_whole():
    assert normalise("👩\u200d💻 ❤️") == "👩\u200d💻 ❤️"


def test_full_width_letters_become_plain():
    assert normalise("Ｊｏｙ") == "Joy"


def test_emoji_are_spelled_out_and_other_signs_kept():
    assert spell("ok 😭👍🏽 ©").split() == ["ok", "loudly", "crying", "face", "thumbs", "up", "sign", "©"]
    assert spell("❤️").split() == ["red", "heart"]


def test_tokens_keep_apostrophes_and_single_signs():
    assert tokens("I can’t wait!! 😀") == ["i", "can't", "wait", "!", "!", "😀"]


def test_ngrams_of_words_and_characters():
    assert word_ngrams("a b c", 1, 2) == ["a", "b", "c", "a b", "b c"]
    assert char_ngrams("ab", 2, 3) == [" a", "ab", "b ", " ab", "ab "]


def mass(text):
    return read(text, load_lexicon()).mass


def strongest(text):
    return max(mass(text).items(), key=lambda item: item[1])[0]


@pytest.mark.parametrize(
    ("text", "mood"),
    [
        ("I am so happy today", "joy"),
        ("he makes me furious", "anger"),
        ("that smell is disgusting", "disgust"),
        ("I am terrified of the exam", "fear"),
        ("I adore my sweetheart", "love"),
        ("I feel lonely and miserable", "sadness"),
        ("what a surprise, I am stunned", "surprise"),
        ("😭😭", "sadness"),
        ("🤢", "disgust"),
        ("see you :-)", "joy"),
    ],
)
def test_word_list_names_the_mood(text, mood):
    assert strongest(text) == mood


def test_negation_turns_joy_into_sadness():
    assert strongest("I am not happy") == "sadness"


def test_negation_ends_with_its_clause():
    assert strongest("not now, I am happy") == "joy"


def test_a_hollow_negation_turns_nothing():
    assert strongest("I can't stop smiling") == "joy"


def test_two_negations_cancel():
    assert strongest("never not happy") == "joy"


def test_intensifiers_raise_and_lower():
    assert mass("very sad")["sadness"] > mass("sad")["sadness"] > mass("slightly sad")["sadness"]


def test_capitals_are_louder():
    assert mass("I am ANGRY")["anger"] > mass("I am angry")["anger"]


def test_a_text_without_listed_words_has_no_hits():
    assert mass("the train leaves at nine") == {}


def test_word_list_has_several_hundred_entries():
    lexicon = load_lexicon()
    assert len(lexicon.words) + len(lexicon.stems) > 800
    assert len(lexicon.signs) > 100
