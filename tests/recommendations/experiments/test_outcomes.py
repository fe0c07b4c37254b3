"""What came of a film that was shown, by the stated rule."""

from datetime import timedelta
from uuid import UUID

import pytest
from django.utils import timezone

from recommendations.experiments.outcomes import WINDOW, Deed, Shown, credited, rewards, worth
from recommendations.feedback.models import FilmEvent
from recommendations.models import FilmFeedback

NOW = timezone.now()


def shown(minutes=0, user=1, film=7, page=1):
    at = NOW + timedelta(minutes=minutes)
    return Shown(user, film, UUID(int=page), "drama", 0, "default", "", 1.0, {}, at)


def deed(kind, minutes, user=1, film=7):
    return Deed(user, film, kind, NOW + timedelta(minutes=minutes))


@pytest.mark.parametrize(
    ("kinds", "reward"),
    [
        ((), 0.0),
        (("opened",), 0.2),
        (("opened", "trailer", "saved"), 0.6),
        (("opened", "like"), 1.0),
        (("seen",), 1.0),
        (("opened", "dismissed"), -0.5),
        (("seen", "dislike"), -0.5),
    ],
)
def test_strongest_deed_counts_and_a_refusal_before_all(kinds, reward):
    assert worth(kinds) == reward


def test_deed_counts_for_the_last_page_before_it():
    pages = [shown(0, page=1), shown(60, page=2), shown(120, page=3)]
    assert credited(pages, [deed("like", 90)]) == [0.0, 1.0, 0.0]


def test_deed_of_another_person_film_or_time_counts_for_nothing():
    late = WINDOW.total_seconds() / 60 + 1
    others = [deed("like", 5, user=2), deed("like", 5, film=8), deed("like", -5), deed("like", late)]
    assert credited([shown()], others) == [0.0]


@pytest.mark.django_db
def test_rewards_are_read_from_what_people_did(ada, ben, film):
    casablanca, vertigo = film("Casablanca", 1942).pk, film("Vertigo", 1958).pk
    before = timezone.now() - timedelta(hours=1)
    pages = [
        Shown(ada.pk, number, UUID(int=1), "drama", 0, "", "", 1.0, {}, before) for number in (casablanca, vertigo)
    ]
    FilmFeedback.objects.create(user=ada, film_id=casablanca, kind="like")
    FilmEvent.objects.create(user=ada, film_id=vertigo, kind="opened", day=timezone.localdate())
    FilmFeedback.objects.create(user=ben, film_id=vertigo, kind="like")
    assert rewards(pages) == [1.0, 0.2]
