"""The real catalogue, loaded once a process, and a few films by name."""

import pytest

from recommendations.catalogue import loading
from recommendations.models import Film
from tests.tmdb_server.fixtures import tmdb, tmdb_server  # noqa: F401 - fixtures of our own TMDB


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup, django_db_blocker):
    with django_db_blocker.unblock():
        loading.load()


@pytest.fixture(autouse=True)
def catalogue(request):
    """There at once, unless a test before this one emptied the database."""
    if {"db", "transactional_db"} & set(request.fixturenames) or request.node.get_closest_marker("django_db"):
        request.getfixturevalue("transactional_db" if "transactional_db" in request.fixturenames else "db")
        loading.load()


@pytest.fixture
def film(db):
    """A film of the catalogue by title and year."""

    def named(title, year=None):
        films = Film.objects.filter(title=title)
        return films.get(year=year) if year else films.get()

    return named
