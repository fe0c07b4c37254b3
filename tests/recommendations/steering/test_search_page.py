"""The search page with filters."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from accounts.models import Profile
from recommendations.models import Film

pytestmark = pytest.mark.django_db


def _ids(answer: Any) -> list[int]:
    return [film.id for film, _ in answer.context["found"]]


def test_filters_alone_list_films(client: Client) -> None:
    answer = client.get("/search?genre=Western&to=1959&most=90")
    films = Film.objects.filter(pk__in=_ids(answer))
    assert films.count() > 5
    assert all(film.year <= 1959 and film.runtime <= 90 for film in films)
    assert all(film.genres.filter(name="Western").exists() for film in films)


def test_filters_narrow_what_words_find(client: Client) -> None:
    every, some = client.get("/search?q=night"), client.get("/search?q=night&language=fr")
    assert 0 < some.context["total"] < every.context["total"]
    assert all("French" in film.languages for film in Film.objects.filter(pk__in=_ids(some)))


def test_the_next_page_keeps_words_filters_and_order(client: Client) -> None:
    answer = client.get("/search?q=the&genre=Comedy&sort=newest")
    assert "?q=the&amp;genre=Comedy&amp;sort=newest&amp;page=2" in answer.text


def test_a_chip_takes_one_filter_away_and_keeps_the_rest(client: Client) -> None:
    assert (
        'href="/search?genre=Comedy&amp;sort=newest&amp;q=love"'
        in client.get("/search?q=love&genre=Comedy&from=1990&to=1999&sort=newest").text
    )


def test_newest_comes_first_where_it_is_asked_for(client: Client) -> None:
    ids = _ids(client.get("/search?genre=Horror&sort=newest"))
    years = dict(Film.objects.filter(pk__in=ids).values_list("pk", "year"))
    assert [years[film_id] for film_id in ids] == sorted(years.values(), reverse=True)


def test_nothing_that_keeps_to_all_says_so_and_offers_the_words_alone(client: Client) -> None:
    answer = client.get("/search?q=casablanca&from=2012")
    assert "Nothing under “casablanca” that keeps to all of this" in answer.text
    assert 'href="/search?q=casablanca"' in answer.text


@pytest.mark.parametrize("bad", ["from=soon", "most=-4", "genre=Tax", "language=xx", "age=99", "least=90&most=60"])
def test_an_unusable_filter_is_refused_by_name(client: Client, bad: str) -> None:
    answer = client.get(f"/search?{bad}")
    assert answer.status_code == 400


def test_a_film_with_an_avoided_topic_is_found_by_name_and_marked(client: Client, ada: Any) -> None:
    Profile.objects.update_or_create(user=ada, defaults={"avoid_topics": ["war"]})
    client.force_login(ada)
    answer = client.get("/search?q=apocalypse+now")
    assert "You avoid this: it may hold war." in answer.text


def test_nobody_else_sees_the_mark(client: Client) -> None:
    assert "You avoid this" not in client.get("/search?q=apocalypse+now").text
