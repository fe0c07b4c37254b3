"""Search by title and people, the same on both databases."""

import pytest
from django.db import connection

from recommendations.catalogue import search_index
from recommendations.models import Film
from recommendations.selectors import search

pytestmark = [pytest.mark.django_db, pytest.mark.services]
HOSTILE = [
    "AND OR *",
    'a "quoted',
    "'; DROP TABLE recommendations_film; --",
    "NEAR(one two, 3)",
    "search_title:casablanca",
    "casablanca^2 -drama",
    "(((",
    "a & b | !c <-> d",
    ":*",
    "%s %(x)s {0} $1",
    "<script>alert(1)</script>",
    "🎬🍿",
    "x" * 1000,
    "the " * 250,
    "\\",
    "\u202e\u0301",
]


def _titles(query, **options):
    return [card.title for card in search(query=query, **options)]


def test_title_is_found_first():
    assert _titles("casablanca")[0] == "Casablanca"


def test_whole_title_beats_a_longer_one():
    assert _titles("Alien")[0] == "Alien"


def test_unfinished_last_word_finds():
    assert "Casablanca" in _titles("casabl")


def test_accents_need_not_be_typed():
    assert "Amélie" in _titles("amelie")


def test_accents_may_be_typed():
    assert "Amélie" in _titles("AMÉLIE")


def test_apostrophe_may_be_left_out():
    assert "Schindler's List" in _titles("schindlers list")


def test_director_is_found():
    assert "In the Mood for Love" in _titles("wong kar wai")


def test_actor_is_found():
    assert "Casablanca" in _titles("ingrid bergman")


def test_title_and_actor_meet():
    assert _titles("casablanca bogart")[0] == "Casablanca"


def test_every_word_has_to_match():
    assert _titles("casablanca zeppelin") == []


def test_better_known_film_of_one_name_comes_first():
    found = [card for card in search(query="psycho") if card.title == "Psycho"]
    assert [card.year for card in found] == [1960, 1998]


@pytest.mark.parametrize("query", HOSTILE)
def test_nothing_typed_is_read_as_syntax(query):
    search(query=query)
    assert Film.objects.count() == 17_470


@pytest.mark.parametrize("query", ["", "   ", "!!!", "🎬"])
def test_query_without_a_word_finds_nothing(query):
    assert search(query=query).paginator.count == 0


def test_adult_film_is_not_found_unless_asked_for(ada):
    assert "Shame" not in [card.title for card in search(query="shame", user=ada) if card.year == 2011]
    ada.profile.include_adult = True
    ada.profile.save()
    assert "Shame" in [card.title for card in search(query="shame", user=ada) if card.year == 2011]


def test_unlisted_film_is_not_found(film):
    Film.objects.filter(pk=film("Casablanca", 1942).pk).update(listed=False)
    assert "Casablanca" not in _titles("casablanca")


def test_renamed_film_is_found_by_its_new_name_alone(film):
    casablanca = film("Casablanca", 1942)
    casablanca.title = "Zanzibar Nights"
    casablanca.save()
    assert _titles("zanzibar nights") == ["Zanzibar Nights"]
    assert "Zanzibar Nights" not in _titles("casablanca")


def test_deleted_film_leaves_the_index(film):
    film("Casablanca", 1942).delete()
    assert "Casablanca" not in _titles("casablanca")


def test_page_out_of_range_is_the_last():
    last = search(query="the", page=10_000)
    assert last.number == last.paginator.num_pages


def test_page_that_is_no_number_is_the_first():
    assert search(query="the", page="1; --").number == 1


def test_company_is_a_keyword_for_rows_and_not_for_people(film):
    assert film("Broken Flowers").pk in search_index.matching_keywords(["Focus Features"])
    assert "Broken Flowers" not in _titles("focus features")


def test_index_recovers_when_a_migration_took_it_away(film):
    sqlite = connection.vendor == "sqlite"  # there, rebuilding a table drops its triggers
    with connection.cursor() as cursor:
        cursor.execute(
            "DROP TRIGGER recommendations_film_search_update"
            if sqlite
            else "ALTER TABLE recommendations_film DROP COLUMN search_vector"
        )
    search_index.ensure()
    casablanca = film("Casablanca", 1942)
    casablanca.title = "Zanzibar Nights"
    casablanca.save()
    assert _titles("zanzibar nights") == ["Zanzibar Nights"]
    assert _titles("vertigo")[0] == "Vertigo"
