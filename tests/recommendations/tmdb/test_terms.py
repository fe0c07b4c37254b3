"""TMDB's terms: six months and no longer; and the commands that keep answers fresh or forget them."""

from __future__ import annotations

from datetime import timedelta
from io import StringIO

import pytest
from django.conf import settings as installed
from django.core.management import CommandError, call_command
from django.utils import timezone

from recommendations.tmdb import asks, cache, client, tasks
from recommendations.tmdb.models import TmdbResponse
from recommendations.tmdb.types import Discover

pytestmark = pytest.mark.django_db


def keep(*days, kind="discover"):
    for number, age in enumerate(days):
        fetched_at = timezone.now() - timedelta(days=age)
        TmdbResponse.objects.create(key=f"{kind}-{number}", kind=kind, path="/x", payload={}, fetched_at=fetched_at)


def kept_keys():
    return set(TmdbResponse.objects.values_list("key", flat=True))


def command(name, *arguments):
    out = StringIO()
    call_command(name, *arguments, stdout=out)
    return out.getvalue()


@pytest.mark.services
def test_what_is_older_than_six_months_goes(db):
    keep(1, 179, 181, 400)
    assert "answers: 2 forgotten" in command("tmdb_purge")
    assert kept_keys() == {"discover-0", "discover-1"}


def test_what_was_searched_for_goes_after_a_week(db):
    keep(1, 6, 8, kind="search")
    tasks.purge()
    assert kept_keys() == {"search-0", "search-1"}


def test_everything_goes_when_the_agreement_ends(db):
    keep(0, 1, 100)
    assert "answers: 3 forgotten" in command("tmdb_purge", "--all")
    assert kept_keys() == set()


@pytest.mark.services
def test_no_more_than_so_many_answers_stay_and_the_oldest_go(db, monkeypatch):
    monkeypatch.setattr(cache, "MOST", 2)
    keep(1, 2, 3, 4)
    tasks.purge()
    assert kept_keys() == {"discover-0", "discover-1"}


def test_forgetting_is_recurring_work():
    assert installed.CELERY_BEAT_SCHEDULE["tmdb-terms"]["task"] == tasks.purge.name


def _age(**age):
    TmdbResponse.objects.update(fetched_at=timezone.now() - timedelta(**age))


@pytest.mark.services
def test_refreshing_asks_again_for_what_is_no_longer_fresh(tmdb):
    client.gather([asks.trending(), asks.details(1_001), asks.search("quiet")])
    _age(days=3)
    client.get(asks.genres())
    tmdb.requests.clear()
    assert "2 renewed, 0 gone at TMDB, 0 failed of 2 answers" in command("tmdb_refresh")
    assert sorted(path for path, _ in tmdb.requests) == ["/movie/1001", "/trending/movie/week"]
    assert "0 renewed" in command("tmdb_refresh")


def test_refreshing_can_be_bounded(tmdb):
    client.gather([asks.discover(Discover(genres=(genre,))) for genre in (18, 35, 28)])
    client.get(asks.details(1_001))
    _age(days=3)
    assert "1 renewed" in command("tmdb_refresh", "--kind", "details")
    assert "2 renewed" in command("tmdb_refresh", "--most", "2")


def test_refreshing_drops_a_film_that_is_gone(tmdb, monkeypatch):
    client.get(asks.details(1_001))
    _age(days=3)
    monkeypatch.delitem(tmdb.films, 1_001)
    assert "1 gone at TMDB" in command("tmdb_refresh")
    assert kept_keys() == set()


def test_refreshing_stops_when_tmdb_fails_and_keeps_what_it_has(tmdb, monkeypatch):
    monkeypatch.setattr("recommendations.tmdb.refresh.AT_ONCE", 2)
    client.gather([asks.discover(Discover(genres=(genre,))) for genre in (18, 35, 28, 53, 27, 80)])
    _age(days=3)
    tmdb.revoke()
    tmdb.requests.clear()
    with pytest.raises(CommandError, match="tmdb_refused"):
        command("tmdb_refresh")
    assert len(tmdb.requests) <= 2
    assert len(kept_keys()) == 6


def test_refreshing_needs_a_key(tmdb, settings):
    settings.TMDB_API_KEY = ""
    with pytest.raises(CommandError, match="no TMDB key"):
        command("tmdb_refresh")
