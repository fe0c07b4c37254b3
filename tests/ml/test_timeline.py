"""A longer text, read sentence by sentence."""

import time

import numpy as np
import pytest

from ml import registry
from ml.analyse import MAX_TIMELINE, analyse_text
from ml.base import Prepared
from ml.text.classifier import TextClassifier
from ml.types import NO_TIMELINE, ModelSpec
from ml.weights import Card

TEXT = "I miss my sister.  I cried on the bus!\nBut the tea was lovely, and I am so happy she called."


class SlowOnMany(TextClassifier):
    """A model that reads one text at once and takes its time over several."""

    def find_card(self):
        return Card(None, {}, {"temperature": 1.0, "threshold": 0.1})

    def load_weights(self, card):
        pass

    def preprocess(self, text):
        return Prepared(text)

    def forward(self, features):
        time.sleep(0.0 if len(features) == 1 else 0.8)
        return np.zeros((len(features), 8))


@pytest.fixture
def slow_on_many():
    spec = ModelSpec("slow", "text", "primary", "tests.ml.test_timeline.SlowOnMany", None, "MIT", ("en",))
    registry.register(spec)
    yield spec
    registry.unregister("slow")


def test_each_sentence_is_found_where_it_stands_and_read_by_the_same_model():
    found = analyse_text(TEXT, model="fallback", sentences=True)
    said = [TEXT[one.start : one.end] for one in found.sentences]
    assert said == ["I miss my sister.", "I cried on the bus!", TEXT.splitlines()[1]]
    assert found.sentences[1].scores == analyse_text(said[1], model="fallback").scores


def test_a_timeline_is_read_only_when_asked_for():
    assert analyse_text(TEXT, model="fallback").sentences == ()


@pytest.mark.parametrize("text", ["One line only.", "One line. \u200b\u200b", "no end"])
def test_one_sentence_is_no_timeline(text):
    assert analyse_text(text, model="fallback", sentences=True).sentences == ()


def test_what_comes_after_the_last_sentence_of_a_timeline_is_read_with_it():
    text = "I am glad. " * (MAX_TIMELINE + 20)
    found = analyse_text(text, model="fallback", sentences=True).sentences
    assert len(found) == MAX_TIMELINE
    assert found[-1].end == len(text.rstrip())
    assert text[found[-1].start : found[-1].end].count("glad") == 21


def test_a_timeline_that_cannot_be_read_in_time_leaves_the_reading_and_says_so(slow_on_many, configure):
    configure(deadline_seconds=0.4)
    found = analyse_text(TEXT, model="slow", sentences=True)
    assert found.sentences == ()
    assert NO_TIMELINE in found.warnings


def test_asking_for_a_timeline_changes_nothing_of_the_reading():
    plain, timed = (analyse_text(TEXT, model="fallback", sentences=asked) for asked in (False, True))
    assert (plain.scores, plain.warnings) == (timed.scores, timed.warnings)
