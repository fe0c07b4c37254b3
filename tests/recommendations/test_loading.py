"""Loading the catalogue again and again."""

import pytest

from recommendations.catalogue import loading, state, table
from recommendations.errors import CatalogueUnreadable
from recommendations.feedback import opinions
from recommendations.models import Film, FilmFeedback, FilmGenre, FilmRow, Genre

pytestmark = [pytest.mark.django_db, pytest.mark.services]


@pytest.fixture
def small_table(tmp_path):
    """A table with the first hundred films alone."""
    lines = []
    for film in list(table.read())[:100]:
        cells = (getattr(film, name) for name in table.COLUMNS)
        lines.append(
            ["|".join(cell) if isinstance(cell, tuple) else "" if cell is None else str(cell) for cell in cells]
        )
    table.write(lines, tmp_path / "small.csv.gz")
    return tmp_path / "small.csv.gz"


def test_loading_the_same_table_again_does_nothing(django_assert_max_num_queries):
    with django_assert_max_num_queries(2):
        assert not loading.load().changed


def test_catalogue_stands_in_the_database(film):
    casablanca = film("Casablanca", 1942)
    assert casablanca.directors == ["Michael Curtiz"]
    assert casablanca.pk == 132689
    assert {genre.name for genre in casablanca.genres.all()} >= {"Romance", "Drama"}


def test_staff_edit_survives_a_reload(film, small_table):
    first = Film.objects.order_by("pk").first()
    first.title, first.edited_fields = "As staff call it", ["title"]
    first.save()
    loading.load(path=small_table)
    first.refresh_from_db()
    assert first.title == "As staff call it"


def test_genres_that_staff_chose_survive_a_reload(small_table):
    first = Film.objects.order_by("pk").first()
    first.film_genres.all().delete()
    FilmGenre.objects.create(film=first, genre=Genre.objects.get(name="Western"))
    first.edited_fields = ["genres"]
    first.save()
    loading.load(path=small_table)
    assert [genre.name for genre in first.genres.all()] == ["Western"]


def test_field_that_staff_left_alone_follows_the_table(small_table):
    first = Film.objects.order_by("pk").first()
    title = first.title
    Film.objects.filter(pk=first.pk).update(title="Damaged", year=1900, edited_fields=["year"])
    loading.load(path=small_table)
    first.refresh_from_db()
    assert (first.title, first.year) == (title, 1900)


def test_feedback_survives_a_reload(ada, small_table):
    first = Film.objects.order_by("pk").first()
    opinions.like(user=ada, film_id=first.pk)
    loading.load(path=small_table)
    assert FilmFeedback.objects.filter(user=ada, film=first).exists()


def test_film_that_left_the_table_is_unlisted_and_kept(film, small_table):
    loaded = loading.load(path=small_table)
    assert loaded.unlisted == 17_470 - 100
    assert not film("Casablanca", 1942).listed


def test_row_that_staff_deleted_does_not_come_back(small_table):
    FilmRow.objects.get(key="body-horror").delete()
    loading.load(path=small_table)
    assert not FilmRow.objects.filter(key="body-horror").exists()


def test_damaged_table_changes_nothing(tmp_path, small_table):
    broken = tmp_path / "broken.csv.gz"
    broken.write_bytes(small_table.read_bytes()[:-40])
    before = state.version()
    with pytest.raises(CatalogueUnreadable):
        loading.load(path=broken)
    assert state.version() == before
    assert Film.objects.filter(listed=True).count() == 17_470


def test_loading_changes_the_version_that_caches_watch(small_table):
    before = state.version()
    loading.load(path=small_table)
    assert state.version() != before
