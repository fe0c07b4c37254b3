"""Fixtures that every room's tests share: a named cast, and a closed network."""

import os
import socket
from dataclasses import replace

import pytest
from django.contrib.auth import get_user_model
from django.core.cache import cache
from hypothesis import settings

from ml import config as ml_config
from ml import registry

settings.register_profile("steady", derandomize=True)  # the same examples in every run; "default" looks for new ones
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "steady"))
os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")  # Playwright keeps an event loop running beside the ORM
PASSWORD = "correct horse battery staple"
_connect = socket.socket.connect


def _only_this_machine(self, address):
    if self.family in {socket.AF_INET, socket.AF_INET6} and address[0] not in {"127.0.0.1", "::1", "localhost"}:
        raise AssertionError(f"a test tried to reach {address[0]}")
    return _connect(self, address)


@pytest.fixture(autouse=True)
def closed_network(monkeypatch):
    monkeypatch.setattr(socket.socket, "connect", _only_this_machine)


@pytest.fixture(autouse=True)
def fresh_limits():
    """Throttles count in the cache; a test starts with none used."""
    cache.clear()


@pytest.fixture(autouse=True)
def own_files(settings, tmp_path):
    """Kept media and the spool of a test stand in that test's own folder."""
    settings.MEDIA_ROOT = tmp_path / "media"
    settings.SPOOL_ROOT = tmp_path / "spool"


@pytest.fixture(autouse=True)
def committed_models(tmp_path):
    """A test meets the committed models, not what this machine has built or fetched besides."""
    before = ml_config.current()
    ml_config.configure(replace(before, cache_dir=tmp_path / "models"))
    yield
    ml_config.configure(before)


@pytest.fixture(autouse=True)
def plain_static_names(settings):
    """Pages are rendered without a manifest, so that no test stands on collected static files."""
    plain = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
    settings.STORAGES = {**settings.STORAGES, "staticfiles": plain}


def _person(email, **fields):
    return get_user_model().objects.create_user(email, PASSWORD, **fields)


@pytest.fixture
def ada(db):
    """A user."""
    return _person("ada@example.org", display_name="Ada")


@pytest.fixture
def ben(db):
    """Another user, who must never see what is Ada's."""
    return _person("ben@example.org", display_name="Ben")


@pytest.fixture
def staff(db):
    """A staff member with every permission."""
    return _person("staff@example.org", is_staff=True, is_superuser=True)


@pytest.fixture(autouse=True)
def quick_passwords(settings):
    """Tests make many users; a slow hash would prove nothing here."""
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]


@pytest.fixture(scope="session")
def django_db_modify_db_settings(django_db_modify_db_settings_parallel_suffix, tmp_path_factory):
    """SQLite in a file, as in use: in memory, threads that meet get an error instead of waiting for each other."""
    from django.db import connections

    for connection in connections.all():
        if connection.vendor == "sqlite":
            connection.settings_dict["TEST"]["NAME"] = str(tmp_path_factory.mktemp("rows") / "test.sqlite3")


@pytest.fixture
def a_voice():
    """A small real classifier of voices stands first, whatever weights are committed, and no machine is too busy."""
    from tests import voices

    before = ml_config.current()
    ml_config.configure(replace(before, deadline_seconds=60))
    registry.register(voices.SPEC)
    yield voices.SPEC
    registry.unregister(voices.NAME)
    ml_config.configure(before)
