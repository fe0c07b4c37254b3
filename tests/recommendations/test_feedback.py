"""What people say about films: twice is once, and never at each other's cost."""

import threading

import pytest
from django.db import connections

from accounts.selectors import watch_entries
from moodflix_site.common.errors import BadInput
from recommendations.catalogue import loading
from recommendations.errors import UnknownFeedback, UnknownFilm
from recommendations.feedback import opinions
from recommendations.feedback.actions import give
from recommendations.feedback.states import state_of
from recommendations.history import film_history
from recommendations.models import FilmFeedback

pytestmark = [pytest.mark.django_db, pytest.mark.services]


@pytest.fixture
def casablanca(film):
    return film("Casablanca", 1942).pk


def _kinds(user):
    return list(FilmFeedback.objects.filter(user=user).values_list("kind", flat=True))


def test_liking_twice_is_liking_once(ada, casablanca):
    opinions.like(user=ada, film_id=casablanca)
    opinions.like(user=ada, film_id=casablanca)
    assert _kinds(ada) == ["like"]


def test_refusal_takes_the_place_of_a_like(ada, casablanca):
    opinions.like(user=ada, film_id=casablanca)
    opinions.dislike(user=ada, film_id=casablanca)
    assert _kinds(ada) == ["dislike"]


def test_undo_of_a_like_leaves_a_later_refusal(ada, casablanca):
    opinions.like(user=ada, film_id=casablanca)
    opinions.dislike(user=ada, film_id=casablanca)
    assert not opinions.undo(user=ada, film_id=casablanca, kind="like")
    assert _kinds(ada) == ["dislike"]


def test_undo_twice_is_undo_once(ada, casablanca):
    opinions.like(user=ada, film_id=casablanca)
    assert opinions.undo(user=ada, film_id=casablanca, kind="like")
    assert not opinions.undo(user=ada, film_id=casablanca, kind="like")


def test_undo_leaves_another_person_alone(ada, ben, casablanca):
    opinions.like(user=ada, film_id=casablanca)
    opinions.undo(user=ben, film_id=casablanca, kind="like")
    assert _kinds(ada) == ["like"]


def test_seen_film_keeps_its_name_and_rating(ada, casablanca):
    opinions.mark_seen(user=ada, film_id=casablanca, rating=9)
    (entry,) = film_history(user=ada).seen
    assert (entry.title, entry.year, entry.rating) == ("Casablanca", 1942, 9)


def test_seen_may_be_taken_back(ada, casablanca):
    opinions.mark_seen(user=ada, film_id=casablanca)
    opinions.undo(user=ada, film_id=casablanca, kind="seen")
    assert not watch_entries(ada).exists()


@pytest.mark.parametrize("number", [1, 0, -5, 2**63 - 1, 2**63, 10**30])
def test_unknown_film_is_a_typed_error(ada, number):
    with pytest.raises(UnknownFilm):
        opinions.like(user=ada, film_id=number)
    assert _kinds(ada) == []


@pytest.mark.parametrize("rating", [0, 11, -1])
def test_rating_out_of_range_marks_nothing(ada, casablanca, rating):
    with pytest.raises(BadInput):
        opinions.mark_seen(user=ada, film_id=casablanca, rating=rating)
    assert not watch_entries(ada).exists()


def test_unknown_action_is_a_typed_error(ada, casablanca):
    with pytest.raises(UnknownFeedback):
        give(user=ada, film_id=casablanca, action="adore")


def test_feedback_of_one_person_is_not_shown_to_another(ada, ben, casablanca):
    opinions.like(user=ada, film_id=casablanca)
    assert not state_of(user=ben, film_id=casablanca).liked
    assert list(film_history(user=ben).liked) == []


@pytest.mark.django_db(transaction=True)
def test_two_presses_at_once_leave_one_opinion(ada):
    loading.load()
    errors = []

    def press(action):
        try:
            give(user=ada, film_id=132689, action=action)
        except Exception as error:  # noqa: BLE001 - a thread has nowhere to raise
            errors.append(error)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=press, args=(action,)) for action in ("like", "dislike", "like", "dislike")]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert errors == []
    assert len(_kinds(ada)) == 1
