"""A page asks TMDB for its rows in one round; without an answer the films that are there serve, and it says so."""

import time
from datetime import timedelta

import pytest
from django.core.cache import cache

from recommendations.catalogue import state
from recommendations.models import Film, FilmRow, Genre
from recommendations.ranking.affinity import RowSpec
from recommendations.retrieval.candidates import pool
from recommendations.retrieval.features import features
from recommendations.retrieval.row_specs import row_specs
from recommendations.steering.types import Wishes
from recommendations.tmdb import feed, questions
from recommendations.tmdb.models import TmdbResponse

pytestmark = pytest.mark.django_db
DRAMA, COMEDY, HORROR = 18, 35, 27


def row(key="drama", genres=("Drama",), keywords=(), without=()):
    return RowSpec(key, key.title(), genres, without, keywords, "", {})


def asked(server, path="/discover/movie"):
    return [params for where, params in server.requests if where == path]


def streams(film, region):
    offers = film["watch/providers"]["results"][region]
    return {service["provider_id"] for kind in ("flatrate", "free", "ads") for service in offers.get(kind, ())}


def told():
    return Film.objects.filter(source="tmdb", listed=True)


def test_without_a_key_nothing_is_asked_and_nothing_said():
    assert feed.freshen([row()]) == feed.Freshness(ok=True, note="")
    assert feed.find("anything") == feed.Found()


def test_every_row_is_one_question_and_all_go_out_in_one_round(tmdb):
    specs = [row(), row("comedy", ("Comedy",)), row("scary", ("Horror", "Thriller"), without=("Comedy",))]

    freshness = feed.freshen(specs)

    assert freshness.ok
    assert [path for path, _ in tmdb.requests] == ["/discover/movie"] * 3
    assert {params["with_genres"] for params in asked(tmdb)} == {"18", "35", "27,53"}
    assert {params.get("without_genres") for params in asked(tmdb)} == {None, "35"}


def test_what_tmdb_names_stands_in_the_table_under_its_genres(tmdb):
    feed.freshen([row()])

    films = features(told().values_list("pk", flat=True), version=state.version()).values()
    assert 5 < len(films) <= 20
    assert all("Drama" in film.genres and film.tmdb_id for film in films)


def test_a_row_is_not_asked_again_while_its_answer_is_fresh(tmdb):
    feed.freshen([row()])
    version = state.version()
    feed.freshen([row()])

    assert len(tmdb.requests) == 1
    assert state.version() == version


def test_other_wishes_are_another_question(tmdb):
    feed.freshen([row()])
    feed.freshen(
        [row()], Wishes(runtime_max=95, year_from=1990, languages=("fr",), certificate=12, exclude_genres=("War",))
    )

    params = asked(tmdb)[1]
    assert {name: params[name] for name in ("with_runtime.lte", "primary_release_date.gte", "without_genres")} == {
        "with_runtime.lte": "95",
        "primary_release_date.gte": "1990-01-01",
        "without_genres": "10752",
    }
    assert (params["certification_country"], params["certification.lte"]) == ("US", "PG")
    assert params["with_original_language"] == "fr"


@pytest.mark.parametrize("genres", [("Sport",), ("Musical",), ("Drama", "Biography")], ids=" ".join)
def test_a_row_that_tmdb_has_no_genre_for_is_left_to_the_catalogue(tmdb, genres):
    freshness = feed.freshen([row(genres=genres)])

    assert freshness == feed.Freshness(ok=True, note="")
    assert tmdb.requests == []


def test_a_row_of_keywords_learns_their_numbers_in_one_round_and_asks_by_them_in_the_next(tmdb):
    spec = row("heists", ("Drama",), keywords=("heist",))

    feed.freshen([spec])
    first = [path for path, _ in tmdb.requests]
    feed.freshen([spec])

    assert first == ["/search/keyword"]
    assert [params["with_keywords"] for params in asked(tmdb)] == ["907"]
    assert all(film.keywords == ["heist"] for film in told())


def test_films_of_a_row_by_keyword_can_be_found_by_that_row(tmdb):
    spec = row("heists", ("Drama",), keywords=("heist",))
    feed.freshen([spec])
    feed.freshen([spec])

    offered = {film.id for film in pool(spec, version=state.version())}
    assert set(told().values_list("pk", flat=True)) <= offered


def test_words_that_are_no_keyword_of_tmdb_are_asked_once_and_then_left(tmdb):
    spec = row("studio", ("Drama",), keywords=("No Such Studio",))
    feed.freshen([spec])
    feed.freshen([spec])

    assert [path for path, _ in tmdb.requests] == ["/search/keyword"]


