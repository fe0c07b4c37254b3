"""Texts in other languages over REST."""

from dataclasses import replace

import pytest

from ml import config
from tests.pages.test_languages import TEXTS


@pytest.fixture(autouse=True)
def patience():
    """A busy machine must not make a lower tier step in."""
    before = config.current()
    config.configure(replace(before, deadline_seconds=60))
    yield
    config.configure(before)


def test_programs_get_language_and_warning_in_the_order_they_sent(ada_api):
    sent = [text for _, text in TEXTS.values()] + ["I am so happy today.", "Estou muito feliz hoje", "lol"]
    answer = ada_api.post("/api/v1/emotion/analyze/batch", {"texts": sent[:10]}, format="json").json()
    told = [(one["language"], "language-poor" in one["metadata"]["warnings"]) for one in answer["results"]]
    assert told == [*((code, True) for code, _ in TEXTS.values()), ("en", False), ("pt", False)]
    assert all(one["held_out"] is None and not one["is_sure"] for one in answer["results"][: len(TEXTS)])


def test_an_undetermined_language_is_null(ada_api):
    answer = ada_api.post("/api/v1/emotion/analyze/text", {"text": "lol"}, format="json").json()
    assert (answer["language"], answer["model"]) == (None, "text-minilm")
