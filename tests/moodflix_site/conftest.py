"""Fixtures of the site's tests: a house of its own to start, kill and restart."""

import os
import shutil
from urllib.parse import urlsplit, urlunsplit
from uuid import uuid4

import environ
import pytest
from django.core.management import call_command
from django.db import connections

from tests import services
from tests.moodflix_site.house import ALIAS, House


@pytest.fixture(scope="session")
def empty_database(tmp_path_factory, django_db_blocker):
    """The URL of a migrated database to copy: a file, or a PostgreSQL template when DATABASE_URL names a server."""
    server = os.environ.get("DATABASE_URL", "")
    url = _created(server) if server else f"sqlite:///{tmp_path_factory.mktemp('database') / 'empty.sqlite3'}"
    with django_db_blocker.unblock():
        _open(url)
        call_command("migrate", database=ALIAS, verbosity=0)
        _close()
    return url


def _created(server, template="template1"):
    import psycopg

    name = f"house_{uuid4().hex[:12]}"
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name} TEMPLATE {template}")
    parts = urlsplit(server)
    return urlunsplit(parts._replace(path=f"/{name}"))


def _open(url):
    settings = {**connections.databases["default"], **environ.Env.db_url_config(url)}
    if url.startswith("sqlite"):
        pragmas = "PRAGMA journal_mode=WAL;"
        settings["OPTIONS"] = {"transaction_mode": "IMMEDIATE", "timeout": 20, "init_command": pragmas}
    _close()
    connections.databases[ALIAS] = settings


def _close():
    if ALIAS in connections.databases:
        connections[ALIAS].close()
        del connections[ALIAS]
        del connections.databases[ALIAS]


@pytest.fixture
def build_house(empty_database, tmp_path, django_db_blocker):
    """A function that makes a house: `build_house(JOB_THREADS="1")`."""
    houses = []

    def build(**extra):
        url = _copied(empty_database, tmp_path)
        _open(url)
        houses.append(House(tmp_path, url, **extra))
        return houses[-1]

    with django_db_blocker.unblock():
        yield build
        for house in houses:
            house.close()
        _close()


def _copied(url, folder):
    if not url.startswith("sqlite"):
        return _created(os.environ["DATABASE_URL"], template=urlsplit(url).path.strip("/"))
    copy = folder / "house.sqlite3"
    shutil.copy(url.removeprefix("sqlite:///"), copy)
    return f"sqlite:///{copy}"


@pytest.fixture(scope="session")
def redis_url(tmp_path_factory):
    """A Redis of this test run, or the one that REDIS_URL names (its database 9)."""
    if named := os.environ.get("REDIS_URL"):
        yield urlunsplit(urlsplit(named)._replace(path="/9"))
        return
    with services.redis(tmp_path_factory.mktemp("redis")) as url:
        yield url