@pytest.mark.parametrize("fault", ["500", "truncated", "wrong-type", "html", "429-silent"])
def test_when_tmdb_fails_the_page_says_so_and_keeps_its_films(tmdb, fault):
    tmdb.fault = fault
    before = state.version()

    freshness = feed.freshen([row()], limit_seconds=0.6)

    assert (freshness.ok, freshness.note) == (False, feed.OUTAGE)
    assert state.version() == before


def test_a_key_that_is_revoked_mid_way_reads_like_any_outage(tmdb):
    feed.freshen([row()])
    tmdb.revoke()

    assert feed.freshen([row("comedy", ("Comedy",))]).note == feed.OUTAGE
    assert told().exists()


def test_a_slow_tmdb_costs_a_page_no_more_than_its_limit_and_only_once(tmdb):
    tmdb.fault, tmdb.slowness = "slow", 5.0
    started = time.monotonic()
    feed.freshen([row()], limit_seconds=0.4)
    first = time.monotonic() - started
    count = len(tmdb.requests)
    again = feed.freshen([row()], limit_seconds=0.4)
    tmdb.slowness = 0.2

    assert first < 2.0
    assert len(tmdb.requests) == count
    assert not again.ok


def test_an_older_answer_that_stands_in_is_shown_and_said(tmdb):
    feed.freshen([row()])
    TmdbResponse.objects.update(fetched_at=Film.objects.filter(source="tmdb").first().fetched_at - timedelta(days=3))
    cache.clear()
    tmdb.fault = "500"

    freshness = feed.freshen([row()], limit_seconds=0.6)

    assert freshness.note == feed.OUTAGE
    assert told().exists()


def test_films_of_both_sources_stand_once_on_a_page_of_rows(tmdb, client):
    response = client.get("/mood/pick/joy")
    feed.freshen(row_specs(version=state.version()))
    response = client.get("/mood/pick/joy")

    cards = [film for shelf in response.context["rows"] for film in shelf.films]
    names = [(film.title.casefold(), film.year) for film in cards]
    assert len(names) == len(set(names))
    assert len({film.id for film in cards}) == len(cards)


def test_search_finds_what_only_tmdb_knows(tmdb):
    known = next(film for film in tmdb.films.values() if film["id"] > 9_000_010 and not film["adult"])

    found = feed.find(known["title"])

    assert 10_000_000_000 + known["id"] in found.film_ids
    assert found.freshness.ok


def test_what_a_service_has_is_known_once_tmdb_was_asked_for_it(tmdb):
    wishes = Wishes(services=(8,), region="DE")
    assert feed.streaming(wishes) is None

    feed.freshen([row()], wishes)

    there = feed.streaming(wishes)
    assert asked(tmdb)[0]["with_watch_providers"] == "8"
    assert there
    numbers = Film.objects.filter(pk__in=there, tmdb_id__isnull=False).values_list("tmdb_id", flat=True)
    assert all(8 in streams(tmdb.films[number], "DE") for number in numbers)
    assert feed.streaming(Wishes(services=(8,))) is None


@pytest.mark.parametrize(
    "wishes",
    [Wishes(year_from=99_999), Wishes(services=(8,), region="Germany")],
    ids=["a year no calendar has", "no country"],
)
def test_a_wish_that_no_question_can_carry_leaves_the_row_to_the_catalogue(tmdb, wishes):
    assert feed.freshen([row()], wishes).ok
    assert tmdb.requests == []


def test_staffs_own_row_is_asked_for_like_the_others(tmdb):
    mine = FilmRow.objects.create(key="own", title="Own", stands_on="ours")
    mine.genres.set(Genre.objects.filter(name__in=["Comedy", "Romance"]))
    state.bump()

    feed.freshen([spec for spec in row_specs(version=state.version()) if spec.key == "own"])

    assert asked(tmdb)[0]["with_genres"] == "35,10749"


@pytest.mark.parametrize(
    ("wishes", "genres", "some"),
    [
        (Wishes(include_genres=("Comedy",)), (DRAMA, COMEDY), ()),
        (Wishes(include_genres=("Comedy", "Horror")), (DRAMA,), ()),
        (Wishes(all_genres=("Horror",)), (DRAMA, HORROR), ()),
    ],
    ids=["one more genre", "one of two", "both"],
)
def test_a_question_never_asks_for_all_and_any_at_once(wishes, genres, some):
    question = questions.question(row(), wishes, {})
    assert (question.genres, question.any_genres) == (genres, some)


@pytest.mark.parametrize(
    "wishes",
    [Wishes(exclude_genres=("Drama",)), Wishes(include_genres=("Sport",)), Wishes(all_genres=("Biography",))],
    ids=["excluded", "unknown to TMDB", "unknown and needed"],
)
def test_what_tmdb_cannot_have_is_not_asked(wishes):
    assert questions.question(row(), wishes, {}) is None
