"""Questions as TMDB takes them, and the names that answers are kept under."""

from __future__ import annotations

from datetime import date

import pytest

from recommendations.tmdb import asks, parse
from recommendations.tmdb.types import Discover


def params(ask):
    return dict(ask.params)


def test_all_is_a_comma_and_any_is_a_pipe():
    asked = params(asks.discover(Discover(genres=(35, 18), any_keywords=(902, 901), without_genres=(53, 27))))
    assert asked["with_genres"] == "18,35"
    assert asked["with_keywords"] == "901|902"
    assert asked["without_genres"] == "27,53"


def test_only_what_was_set_is_asked():
    assert params(asks.discover(Discover())) == {
        "sort_by": "popularity.desc",
        "include_adult": "false",
        "page": "1",
        "language": "en-US",
    }


def test_values_are_written_as_tmdb_writes_them():
    question = Discover(
        released_from=date(1990, 1, 2), runtime_max=95, votes_min=0, providers=(8, 337), region="de",
        include_adult=True, certificate="PG", certificate_country="US",
    )  # fmt: skip
    asked = params(asks.discover(question, page=3, language="de-DE"))
    assert asked["primary_release_date.gte"] == "1990-01-02"
    assert (asked["with_runtime.lte"], asked["vote_count.gte"], asked["page"]) == ("95", "0", "3")
    assert (asked["with_watch_providers"], asked["watch_region"]) == ("8|337", "DE")
    assert (asked["certification.lte"], asked["certification_country"]) == ("PG", "US")
    assert (asked["include_adult"], asked["language"]) == ("true", "de-DE")


@pytest.mark.parametrize(
    "question",
    [
        Discover(genres=(18,), any_genres=(35,)),
        Discover(keywords=(1,), any_keywords=(2,)),
        Discover(providers=(8,)),
        Discover(providers=(8,), region="Germany"),
        Discover(certificate="PG"),
    ],
    ids=["genres both ways", "keywords both ways", "no region", "no such region", "no country"],
)
def test_what_tmdb_cannot_be_asked_is_a_mistake_of_the_caller(question):
    with pytest.raises(ValueError, match=r".+"):
        asks.discover(question)


@pytest.mark.parametrize("page", [0, 501, -1])
def test_pages_are_1_to_500(page):
    with pytest.raises(ValueError, match="500"):
        asks.discover(Discover(), page=page)


@pytest.mark.parametrize("imdb_id", ["", "550", "tt", "ttx", "tt12/../5", "nm0000001"])
def test_an_imdb_id_is_tt_and_digits(imdb_id):
    with pytest.raises(ValueError, match="IMDb"):
        asks.find_by_imdb(imdb_id)


def test_the_same_question_has_one_name_however_it_was_put():
    assert asks.discover(Discover(genres=(18, 35))).key == asks.discover(Discover(genres=(35, 18, 35))).key
    assert asks.search("The  Quiet ").key == asks.search("the quiet").key


def test_another_question_language_page_or_parser_has_another_name(monkeypatch):
    names = {
        asks.discover(Discover()).key,
        asks.discover(Discover(), page=2).key,
        asks.discover(Discover(), language="de-DE").key,
        asks.trending().key,
        asks.details(5).key,
        asks.details(6).key,
    }
    monkeypatch.setattr(parse, "VERSION", parse.VERSION + 1)
    assert len(names | {asks.trending().key}) == 7


def test_details_ask_for_everything_at_once_and_videos_in_two_languages():
    asked = params(asks.details(550, language="de-DE"))
    assert asked["append_to_response"].split(",") == [
        "credits", "keywords", "videos", "recommendations", "similar", "watch/providers", "release_dates",
    ]  # fmt: skip
    assert asked["include_video_language"] == "de,en,null"


def test_a_very_long_search_is_cut():
    assert len(params(asks.search("a" * 5000))["query"]) == asks.LONGEST_QUERY


@pytest.mark.parametrize("words", ["", "  "])
def test_a_search_needs_words(words):
    with pytest.raises(ValueError, match="words"):
        asks.search(words)


@pytest.mark.parametrize("kind", asks.REPEATABLE)
def test_a_question_can_be_put_again_from_what_is_kept_of_it(kind):
    question = {
        "discover": asks.discover(Discover(genres=(18,))),
        "trending": asks.trending("day"),
        "details": asks.details(550),
        "find": asks.find_by_imdb("tt0137523"),
        "genres": asks.genres(),
        "providers": asks.providers("US"),
        "configuration": asks.configuration(),
    }[kind]
    again = asks.again(kind, question.path, [list(pair) for pair in question.params])
    assert (again, again.key) == (question, question.key)


def test_every_kind_has_its_freshness():
    assert set(asks.FRESH_HOURS) == {*asks.REPEATABLE, asks.SEARCH, "keywords"}
