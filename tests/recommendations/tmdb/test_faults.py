"""TMDB going wrong over a real connection: each way of failing is one typed error, and it is quickly over."""

from __future__ import annotations

import logging
import socket
import time

import pytest

from recommendations.tmdb import asks, client, door, transport
from recommendations.tmdb.errors import (
    TmdbBusy,
    TmdbError,
    TmdbRefused,
    TmdbRejected,
    TmdbUnreachable,
    TmdbUnreadable,
)
from recommendations.tmdb.models import TmdbResponse
from recommendations.tmdb.types import Discover

pytestmark = pytest.mark.django_db
WHATS_WRONG = {
    "500": TmdbUnreachable,
    "503": TmdbUnreachable,
    "truncated": TmdbUnreachable,
    "429-silent": TmdbBusy,
    "html": TmdbUnreadable,
    "no-json": TmdbUnreadable,
    "wrong-type": TmdbUnreadable,
    "null": TmdbUnreadable,
    "huge": TmdbUnreadable,
    "redirect": TmdbUnreadable,
}
TRIED_AGAIN = {"500", "503", "truncated", "429-silent"}


@pytest.fixture(autouse=True)
def in_a_hurry(settings, monkeypatch):
    """The same as always, only sooner: how long waits are is tried with a clock in hand elsewhere."""
    settings.TMDB_TIMEOUT_SECONDS = 2.0
    monkeypatch.setattr(door, "FIRST_BACKOFF", 0.02)
    monkeypatch.setattr(transport, "DEFAULT_RETRY", 0)


@pytest.mark.parametrize(("fault", "error"), WHATS_WRONG.items(), ids=list(WHATS_WRONG))
def test_a_fault_is_a_typed_error_and_nothing_is_kept(tmdb, fault, error):
    tmdb.fault = fault
    before = time.monotonic()
    with pytest.raises(error):
        client.get(asks.details(1_001))
    assert time.monotonic() - before < 3
    assert (len(tmdb.requests) > 1) == (fault in TRIED_AGAIN)
    assert not TmdbResponse.objects.exists()


@pytest.mark.parametrize("fault", sorted(TRIED_AGAIN))
def test_a_passing_fault_is_not_noticed(tmdb, fault):
    tmdb.fail(fault)
    assert client.get(asks.details(1_001)).film.tmdb_id == 1_001
    assert len(tmdb.requests) == 2


def test_retry_after_is_honoured(tmdb, settings):
    settings.TMDB_TIMEOUT_SECONDS = 5.0
    tmdb.fail("429")
    client.get(asks.genres())
    assert tmdb.times[1] - tmdb.times[0] >= 1.0


def test_a_long_retry_after_is_an_answer_at_once_and_keeps_everyone_away(tmdb):
    tmdb.retry_after = "3600"
    tmdb.fail("429")
    with pytest.raises(TmdbBusy) as raised:
        client.get(asks.genres())
    assert raised.value.retry_after == 3600
    with pytest.raises(TmdbBusy):
        client.get(asks.configuration())
    assert len(tmdb.requests) == 1


def test_a_slow_answer_within_the_limit_is_waited_for(tmdb):
    tmdb.fault = "slow"
    assert client.get(asks.genres())


def test_a_slower_one_is_given_up_in_the_time_the_caller_has(tmdb):
    tmdb.fault, tmdb.slowness = "slow", 1.0
    before = time.monotonic()
    with pytest.raises(TmdbUnreachable):
        client.get(asks.genres(), limit_seconds=0.2)
    assert time.monotonic() - before < 0.9


def test_a_connection_refused_is_an_error_in_time(tmdb, settings):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        settings.TMDB_BASE_URL = f"http://127.0.0.1:{taken.getsockname()[1]}/3"
        with pytest.raises(TmdbUnreachable):
            client.get(asks.genres())
    assert client.status().error == "tmdb_unreachable"


