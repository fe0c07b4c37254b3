"""TMDB's JSON, well made, half empty and broken."""

from __future__ import annotations

import json
from copy import deepcopy
from datetime import UTC, date, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from recommendations.tmdb import parse
from recommendations.tmdb.errors import TmdbUnreadable
from tests.tmdb_server import answers
from tests.tmdb_server.films import FIRST_ID, world

NOW = datetime(2026, 11, 20, 12, tzinfo=UTC)
ALL = ",".join(answers.APPENDABLE)


def raw_film(**changes):
    return {**answers.listed(world()[FIRST_ID + 1]), **changes}


def raw_details(**changes):
    return {**deepcopy(answers.answer(f"/movie/{FIRST_ID + 1}", {"append_to_response": ALL})[1]), **changes}


def test_every_film_of_our_tmdb_reads_in_a_list_and_alone():
    for number, film in world().items():
        assert parse.film(answers.listed(film)).tmdb_id == number
        whole = answers.answer(f"/movie/{number}", {"append_to_response": ALL})[1]
        assert parse.details(whole, NOW).film == parse.film(answers.listed(film))


def test_a_film_of_nothing_but_a_number_and_a_title_reads():
    film = parse.film({"id": 5, "title": "Five"})
    assert (film.title, film.overview, film.rating, film.genre_ids) == ("Five", "", None, ())


@pytest.mark.parametrize("name", sorted(set(raw_film()) - {"id", "title"}))
def test_null_is_as_good_as_missing(name):
    without = {key: value for key, value in raw_film().items() if key != name}
    assert parse.film(raw_film(**{name: None})) == parse.film(without)


@pytest.mark.parametrize("name", sorted(set(raw_details()) - {"id", "title"}))
def test_null_for_any_part_of_the_details_is_nothing(name):
    whole = parse.details(raw_details(**{name: None}), NOW)
    assert whole.film.tmdb_id == FIRST_ID + 1


WRONG = {
    "id": ["5", 5.5, True, None, 0, -1, {}],
    "title": [5, ["a"], {}, True],
    "overview": [5],
    "release_date": [19990101],
    "vote_average": ["7", True, []],
    "vote_count": ["7", 7.5],
    "popularity": ["7"],
    "adult": ["false", 0],
    "genre_ids": ["18", [18, "35"], {"18": 1}],
    "poster_path": [5],
}


@pytest.mark.parametrize(
    ("name", "value"),
    [(name, value) for name, values in WRONG.items() for value in values],
    ids=repr,
)
def test_another_type_is_unreadable(name, value):
    with pytest.raises(TmdbUnreadable):
        parse.film(raw_film(**{name: value}))


@pytest.mark.parametrize("value", [None, [], "a", 5, {"results": {}}, {"results": [5]}, {"results": [{"title": "a"}]}])
def test_a_page_of_another_shape_is_unreadable(value):
    with pytest.raises(TmdbUnreadable):
        parse.page(value, NOW)


@pytest.mark.parametrize(
    ("date_text", "read"),
    [
        ("", None),
        (None, None),
        ("1999-10-12", date(1999, 10, 12)),
        ("0000-00-00", None),
        ("1999", None),
        ("soon", None),
    ],
)
def test_a_date_that_no_calendar_has_is_no_date(date_text, read):
    assert parse.film(raw_film(release_date=date_text)).release_date == read


@pytest.mark.parametrize(
    ("rating", "votes", "read"), [(0, 0, None), (7.5, 0, None), (7.5, 3, 7.5), (7, 3, 7.0), (11, 3, None)]
)
def test_a_rating_needs_votes_and_its_scale(rating, votes, read):
    assert parse.film(raw_film(vote_average=rating, vote_count=votes)).rating == read


@pytest.mark.parametrize(
    "path", ["//evil.example/a.jpg", "/a.jpg?x=1", "/../a.jpg", "a.jpg", "/a b.jpg", "/a.exe", '/a".jpg']
)
def test_an_image_path_that_is_more_than_a_file_name_is_left_out(path):
    assert parse.film(raw_film(poster_path=path)).poster_path is None


def test_a_video_whose_key_is_more_than_a_word_is_left_out():
    video = {"key": "a&list=b", "site": "YouTube", "type": "Trailer"}
    assert parse.details(raw_details(videos={"results": [video]}), NOW).videos == ()


def test_a_link_that_is_no_https_address_is_left_out():
    where = {
        "results": {"US": {"link": "javascript:alert(1)"}, "DE": {"link": "https://www.themoviedb.org/movie/5/watch"}}
    }
    assert [offer.region for offer in parse.where_to_watch(where)] == ["DE"]


def test_services_come_in_tmdbs_order_each_kind_by_itself():
    def service(number, priority):
        return {"provider_id": number, "provider_name": f"S{number}", "display_priority": priority}

    offer = {"link": "https://www.themoviedb.org/", "rent": [service(1, 0)], "flatrate": [service(2, 9), service(3, 1)]}
    (where,) = parse.where_to_watch({"results": {"US": offer}})
    assert [(provider.tmdb_id, provider.kind) for provider in where.providers] == [
        (3, "flatrate"),
        (2, "flatrate"),
        (1, "rent"),
    ]


def test_a_film_without_any_title_and_what_is_no_film_are_passed_over():
    rows = [
        raw_film(title=None, original_title=""),
        raw_film(media_type="tv"),
        raw_film(title=None, original_title="Été"),
    ]
    assert [film.title for film in parse.page({"results": rows}, NOW).films] == ["Été"]


def test_pages_end_where_tmdb_ends_them():
    page = parse.page({"page": 1, "results": [], "total_pages": 38_000, "total_results": 760_000}, NOW)
    assert (page.pages, page.total) == (500, 760_000)


def test_what_is_kept_of_the_details_reads_the_same():
    whole = raw_details()
    kept = json.loads(json.dumps(parse.slim_details(whole)))
    assert parse.details(kept, NOW) == parse.details(whole, NOW)
    assert len(json.dumps(kept)) < len(json.dumps(whole))
    assert parse.slim_details(kept) == kept


def test_a_configuration_of_another_host_than_https_is_unreadable():
    with pytest.raises(TmdbUnreadable):
        parse.configuration({"images": {"secure_base_url": "http://image.tmdb.org/t/p/"}}, NOW)


JUNK = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(sorted(raw_details())), inner, max_size=4)
    ),
    max_leaves=12,
)


@settings(max_examples=150, deadline=None, derandomize=True)
@given(name=st.sampled_from(sorted(raw_details())), junk=JUNK)
def test_whatever_stands_in_a_field_it_reads_or_is_unreadable_and_nothing_else(name, junk):
    try:
        parse.details(raw_details(**{name: junk}), NOW)
    except TmdbUnreadable:
        return


@settings(max_examples=150, deadline=None, derandomize=True)
@given(junk=JUNK)
def test_whatever_an_answer_is_it_reads_or_is_unreadable_and_nothing_else(junk):
    for read in (parse.page, parse.details, parse.found, parse.genres, parse.providers, parse.configuration):
        try:
            read(junk, NOW)
        except TmdbUnreadable:
            continue
