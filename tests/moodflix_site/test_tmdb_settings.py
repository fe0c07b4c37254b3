"""TMDB's settings: nonsense is said at start, by the variable's name and never its content."""

from __future__ import annotations

import pytest
from django.core.exceptions import ImproperlyConfigured

from moodflix_site.env import Env


@pytest.fixture
def env(monkeypatch):
    def reader(**variables):
        for name, value in variables.items():
            monkeypatch.setenv(name, value)
        return Env()

    return reader


def test_a_word_of_the_asked_form_is_taken_without_its_spaces(env):
    assert env(TMDB_LANGUAGE=" de-DE ").matching("TMDB_LANGUAGE", r"[a-z]{2}-[A-Z]{2}", "a language") == "de-DE"


@pytest.mark.parametrize("word", ["", "   "])
def test_an_empty_word_is_the_default(env, word):
    assert env(TMDB_LANGUAGE=word).matching("TMDB_LANGUAGE", r"[a-z]+", "a language", default="en") == "en"


def test_a_word_of_another_form_is_named_but_not_repeated(env):
    with pytest.raises(ImproperlyConfigured, match="TMDB_API_KEY must be the short key") as raised:
        env(TMDB_API_KEY="eyJ.secret.token").matching("TMDB_API_KEY", r"[\w-]{16,64}", "the short key")
    assert "secret" not in str(raised.value)


@pytest.mark.parametrize("value", ["0", "61", "-1", "soon", "nan"])
def test_a_time_out_of_bounds_is_refused(env, value):
    with pytest.raises(ImproperlyConfigured, match="TMDB_TIMEOUT_SECONDS"):
        env(TMDB_TIMEOUT_SECONDS=value).seconds("TMDB_TIMEOUT_SECONDS", minimum=0.5, maximum=60, default=6)


def test_a_time_within_bounds_is_taken(env):
    assert env(TMDB_TIMEOUT_SECONDS="2.5").seconds("TMDB_TIMEOUT_SECONDS", minimum=0.5, maximum=60, default=6) == 2.5
