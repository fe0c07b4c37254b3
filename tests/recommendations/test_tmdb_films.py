"""TMDB's words in the one table of films: what they may change, and what is left when they are forgotten."""

from datetime import timedelta

import pytest

from accounts.services import mark_seen
from recommendations.access import visible_film
from recommendations.catalogue import state
from recommendations.models import Film, FilmFeedback
from recommendations.retrieval.features import features
from recommendations.selectors import matches
from recommendations.tmdb import films, matching
from recommendations.tmdb.ids import film_id_of, tmdb_id_of
from tests.recommendations.tmdb_said import NOON, detailed, said

pytestmark = pytest.mark.django_db
NEW = 987_001


def tell(*heard, when=NOON, **options):
    return films.tell([(film, when) for film in heard], **options)


def seen_as(tmdb_id):
    return features([film_id_of(tmdb_id)], version=state.version())[film_id_of(tmdb_id)]


def test_a_film_that_only_tmdb_knows_can_be_found_and_ranked_like_any_other():
    tell(said(NEW))

    film = seen_as(NEW)
    assert (film.title, film.year, film.genres, film.languages) == (
        "The Quiet Lighthouse",
        2023,
        ("Music", "Drama"),
        ("English",),
    )
    assert film.rating == 7.1
    assert 0.38 < film.standing < 0.7
    assert film.acclaim < film.standing
    assert matches(query="quiet lighthouse") == [film_id_of(NEW)]
    assert tmdb_id_of(film.id) == NEW


def test_saying_the_same_again_changes_nothing():
    tell(said(NEW))
    before = state.version()

    again = tell(said(NEW, popularity=90.0), when=NOON + timedelta(days=1))

    assert not again.changed
    assert state.version() == before
    assert Film.objects.get(tmdb_id=NEW).fetched_at == NOON + timedelta(days=1)


def test_a_few_more_votes_are_written_down_without_every_page_being_read_anew():
    tell(said(NEW))
    before = state.version()
    tell(said(NEW, votes=905, rating=7.11))
    assert (state.version(), Film.objects.get(tmdb_id=NEW).tmdb_votes) == (before, 905)

    tell(said(NEW, votes=4000, rating=7.9))
    assert state.version() != before


def test_a_film_whose_genres_change_at_tmdb_changes_shelves():
    tell(said(NEW))
    tell(said(NEW, genre_ids=(35,)))

    assert seen_as(NEW).genres == ("Comedy",)


def test_an_embedded_film_keeps_its_facts_and_gains_what_tmdb_adds(film):
    matrix = film("The Matrix")
    films.claim([(matrix, said(603, title="Matrix", year=1999, rating=8.2))], NOON)

    row = Film.objects.get(pk=matrix.pk)
    assert (row.title, row.rating, row.standing, row.source) == (
        "The Matrix",
        matrix.rating,
        matrix.standing,
        "embedded",
    )
    assert (row.tmdb_id, row.overview, row.poster_path) == (603, "A keeper counts ships.", "/p603.jpg")
    assert tell(said(603, title="Matrix", year=1999)).ids == {603: matrix.pk}


def test_a_film_of_the_same_name_and_year_waits_behind_the_embedded_one(film):
    matrix = film("The Matrix")

    answer = tell(said(603, title="The  MATRIX", year=2000))

    assert answer.ids == {603: matrix.pk}
    assert film_id_of(603) not in matches(query="the matrix")
    assert matrix.pk in matches(query="the matrix")


def test_a_film_years_apart_is_another_film():
    assert tell(said(603, title="The Matrix", year=2021)).ids == {603: film_id_of(603)}


def test_the_imdb_id_makes_two_of_one_name_one_film(film):
    matrix = film("The Matrix")
    tell(said(603, title="The Matrix", year=1999))

    films.tell_details(detailed(said(603, title="The Matrix", year=1999), imdb_id=matrix.imdb_id))

    row = Film.objects.get(pk=matrix.pk)
    assert (row.tmdb_id, row.keywords, row.directors) == (603, ["lighthouse", "solitude"], matrix.directors)
    assert not Film.objects.get(pk=film_id_of(603)).listed


def test_another_imdb_id_lets_the_waiting_film_out():
    tell(said(603, title="The Matrix", year=1999))

    films.tell_details(detailed(said(603, title="The Matrix", year=1999), imdb_id="tt99999990"))

    assert film_id_of(603) in matches(query="the matrix")


def test_while_tmdb_does_not_know_the_imdb_id_the_film_goes_on_waiting():
    tell(said(603, title="The Matrix", year=1999))

    films.tell_details(detailed(said(603, title="The Matrix", year=1999)))

    assert film_id_of(603) not in matches(query="the matrix")


