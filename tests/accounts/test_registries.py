import pytest

from accounts.registries import FilmName


def _nothing(user):
    return []


def _none(user):
    return 0


def test_accounts_registers_its_own_rows():
    from accounts.registries import personal_data

    names = {provider.name for provider in personal_data()}
    assert {"profile", "consents", "films_seen", "api_tokens", "email_addresses"} <= names


def test_registering_again_is_harmless(own_registries):
    own_registries.register_personal_data("journal", _nothing, _none)
    own_registries.register_personal_data("journal", _nothing, _none)
    assert [provider.name for provider in own_registries.personal_data()].count("journal") == 1


def test_name_cannot_be_taken_twice(own_registries):
    own_registries.register_personal_data("journal", _nothing, _none)
    with pytest.raises(ValueError, match="journal"):
        own_registries.register_personal_data("journal", lambda user: [], _none)


def test_rows_of_higher_rooms_are_erased_before_those_they_stand_on(own_registries):
    own_registries.register_personal_data("journal", _nothing, _none)
    assert own_registries.personal_data()[0].name == "journal"


def test_films_are_named_by_the_registered_look_up(own_registries):
    films = {7: FilmName("Seven", 1995), 8: FilmName("Eight and a Half", 1963)}
    own_registries.register_film_lookup(lambda ids: {film: films[film] for film in ids if film in films})
    assert own_registries.film_names([7, 7, 99]) == {7: FilmName("Seven", 1995)}


def test_without_a_catalogue_no_film_has_a_name(own_registries):
    assert own_registries.film_names([7]) == {}


def test_second_look_up_is_a_mistake(own_registries):
    own_registries.register_film_lookup(lambda ids: {})
    with pytest.raises(ValueError, match="registered already"):
        own_registries.register_film_lookup(lambda ids: {1: FilmName("One", None)})


def test_genres_come_sorted_and_once(own_registries):
    own_registries.register_genres(lambda: ["Drama", "Comedy", "Drama"])
    assert own_registries.genres() == ("Comedy", "Drama")


def test_without_a_catalogue_there_are_no_genres(own_registries):
    assert own_registries.genres() == ()
