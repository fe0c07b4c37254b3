"""Small print of HTTP: how long to wait, and bodies that no database would keep."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

import httpx
import pytest

from recommendations.tmdb import transport
from recommendations.tmdb.config import TmdbConfig
from recommendations.tmdb.errors import TmdbBusy, TmdbUnreachable, TmdbUnreadable

KEY = "0123456789abcdef0123456789abcdef"


@pytest.mark.parametrize(
    ("header", "seconds"), [("3", 3), ("0", 0), ("999999999999", 86_400), ("", 1), ("soon", 1), ("-5", 1), ("1.5", 1)]
)
def test_retry_after_in_seconds_and_in_nonsense(header, seconds):
    assert transport._seconds(header) == seconds


def test_retry_after_as_a_date():
    at = datetime.now(UTC) + timedelta(seconds=30)
    assert transport._seconds(format_datetime(at, usegmt=True)) == pytest.approx(30, abs=2)
    assert transport._seconds("Wed, 21 Oct 2015 07:28:00 GMT") == 0


def test_nuls_and_halves_of_characters_are_left_out_and_whole_ones_stay():
    body = b'{"title": "a\\u0000b", "half": "x\\ud83d", "whole": "\\ud83d\\ude00"}'
    assert transport._json(body) == {"title": "ab", "half": "x?", "whole": "😀"}


@pytest.mark.parametrize("body", [b"", b"{", b"NaN", b'{"a": Infinity}', b"\xff\xfe", b"[" * 100_000, b"1" * 5_000])
def test_what_is_no_json_is_unreadable(body):
    with pytest.raises(TmdbUnreadable):
        transport._json(body)


class Heard(httpx.AsyncBaseTransport):
    """Keeps what it was sent, and answers nothing but that."""

    def __init__(self, error=None):
        self.requests, self._error = [], error

    async def handle_async_request(self, request):
        self.requests.append(request)
        if self._error:
            raise self._error
        return httpx.Response(200, json={})


def config(**keys):
    return TmdbConfig(base_url="https://films.example.org/3", seconds=6.0, shared=False, **keys)


async def test_the_key_joins_the_request_below_httpx():
    heard = Heard()
    await transport.Transport(config(api_key=KEY), inner=heard).get("/genre/movie/list", (("language", "en"),))
    (request,) = heard.requests
    assert str(request.url) == f"https://films.example.org/3/genre/movie/list?language=en&api_key={KEY}"
    assert "authorization" not in request.headers


async def test_the_token_goes_first_where_both_are_set():
    heard = Heard()
    await transport.Transport(config(api_key=KEY, bearer="t" * 80), inner=heard).get("/configuration", ())
    (request,) = heard.requests
    assert request.headers["authorization"] == "Bearer " + "t" * 80
    assert KEY not in str(request.url)


async def test_the_words_of_a_connection_error_stay_behind():
    wire = transport.Transport(config(api_key=KEY), inner=Heard(httpx.ConnectError(f"refused ?api_key={KEY}")))
    with pytest.raises(TmdbUnreachable) as raised:
        await wire.get("/configuration", ())
    assert raised.value.__cause__ is None
    assert raised.value.__suppress_context__
    assert KEY not in str(raised.value)


def test_a_configuration_shows_no_secret():
    assert KEY not in repr(config(api_key=KEY, bearer=KEY))


@pytest.mark.parametrize(
    ("address", "proxy"),
    [
        ("https://api.example.org/3", "http://proxy:3128"),
        ("https://inside.example.org/3", None),
        ("http://127.0.0.1/3", None),
    ],
)
def test_the_machines_proxy_is_used_for_https_unless_it_says_otherwise(monkeypatch, address, proxy):
    monkeypatch.setenv("https_proxy", "http://proxy:3128")
    monkeypatch.setenv("no_proxy", "inside.example.org")
    assert transport._proxy(address) == proxy


@pytest.mark.parametrize(("status", "error"), [(503, TmdbUnreachable), (502, TmdbUnreachable)])
def test_a_failure_without_a_time_is_an_outage(status, error):
    assert type(transport._failure(httpx.Response(status))) is error


@pytest.mark.parametrize("status", [429, 503])
def test_a_failure_with_a_time_is_waited_for(status):
    error = transport._failure(httpx.Response(status, headers={"Retry-After": "7"}))
    assert (type(error), error.retry_after) == (TmdbBusy, 7)
