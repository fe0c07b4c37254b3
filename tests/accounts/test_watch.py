from datetime import date

import pytest
from django.contrib.auth.models import AnonymousUser
from django.db import IntegrityError

from accounts.models import WatchEntry
from accounts.selectors import watch_entries, watch_ratings
from accounts.services import mark_seen, rate, unmark_seen
from moodflix_site.common.errors import BadInput, NotFound

pytestmark = pytest.mark.django_db
FILM = {"film_id": 7, "title": "Seven", "year": 1995}


def test_seen_film_is_remembered_with_its_name(ada):
    entry = mark_seen(user=ada, **FILM, rating=9, watched_on=date(2026, 11, 6))
    assert (entry.title, entry.year, entry.rating) == ("Seven", 1995, 9)
    assert watch_entries(ada).get() == entry


def test_marking_again_makes_no_second_row(ada):
    assert mark_seen(user=ada, **FILM) == mark_seen(user=ada, **FILM)


def test_marking_again_without_a_rating_keeps_the_rating(ada):
    mark_seen(user=ada, **FILM, rating=9)
    assert mark_seen(user=ada, **FILM).rating == 9


def test_marking_again_with_a_rating_changes_it(ada):
    mark_seen(user=ada, **FILM, rating=9)
    assert mark_seen(user=ada, **FILM, rating=4).rating == 4


def test_rating_can_be_taken_away(ada):
    mark_seen(user=ada, **FILM, rating=9)
    rate(user=ada, film_id=7, rating=None)
    assert watch_ratings(ada, [7, 8]) == {7: None}


@pytest.mark.parametrize("rating", [0, 11, -1, 2.5, "5"])
def test_rating_outside_half_stars_is_refused(ada, rating):
    with pytest.raises(BadInput) as refused:
        mark_seen(user=ada, **FILM, rating=rating)
    assert "rating" in refused.value.fields
    assert not WatchEntry.objects.exists()


def test_database_holds_no_rating_outside_half_stars(ada):
    with pytest.raises(IntegrityError):
        WatchEntry.objects.create(user=ada, **FILM, rating=11)


def test_film_nobody_marked_cannot_be_rated(ada):
    with pytest.raises(NotFound):
        rate(user=ada, film_id=7, rating=5)


def test_one_person_cannot_rate_or_unmark_for_another(ada, ben):
    mark_seen(user=ada, **FILM, rating=9)
    with pytest.raises(NotFound):
        rate(user=ben, film_id=7, rating=1)
    assert not unmark_seen(user=ben, film_id=7)
    assert watch_ratings(ada, [7]) == {7: 9}


def test_unmarking_forgets_the_film(ada):
    mark_seen(user=ada, **FILM)
    assert unmark_seen(user=ada, film_id=7)
    assert not watch_entries(ada).exists()
    assert not unmark_seen(user=ada, film_id=7)


@pytest.mark.parametrize("film_id", [-1, 2**63])
def test_impossible_film_is_not_found(ada, film_id):
    with pytest.raises(NotFound):
        mark_seen(user=ada, film_id=film_id, title="", year=None)


def test_newest_entry_comes_first(ada):
    mark_seen(user=ada, **FILM)
    mark_seen(user=ada, film_id=8, title="Eight and a Half", year=1963)
    assert [entry.film_id for entry in watch_entries(ada)] == [8, 7]


@pytest.mark.parametrize("nobody", [None, AnonymousUser()])
def test_guest_has_seen_nothing(nobody):
    assert list(watch_entries(nobody)) == []


@pytest.mark.services
@pytest.mark.django_db(transaction=True)
def test_marking_many_times_at_once_makes_one_row(ada, at_once):
    outcomes = at_once(lambda: mark_seen(user=ada, **FILM, rating=6).pk)
    assert len(set(outcomes)) == 1
    assert WatchEntry.objects.get().rating == 6
