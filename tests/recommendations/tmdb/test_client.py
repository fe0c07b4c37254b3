"""The client against our own TMDB: every kind of question, the cache, and what is asked how often."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import pairwise

import pytest
from django.utils import timezone

from recommendations.tmdb import asks, client
from recommendations.tmdb.errors import TmdbNotConfigured, TmdbNotFound
from recommendations.tmdb.models import TmdbResponse
from recommendations.tmdb.types import Discover

pytestmark = pytest.mark.django_db
EMPTY = 9_000_001  # our TMDB's film that nobody has filled in
KNOWN = 1_001


def discover(tmdb, **question):
    """Raw films behind the first page, so that filters can be checked against what the film is."""
    page = client.get(asks.discover(Discover(**question)))
    return [tmdb.films[film.tmdb_id] for film in page.films]


def _genres(film):
    return {genre["id"] for genre in film["genres"]}


@pytest.mark.services
def test_discover_holds_every_asked_genre(tmdb):
    films = discover(tmdb, genres=(18, 35))
    assert films
    assert all({18, 35} <= _genres(film) for film in films)


def test_discover_holds_any_of_the_genres_and_none_of_the_others(tmdb):
    films = discover(tmdb, any_genres=(18, 35), without_genres=(27, 53))
    assert {35 in _genres(film) for film in films} == {True, False}
    assert all(_genres(film) & {18, 35} and not _genres(film) & {27, 53} for film in films)


def test_discover_holds_keywords(tmdb):
    films = discover(tmdb, any_keywords=(906, 911), without_keywords=(905,))
    ids = [{keyword["id"] for keyword in film["keywords"]["keywords"]} for film in films]
    assert ids
    assert all(found & {906, 911} and 905 not in found for found in ids)


def test_discover_holds_runtime_votes_and_dates(tmdb):
    question = {"runtime_min": 80, "runtime_max": 110, "votes_min": 40}
    films = discover(tmdb, **question, released_from=date(1980, 1, 1), released_to=date(2010, 12, 31))
    assert films
    assert all(80 <= film["runtime"] <= 110 and film["vote_count"] >= 40 for film in films)
    assert all("1980-01-01" <= film["release_date"] <= "2010-12-31" for film in films)


def test_discover_holds_services_that_include_the_film_in_a_region(tmdb):
    films = discover(tmdb, providers=(8, 337), region="DE")
    offers = [film["watch/providers"]["results"]["DE"]["flatrate"][0]["provider_id"] for film in films]
    assert set(offers) == {8, 337}


def test_discover_holds_the_highest_certificate(tmdb):
    films = discover(tmdb, certificate="12", certificate_country="DE")
    own = [
        release["release_dates"][0]["certification"]
        for film in films
        for release in film["release_dates"]["results"]
        if release["iso_3166_1"] == "DE"
    ]
    assert set(own) == {"0", "6", "12"}


def test_discover_leaves_adult_films_out_unless_asked(tmdb):
    assert not any(film["adult"] for film in discover(tmdb, sort="vote_count.desc"))
    everything = client.get(asks.discover(Discover(include_adult=True))).total
    assert everything > client.get(asks.discover(Discover())).total


def test_discover_sorts(tmdb):
    counts = [film["vote_count"] for film in discover(tmdb, sort="vote_count.desc")]
    assert all(before >= after for before, after in pairwise(counts))


def test_pages_follow_each_other_and_end(tmdb):
    first, second = (client.get(asks.discover(Discover(), page=number)) for number in (1, 2))
    assert (first.page, second.page) == (1, 2)
    assert first.pages == second.pages == -(-first.total // 20)
    assert not {film.tmdb_id for film in first.films} & {film.tmdb_id for film in second.films}
    assert client.get(asks.discover(Discover(), page=500)).films == ()


@pytest.mark.services
def test_details_bring_everything_in_one_request(tmdb):
    details = client.get(asks.details(KNOWN))
    raw = tmdb.films[KNOWN]
    assert details.film.title == raw["title"]
    assert details.imdb_id == raw["imdb_id"]
    assert [person.role for person in details.cast[:2]] == ["Role 0", "Role 1"]
    assert {person.role for person in details.crew} == {"Director", "Screenplay"}
    assert details.keywords == tuple(word["name"] for word in raw["keywords"]["keywords"])
    assert details.videos[0].key == f"trailer_{KNOWN}"
    assert len(details.similar) == 20
    assert {offer.region for offer in details.where} == {"US", "DE", "GB"}
    assert {release.region for release in details.releases} == {"US", "DE"}
    assert len(tmdb.requests) == 1


def test_a_film_that_nobody_filled_in_is_read_with_nothing_instead_of_noughts(tmdb):
    details = client.get(asks.details(EMPTY))
    assert (details.film.release_date, details.film.rating, details.film.poster_path) == (None, None, None)
    assert (details.runtime, details.revenue, details.imdb_id, details.tagline) == (None, None, "", "")
    assert (details.videos, details.where) == ((), ())


def test_search_finds_by_title_and_year(tmdb):
    raw = tmdb.films[KNOWN]
    page = client.get(asks.search(f"  {raw['title'].upper()} ", year=int(raw["release_date"][:4])))
    assert KNOWN in {film.tmdb_id for film in page.films}


def test_a_film_is_found_by_its_imdb_id(tmdb):
    found = client.get(asks.find_by_imdb(tmdb.films[KNOWN]["imdb_id"]))
    assert found is not None
    assert found.tmdb_id == KNOWN
    assert client.get(asks.find_by_imdb("tt0000000")) is None


def test_that_nothing_was_found_is_remembered_too(tmdb):
    client.get(asks.find_by_imdb("tt0000000"))
    assert client.get(asks.find_by_imdb("tt0000000")) is None
    assert len(tmdb.requests) == 1


def test_the_lists_of_names_are_read(tmdb):
    genres, keywords, services, sizes, trending = client.gather(
        [asks.genres(), asks.keyword_ids("Lost"), asks.providers("de"), asks.configuration(), asks.trending("day")]
    )
    assert genres[878] == "Science Fiction"
    assert keywords == (902,)  # exactly that word: not "getting lost"
    assert [service.name for service in services][:2] == ["Netflix", "Amazon Prime Video"]
    assert "w342" in sizes.posters
    assert len(trending.films) == 20


def test_a_film_that_tmdb_does_not_know_is_an_error_of_its_own(tmdb):
    with pytest.raises(TmdbNotFound):
        client.get(asks.details(5))


# --- The cache


def _age(hours):
    TmdbResponse.objects.update(fetched_at=timezone.now() - timedelta(hours=hours))


def test_a_fresh_answer_is_not_asked_for_again(tmdb):
    first = client.get(asks.trending())
    assert client.get(asks.trending()) == first
    assert len(tmdb.requests) == 1


@pytest.mark.services
def test_an_answer_past_its_freshness_is_fetched_anew(tmdb):
    first = client.get(asks.trending())
    _age(asks.FRESH_HOURS["trending"] + 1)
    again = client.get(asks.trending())
    assert len(tmdb.requests) == 2
    assert again.fetched_at >= first.fetched_at
    assert TmdbResponse.objects.get().fetched_at == again.fetched_at


def test_renewing_passes_what_is_kept_over(tmdb):
    client.get(asks.trending())
    client.renew([asks.trending()])
    assert len(tmdb.requests) == 2


def test_a_language_is_a_question_of_its_own(tmdb, settings):
    client.get(asks.genres())
    settings.TMDB_LANGUAGE = "de-DE"
    client.get(asks.genres())
    assert [params["language"] for _, params in tmdb.requests] == ["en-US", "de-DE"]


def test_while_tmdb_fails_an_old_answer_stands_in_and_says_its_age(tmdb):
    ask = asks.trending()
    client.get(ask)
    _age(24 * 170)
    tmdb.fault = "500"
    page = client.get(ask)
    assert page.films
    assert not ask.is_fresh(page.fetched_at)


def test_no_answer_older_than_six_months_stands_in(tmdb):
    client.get(asks.trending())
    _age(24 * 181)
    tmdb.fault = "500"
    assert isinstance(client.gather([asks.trending()])[0], Exception)


def test_a_film_that_tmdb_took_down_is_gone_here_as_well(tmdb, monkeypatch):
    client.get(asks.details(KNOWN))
    _age(24 * 3)
    monkeypatch.delitem(tmdb.films, KNOWN)
    with pytest.raises(TmdbNotFound):
        client.get(asks.details(KNOWN))


@pytest.mark.services
def test_many_answers_take_one_look_at_the_cache_and_one_write(tmdb, django_assert_num_queries):
    questions = [asks.discover(Discover(genres=(genre,))) for genre in (18, 35, 28, 53)]
    with django_assert_num_queries(2):
        client.gather(questions)
    with django_assert_num_queries(1):
        answers = client.gather(questions)
    assert len(tmdb.requests) == 4
    assert len({answer.films for answer in answers}) == 4


def test_the_same_question_twice_in_one_call_is_asked_once(tmdb):
    one, other = client.gather([asks.trending(), asks.trending()])
    assert one == other
    assert len(tmdb.requests) == 1


def test_what_people_search_for_is_not_kept_in_clear(tmdb):
    client.get(asks.search("the quiet"))
    kept = TmdbResponse.objects.get()
    assert (kept.kind, kept.params) == ("search", [])
    assert "quiet" not in kept.key


def test_only_what_is_shown_of_a_film_is_kept(tmdb):
    client.get(asks.details(KNOWN))
    kept = TmdbResponse.objects.get().payload
    assert len(kept["credits"]["cast"]) == 20
    assert "homepage" not in kept
    assert client.get(asks.details(KNOWN)).crew  # read again from what was kept


def test_without_a_key_nothing_is_asked(tmdb, settings):
    settings.TMDB_API_KEY = ""
    assert not client.configured()
    with pytest.raises(TmdbNotConfigured):
        client.get(asks.trending())
    assert tmdb.requests == []
    assert client.status().configured is False
