"""Sentences and the windows that long texts are read in."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ml.config import WEIGHTS_DIR
from ml.text.encoder import load_tokenizer
from ml.text.sentences import MAX_SENTENCES, split
from ml.text.windows import MAX_WINDOWS, windows


@pytest.fixture(scope="module")
def tokenizer():
    return load_tokenizer(WEIGHTS_DIR / "text-minilm")


def test_a_text_that_fits_is_one_window_however_many_sentences(tokenizer):
    found = windows(tokenizer, "I cried. Then I slept. It was fine.", 80)
    assert found.rows == (tuple(tokenizer.encode("I cried. Then I slept. It was fine.").ids),)
    assert found.shares == (1.0,)


def test_windows_end_where_sentences_end(tokenizer):
    sentence = "We walked along the river for hours and talked about everything."
    length = len(tokenizer.encode(sentence, add_special_tokens=False).ids)
    found = windows(tokenizer, " ".join([sentence] * 5), 2 * length + 5)
    assert [len(row) - 2 for row in found.rows] == [2 * length, 2 * length, length]
    assert sum(found.shares) == pytest.approx(1)


def test_a_sentence_longer_than_a_window_is_cut_and_nothing_is_lost(tokenizer):
    text = "word " * 100
    found = windows(tokenizer, text, 20)
    assert all(len(row) <= 20 for row in found.rows)
    assert sum(len(row) - 2 for row in found.rows) == 100
    assert not found.cut


def test_more_windows_than_are_read_are_said_to_be_cut(tokenizer):
    found = windows(tokenizer, "word " * (18 * MAX_WINDOWS + 1), 20)
    assert len(found.rows) == MAX_WINDOWS
    assert found.cut


def test_abbreviations_do_not_end_a_sentence():
    text = "I met Dr. Smith at noon. He was kind!  And then?"
    assert [text[span.start : span.end] for span in split(text)] == [
        "I met Dr. Smith at noon.",
        "He was kind!",
        "And then?",
    ]


@pytest.mark.parametrize(
    ("text", "language", "count"),
    [
        ("今日は悲しい。でも明日は来る。", "ja", 2),
        ("أنا حزين. كان يومًا طويلًا.", "ar", 2),
        ("😀😀", "", 1),
        ("   ", "en", 0),
    ],
)
def test_sentences_are_found_in_any_script(text, language, count):
    assert len(split(text, language)) == count


def test_there_are_never_more_sentences_than_the_bound_and_the_last_holds_the_rest():
    text = "No. " * 300
    found = split(text)
    assert len(found) == MAX_SENTENCES
    assert found[-1].end == len(text.rstrip())


@given(st.text(max_size=300))
def test_sentences_stand_in_order_and_leave_out_nothing_that_shows(text):
    found = split(text)
    assert all(one.end <= other.start for one, other in pairwise(found))
    assert "".join("".join(text[span.start : span.end] for span in found).split()) == "".join(text.split())
