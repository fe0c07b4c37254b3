"""The database keeps to the same filters as the pure rule, and sorts as it is asked to."""

from __future__ import annotations

import pytest

from recommendations.catalogue import state
from recommendations.models import Film, FilmGenre, Genre
from recommendations.retrieval.features import features
from recommendations.retrieval.listing import SORTS, kept, listing
from recommendations.steering import wishes
from recommendations.steering.types import Wishes

pytestmark = pytest.mark.django_db

FILMS = [
    (1, "Old Heist", 1965, 95, ["English"], "", "", ("Crime", "Comedy"), 6.0),
    (2, "Small Bear", 1995, 80, ["French", "English"], "G", "", ("Animation", "Family"), 8.0),
    (3, "Loud Night", 2001, None, ["Cantonese"], "R", "", ("Action",), 5.0),
    (4, "Garden", 2010, 120, ["French"], "", "GB 12A", ("Drama", "Romance"), None),
    (5, "Cartoon War", 2012, 90, ["Japanese"], "", "", ("Animation", "War"), 7.0),
    (6, "Barn", 2013, 70, [], "", "", ("Family",), 4.0),
    (7, "Undated", None, 100, ["German"], "PG-13", "", ("Comedy", "Romance"), 6.5),
]
ASKED = [
    Wishes(include_genres=("Comedy", "Drama")),
    Wishes(all_genres=("Comedy", "Romance")),
    Wishes(exclude_genres=("Family", "War")),
    Wishes(runtime_min=80, runtime_max=95),
    Wishes(year_from=1990, year_to=2010),
    Wishes(languages=("fr",)),
    Wishes(languages=("zh", "ja")),
    Wishes(exclude_languages=("en",)),
    Wishes(certificate=8),
    Wishes(certificate=12),
    Wishes(certificate=13, languages=("de", "fr")),
    Wishes(certificate=18),
    Wishes(certificate=0, include_genres=("Animation",)),
]


@pytest.fixture
def made() -> list[int]:
    for number, title, year, runtime, languages, certificate, tmdb, genres, rating in FILMS:
        film = Film(
            id=number, title=title, year=year, runtime=runtime, languages=languages, certificate=certificate,
            tmdb_certificate=tmdb, rating=rating, reviews=20 * number,
        )  # fmt: skip
        film.save()
        for name in genres:
            genre, _ = Genre.objects.get_or_create(name=name)
            FilmGenre.objects.create(film=film, genre=genre)
    return [row[0] for row in FILMS]


def _of(made: list[int], sort: str) -> list[int]:
    """The listing, as far as it is about the films of this test."""
    return [film_id for film_id in listing(Wishes(), sort=sort) if film_id in made]


@pytest.mark.parametrize("number", range(len(ASKED)))
def test_database_and_rule_keep_the_same_films(made: list[int], number: int) -> None:
    asked = ASKED[number]
    known = features(made, version=state.version())
    allowed = {film_id for film_id, film in known.items() if wishes.allows(film, asked)}
    assert allowed
    assert set(listing(asked)) & set(made) == allowed
    assert set(kept(made, asked)) == allowed


def test_database_and_rule_keep_the_same_films_of_the_catalogue() -> None:
    some = list(Film.objects.filter(listed=True, adult=False).order_by("pk").values_list("pk", flat=True)[::9])
    known = features(some, version=state.version())
    for asked in ASKED:
        assert set(kept(some, asked)) == {film_id for film_id, film in known.items() if wishes.allows(film, asked)}


@pytest.mark.parametrize("sort", sorted(SORTS))
def test_a_search_and_a_listing_sort_alike(made: list[int], sort: str) -> None:
    if sort != "best":
        assert kept(made, Wishes(), sort=sort) == _of(made, sort)


def test_newest_comes_first_and_undated_last(made: list[int]) -> None:
    assert _of(made, "newest") == [6, 5, 4, 3, 2, 1, 7]


def test_shortest_comes_first_and_unknown_length_last(made: list[int]) -> None:
    assert _of(made, "shortest") == [6, 2, 5, 1, 7, 4, 3]


def test_a_search_keeps_the_order_of_its_matches(made: list[int]) -> None:
    assert kept([4, 2, 1, 3], Wishes(languages=("fr",))) == [4, 2]


def test_unlisted_and_adult_films_stay_out(made: list[int]) -> None:
    Film.objects.filter(pk=1).update(listed=False)
    Film.objects.filter(pk=2).update(adult=True)
    assert not {1, 2} & set(listing(Wishes()))
    assert 2 in set(listing(Wishes(), include_adult=True))