def test_what_people_said_moves_to_the_film_it_turned_out_to_be(film, ada, ben):
    matrix = film("The Matrix")
    tell(said(603, title="Matriisi", year=1999))
    double = Film.objects.get(tmdb_id=603)
    for user, target, kind in ((ada, double, "like"), (ben, double, "dislike"), (ben, matrix, "like")):
        FilmFeedback.objects.create(user=user, film=target, kind=kind)
    mark_seen(user=ada, film_id=double.pk, title=double.title, year=1999, rating=9)

    matching.merge(double, matrix)

    assert set(FilmFeedback.objects.values_list("user__email", "film_id", "kind")) == {
        ("ada@example.org", matrix.pk, "like"),
        ("ben@example.org", matrix.pk, "like"),
    }
    assert ada.watch_entries.get().film_id == matrix.pk
    assert tell(said(603, title="Matriisi", year=1999)).ids == {603: matrix.pk}


def test_the_old_number_leads_to_the_film_even_after_all_is_forgotten(film, ada):
    matrix = film("The Matrix")
    tell(said(603, title="Matriisi", year=1999))
    matching.merge(Film.objects.get(tmdb_id=603), matrix)

    films.forget()

    assert visible_film(user=ada, film_id=film_id_of(603)).pk == matrix.pk
    assert Film.objects.get(pk=film_id_of(603)).title == ""


def test_details_bring_length_people_keywords_and_an_age():
    film = films.tell_details(detailed(said(NEW), imdb_id="tt99999991"))

    seen = seen_as(NEW)
    assert (seen.runtime, seen.directors, seen.actors, seen.age) == (101, ("Nils Vik",), ("Ida Berg",), 12)
    assert (seen.keywords, seen.languages) == (("lighthouse", "solitude"), ("English", "Norwegian"))
    assert film.asked_at == NOON


def test_a_later_list_does_not_make_older_details_look_younger():
    films.tell_details(detailed(said(NEW)))

    tell(said(NEW), when=NOON + timedelta(days=100))

    assert Film.objects.get(tmdb_id=NEW).fetched_at == NOON


def test_what_staff_wrote_stays():
    tell(said(NEW))
    Film.objects.filter(tmdb_id=NEW).update(title="Ours", listed=False, edited_fields=["title", "listed"])

    tell(said(NEW, overview="Another."))

    row = Film.objects.get(tmdb_id=NEW)
    assert (row.title, row.listed, row.overview) == ("Ours", False, "Another.")


def test_a_forgotten_film_keeps_its_number_and_what_people_said(ada):
    films.tell_details(detailed(said(NEW), imdb_id="tt99999991"))
    row = Film.objects.get(tmdb_id=NEW)
    FilmFeedback.objects.create(user=ada, film=row, kind="like")

    assert films.forget() == 1

    row = Film.objects.get(pk=row.pk)
    left = {name: value for name, value in vars(row).items() if value and not name.startswith("_")}
    assert set(left) == {"id", "source", "standing"}
    assert row.film_genres.count() == 0
    assert ada.film_feedback.count() == 1


def test_an_embedded_film_forgets_only_what_tmdb_said(film):
    matrix = film("The Matrix")
    films.claim([(matrix, said(603, title="The Matrix", year=1999))], NOON)

    films.forget()

    kept = {field.attname: getattr(matrix, field.attname) for field in Film._meta.concrete_fields}
    assert kept == {name: getattr(Film.objects.get(pk=matrix.pk), name) for name in kept}


def test_only_what_is_old_enough_is_forgotten():
    tell(said(NEW))
    tell(said(NEW + 1, title="Second"), when=NOON - timedelta(days=200))

    assert films.forget(before=NOON - timedelta(days=180)) == 1
    assert Film.objects.filter(tmdb_id=NEW, listed=True).exists()
    assert not Film.objects.filter(tmdb_id=NEW + 1).exists()


def test_a_forgotten_film_comes_back_when_tmdb_speaks_of_it_again():
    tell(said(NEW))
    films.forget()
    tell(said(NEW))

    assert matches(query="quiet lighthouse") == [film_id_of(NEW)]


def test_writing_a_page_of_films_takes_a_handful_of_queries(django_assert_max_num_queries):
    heard = [said(NEW + place, title=f"Film {place}") for place in range(80)]
    tell(*heard[:40])

    with django_assert_max_num_queries(20):
        tell(*heard)


@pytest.mark.parametrize("number", [0, -3, 10_000_000_000])
def test_a_number_tmdb_cannot_have_given_has_no_film(number):
    with pytest.raises(ValueError, match="no number of a TMDB film"):
        film_id_of(number)
