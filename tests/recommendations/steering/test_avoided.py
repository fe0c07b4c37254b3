"""Topics that a person avoids are crossed nowhere that films are offered."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import pytest

from accounts.models import Profile, User
from recommendations.catalogue import state
from recommendations.details import film_page
from recommendations.evenings import Evening, offer_films
from recommendations.for_you import for_you
from recommendations.models import Film
from recommendations.retrieval.features import features
from recommendations.steering import topics
from recommendations.steering.sentence import parse
from recommendations.steering.topics import Check
from recommendations.steering.types import Dial, Steer

pytestmark = pytest.mark.django_db
AVOID = ["war", "gore"]


@pytest.fixture
def careful(ada: User) -> User:
    Profile.objects.update_or_create(user=ada, defaults={"avoid_topics": AVOID})
    return User.objects.get(pk=ada.pk)


def _crossed(cards: Iterable[Any]) -> list[str]:
    known = features([card.id for card in cards], version=state.version())
    assert known
    return [film.title for film in known.values() if topics.check(film, AVOID) is not Check.CLEAR]


@pytest.mark.parametrize("dial", [Dial.MATCH, Dial.SURPRISE])
def test_not_in_the_rows_of_an_evening(careful: User, dial: Dial) -> None:
    rows = offer_films(user=careful, evening=Evening({"fear": 0.7, "anger": 0.3}, Steer(dial=dial))).rows
    assert _crossed(film for row in rows for film in row.films) == []


def test_not_on_the_first_two_pages_for_you(careful: User) -> None:
    for number in (1, 2):
        assert _crossed(for_you(user=careful, number=number).page.object_list) == []


def test_not_beside_a_film_of_that_very_kind(careful: User) -> None:
    war_film = Film.objects.filter(film_genres__genre__name="War", listed=True, adult=False).first()
    assert war_film is not None
    similar = film_page(user=careful, film_id=war_film.pk).similar
    assert similar is None or _crossed(similar.films) == []


def test_not_for_one_evening_whose_sentence_says_so(ada: User) -> None:
    steer = parse("no gore, nothing about soldiers").steer
    assert set(steer.wishes.avoid) == {"gore", "war"}
    rows = offer_films(user=ada, evening=Evening({"fear": 1.0}, steer)).rows
    assert _crossed(film for row in rows for film in row.films) == []


def test_somebody_who_avoids_nothing_is_still_offered_such_films(ada: User) -> None:
    rows = offer_films(user=ada, evening=Evening({"fear": 0.7, "anger": 0.3})).rows
    assert _crossed(film for row in rows for film in row.films) != []
