import threading

import pytest
from django.db import connection

from accounts import registries
from tests.conftest import PASSWORD

ELSEWHERE = ("https://evil.example/", "//evil.example", "/\\evil.example", "javascript:alert(1)")
GENRES = ("Comedy", "Drama", "Horror", "Romance")


@pytest.fixture
def own_registries(monkeypatch):
    """The registries hold what this test registers beside accounts' own rows, and forget it afterwards."""
    own = {rows.name for rows in _own_rows()}
    kept = {name: provider for name, provider in registries._personal_data.items() if name in own}
    monkeypatch.setattr(registries, "_personal_data", kept)
    monkeypatch.setattr(registries, "_film_lookups", [])
    monkeypatch.setattr(registries, "_genre_names", [])
    return registries


def _own_rows():
    from accounts.own_data import OWN

    return OWN


@pytest.fixture
def genres(own_registries):
    own_registries.register_genres(lambda: GENRES)
    return GENRES


@pytest.fixture
def as_ada(client, ada):
    client.force_login(ada)
    return client


@pytest.fixture
def signed_in(client, ada):
    """Ada, signed in through the form, as a person does."""
    client.post("/accounts/login/", {"login": ada.email, "password": PASSWORD})
    return client


@pytest.fixture
def at_once():
    """Runs one function in several threads that start together; returns results and exceptions alike."""

    def run(function, times=8):
        start, outcomes = threading.Barrier(times), []

        def one():
            start.wait()
            try:
                outcomes.append(function())
            except Exception as error:  # noqa: BLE001 (the test looks at it)
                outcomes.append(error)
            finally:
                connection.close()

        threads = [threading.Thread(target=one) for _ in range(times)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        return outcomes

    return run
