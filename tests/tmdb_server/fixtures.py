"""Our TMDB for tests: one server a session, as new for every test that asks for `tmdb`."""

from __future__ import annotations

import pytest

from recommendations.tmdb import loop
from tests.tmdb_server.serving import serving_tmdb


@pytest.fixture(scope="session")
def tmdb_server():
    with serving_tmdb() as server:
        yield server


@pytest.fixture
def tmdb(tmdb_server, settings):
    """This installation has a key, and TMDB answers. The client starts anew: no pause, no open circuit."""
    tmdb_server.reset()
    settings.TMDB_BASE_URL, settings.TMDB_API_KEY, settings.TMDB_BEARER_TOKEN = tmdb_server.url, tmdb_server.key, ""
    yield tmdb_server
    tmdb_server.reset()
    loop.stop()
