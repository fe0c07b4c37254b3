"""What accounts asks of this room."""

import json

import pytest

from accounts import registries
from recommendations.feedback import opinions

pytestmark = pytest.mark.django_db


@pytest.fixture
def provider():
    return next(entry for entry in registries.personal_data() if entry.name == "film_feedback")


def test_export_holds_every_opinion_of_its_owner_alone(ada, ben, film, provider):
    opinions.like(user=ada, film_id=film("Casablanca", 1942).pk)
    opinions.dislike(user=ben, film_id=film("Casablanca", 1942).pk)
    (row,) = json.loads(json.dumps(list(provider.export(ada))))
    assert (row["title"], row["year"], row["opinion"]) == ("Casablanca", 1942, "like")


def test_erasure_leaves_nothing_of_its_owner_and_all_of_others(ada, ben, film, provider):
    for user in (ada, ben):
        opinions.like(user=user, film_id=film("Casablanca", 1942).pk)
    assert provider.erase(ada) == 1
    assert list(provider.export(ada)) == []
    assert len(list(provider.export(ben))) == 1


def test_films_are_known_by_name(film):
    casablanca = film("Casablanca", 1942).pk
    assert registries.film_names([casablanca, 1]) == {casablanca: registries.FilmName("Casablanca", 1942)}


def test_genres_to_choose_from_are_the_catalogues():
    assert len(registries.genres()) == 21
    assert {"Science Fiction", "Musical", "Drama"} <= set(registries.genres())
