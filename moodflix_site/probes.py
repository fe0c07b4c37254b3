"""What of the house works right now. Each probe has a short time-out, so that a dead service never hangs a page."""

from __future__ import annotations

import time
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from functools import cache

from celery import current_app
from django.conf import settings
from django.core.cache import cache as shared_cache
from django.db import connections

from ml.analyse import models_status
from ml.types import ModelStatus
from moodflix_site.jobs import executor
from recommendations import selectors
from recommendations.tmdb import client as tmdb
from recommendations.tmdb.client import TmdbStatus

_TIME_OUT = 1.0  # seconds a probe may take
_FRESH = 1.0  # seconds a result is used again
_last: dict[str, tuple[float, bool]] = {}
_running: dict[str, Future[None]] = {}


@dataclass(frozen=True, slots=True)
class Check:
    """`note`: one short phrase for people. `absent`: by choice this site does not have it, which is no trouble."""

    name: str
    ok: bool
    note: str
    absent: bool = False


def database_answers() -> bool:
    return _probe("database", _database)


def films_listed() -> int:
    """How many films can be offered; 0 while the database does not answer."""
    return selectors.film_count() if database_answers() else 0


def tmdb_status() -> TmdbStatus:
    """What TMDB last did for this process; it is not asked."""
    return tmdb.status()


def cache_answers() -> bool:
    return _probe("cache", _cache)


def jobs_run() -> bool:
    """With a broker: it can be reached. Without: this process's executor lives, or the work is another process's."""
    return _probe("jobs", _broker) if settings.CELERY_BROKER_URL else executor.is_alive() is not False


def active_model(modality: str = "text") -> ModelStatus | None:
    """The model that answers when none is asked for; None when none can."""
    return next((status for status in models_status() if status.active and status.spec.modality == modality), None)


def _probe(name: str, probe: Callable[[], None]) -> bool:
    at, ok = _last.get(name, (0.0, False))
    if time.monotonic() - at > _FRESH:
        _last[name] = (time.monotonic(), ok := _works(name, probe))
    return ok


def _works(name: str, probe: Callable[[], None]) -> bool:
    """One probe of a kind at a time: while the last one still hangs, the answer is no."""
    last = _running.get(name)
    if last and not last.done():
        return False
    try:
        _running[name] = future = _pool().submit(probe)
        future.result(timeout=_TIME_OUT)
    except Exception:  # noqa: BLE001 - every way of failing means the same here
        return False
    return True


@cache
def _pool() -> ThreadPoolExecutor:
    return ThreadPoolExecutor(max_workers=3, thread_name_prefix="probe")  # a thread for each kind


def _database() -> None:
    try:
        with connections["default"].cursor() as cursor:
            cursor.execute("SELECT 1")
    finally:
        connections.close_all()


def _cache() -> None:
    shared_cache.set("probe", "1", timeout=5)
    if shared_cache.get("probe") != "1":
        raise ConnectionError("the cache forgot")


def _broker() -> None:
    with current_app.connection_for_write(connect_timeout=_TIME_OUT) as connection:
        connection.ensure_connection(max_retries=0, timeout=1)
