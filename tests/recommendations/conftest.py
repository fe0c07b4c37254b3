"""The real catalogue, loaded once a process, and a few films by name."""

import sqlite3
from contextlib import closing

import pytest
from django.db import connection
from pytest_django.plugin import blocking_manager_key

from recommendations.catalogue import loading
from recommendations.models import Film
from tests.tmdb_server.fixtures import tmdb, tmdb_server  # noqa: F401 - fixtures of our own TMDB

SNAPSHOT = pytest.StashKey[sqlite3.Connection | None]()


@pytest.fixture(scope="session")
def django_db_setup(request, django_db_setup, django_db_blocker):
    with django_db_blocker.unblock():
        loading.load()
        request.config.stash[SNAPSHOT] = _snapshot()


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_setup(item):
    """The catalogue is there before a test begins, also after one that emptied the database."""
    if SNAPSHOT in item.config.stash:
        with item.config.stash[blocking_manager_key].unblock():
            if not Film.objects.exists():
                _restore(item.config.stash[SNAPSHOT])


@pytest.fixture(autouse=True)
def catalogue(request):
    """The hook above needs the database to have been set up by the first test that uses it."""
    if {"db", "transactional_db"} & set(request.fixturenames) or request.node.get_closest_marker("django_db"):
        request.getfixturevalue("django_db_setup")


@pytest.fixture
def film(db):
    """A film of the catalogue by title and year."""

    def named(title, year=None):
        films = Film.objects.filter(title=title)
        return films.get(year=year) if year else films.get()

    return named


def _snapshot():
    """A copy of the whole database in memory, for SQLite; None elsewhere."""
    if connection.vendor != "sqlite":
        return None
    connection.ensure_connection()
    copy = sqlite3.connect(":memory:", check_same_thread=False)
    connection.connection.backup(copy)
    return copy


def _restore(copy):
    """A second or less from a copy; some seconds by loading it again."""
    if copy is None:
        loading.load(force=True)
        return
    connection.close()
    with closing(sqlite3.connect(connection.settings_dict["NAME"], timeout=20)) as database:
        copy.backup(database)