def test_a_host_that_takes_the_call_and_never_speaks_is_given_up(tmdb, settings):
    settings.TMDB_TIMEOUT_SECONDS = 0.5
    with socket.socket() as mute:
        mute.bind(("127.0.0.1", 0))
        mute.listen()
        settings.TMDB_BASE_URL = f"http://127.0.0.1:{mute.getsockname()[1]}/3"
        before = time.monotonic()
        with pytest.raises(TmdbUnreachable):
            client.get(asks.genres())
    assert time.monotonic() - before < 2


def test_a_question_tmdb_does_not_take_is_our_mistake(tmdb, monkeypatch):
    monkeypatch.setattr("recommendations.tmdb.parse.LAST_PAGE", 900)
    with pytest.raises(TmdbRejected):
        client.get(asks.trending(page=501))
    assert client.status().circuit == "closed"


def test_a_key_revoked_midway_is_said_so_and_the_next_page_does_not_ask(tmdb):
    assert client.get(asks.discover(Discover())).films
    tmdb.revoke()
    for page in (2, 3):
        with pytest.raises(TmdbRefused):
            client.get(asks.discover(Discover(), page=page))
    assert len(tmdb.requests) == 2
    assert (client.status().circuit, client.status().error) == ("open", "tmdb_refused")
    assert client.get(asks.discover(Discover())).films  # what is kept still answers


def test_a_page_of_failing_rows_opens_the_circuit_and_costs_the_next_page_nothing(tmdb):
    tmdb.fault = "500"
    rows = [asks.discover(Discover(genres=(genre,))) for genre in (18, 35, 28, 53, 27, 80)]
    assert all(isinstance(answer, TmdbUnreachable) for answer in client.gather(rows))
    assert client.status().circuit == "open"
    asked, before = len(tmdb.requests), time.monotonic()
    assert all(isinstance(answer, TmdbError) for answer in client.gather(rows))
    assert len(tmdb.requests) == asked
    assert time.monotonic() - before < 0.2


def test_one_bad_answer_among_many_leaves_the_others_alone(tmdb):
    tmdb.fail("wrong-type")
    answers = client.gather([asks.discover(Discover(genres=(genre,))) for genre in (18, 35, 28)])
    assert sorted(isinstance(answer, TmdbUnreadable) for answer in answers) == [False, False, True]


# --- The key


def test_the_v3_key_goes_as_a_parameter(tmdb):
    client.get(asks.genres())
    assert len(tmdb.requests) == 1  # our TMDB took it, and hands on what else was sent
    assert "api_key" not in tmdb.requests[0][1]


def test_the_v4_token_goes_as_a_header(tmdb, settings):
    settings.TMDB_API_KEY, settings.TMDB_BEARER_TOKEN = "", tmdb.token
    assert client.get(asks.genres())


def test_a_wrong_key_is_refused(tmdb, settings):
    settings.TMDB_API_KEY = "f" * 32
    with pytest.raises(TmdbRefused):
        client.get(asks.genres())


def _logged(caplog):
    """What was logged on this side of the wire: our TMDB stands in the same process, and logs what it is asked."""
    return "\n".join(record.getMessage() for record in caplog.records if not record.name.startswith("uvicorn"))


@pytest.mark.parametrize("fault", [None, "500", "truncated", "html", "429-silent"])
def test_no_log_line_error_or_row_holds_the_key(tmdb, caplog, fault):
    for name in (None, "httpx", "httpcore"):
        caplog.set_level(logging.DEBUG, logger=name)
    tmdb.fault = fault
    answer = client.gather([asks.genres()])[0]
    said = [_logged(caplog), repr(answer), repr(client.status()), *map(str, TmdbResponse.objects.values())]
    if isinstance(answer, TmdbError):
        said += [str(answer), repr(answer.__cause__), repr(answer.__context__)]
    assert "/genre/movie/list" in said[0]  # the lines that could hold it were there
    assert not [text for text in said if tmdb.key in text]


def test_what_was_searched_for_is_not_logged(tmdb, caplog):
    caplog.set_level(logging.INFO)
    client.get(asks.search("sunflower"))
    assert "sunflower" not in _logged(caplog)
