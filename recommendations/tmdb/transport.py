"""One HTTP request to TMDB: bounded in time and size, every way of failing a typed error.

The key joins a request below httpx, in the transport: no request, response, exception or log line that httpx makes
ever holds it.
"""

from __future__ import annotations

import json
import logging
import re
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Any, Final
from urllib.parse import urlsplit
from urllib.request import getproxies, proxy_bypass

import httpx

from recommendations.tmdb.config import TmdbConfig
from recommendations.tmdb.errors import (
    TmdbBusy,
    TmdbError,
    TmdbNotFound,
    TmdbRefused,
    TmdbRejected,
    TmdbUnreachable,
    TmdbUnreadable,
)

logger = logging.getLogger(__name__)
LARGEST: Final = 4 * 2**20  # bytes of an answer, unpacked; a film with everything appended has 0.3 MB
CONNECTIONS: Final = 16
DEFAULT_RETRY: Final = 1  # seconds, when a 429 does not say
_LIMITS = httpx.Limits(max_connections=CONNECTIONS, max_keepalive_connections=CONNECTIONS, keepalive_expiry=30)
_OK, _BUSY, _NOT_FOUND, _FAILURES = 200, 429, 404, 500
_REFUSALS = (401, 403)
_UNSTORABLE = re.compile(rb"\\u(?:0000|[dD][89a-fA-F])")


class KeyedTransport(httpx.AsyncBaseTransport):
    """Adds the v4 token as a header, or the v3 key as a parameter, to a copy of the request."""

    def __init__(self, inner: httpx.AsyncBaseTransport, config: TmdbConfig) -> None:
        self._inner, self._config = inner, config

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        url, headers = request.url, request.headers.copy()
        if self._config.bearer:
            headers["Authorization"] = f"Bearer {self._config.bearer}"
        else:
            url = url.copy_set_param("api_key", self._config.api_key)
        keyed = httpx.Request(
            request.method, url, headers=headers, stream=request.stream, extensions=request.extensions
        )
        return await self._inner.handle_async_request(keyed)

    async def aclose(self) -> None:
        await self._inner.aclose()


class Transport:
    """The pool of connections. Lives on the client's loop. `inner` is what carries requests, httpx's own by default."""

    def __init__(self, config: TmdbConfig, *, inner: httpx.AsyncBaseTransport | None = None) -> None:
        carrier = inner or httpx.AsyncHTTPTransport(limits=_LIMITS, proxy=_proxy(config.base_url))
        self._client = httpx.AsyncClient(
            transport=KeyedTransport(carrier, config),
            base_url=config.base_url,
            timeout=_timeouts(config.seconds),
            headers={"Accept": "application/json", "User-Agent": "MoodFlix"},
        )

    async def get(self, path: str, params: tuple[tuple[str, str], ...]) -> Any:
        """The JSON of a good answer. Raises TmdbError."""
        try:
            async with self._client.stream("GET", path.lstrip("/"), params=list(params)) as response:
                if response.status_code != _OK:
                    raise _failure(response)
                return _json(await _body(response))
        except (httpx.HTTPError, httpx.InvalidURL) as error:
            logger.info("TMDB did not answer: %s", type(error).__name__)  # its words may hold what was asked
            raise TmdbUnreachable from None

    async def aclose(self) -> None:
        await self._client.aclose()


def _proxy(base_url: str) -> str | None:
    """The machine's proxy for https (HTTPS_PROXY, NO_PROXY), which httpx leaves to a transport of one's own."""
    parts = urlsplit(base_url)
    if parts.scheme != "https" or proxy_bypass(parts.hostname or ""):
        return None
    return getproxies().get("https")


def _timeouts(seconds: float) -> httpx.Timeout:
    """Of one attempt: parts of the whole, so that a second one has a chance."""
    return httpx.Timeout(seconds / 2, connect=seconds / 4, pool=seconds)


async def _body(response: httpx.Response) -> bytes:
    """The body, read no further than LARGEST."""
    body = bytearray()
    async for chunk in response.aiter_bytes():
        body += chunk
        if len(body) > LARGEST:
            raise TmdbUnreadable
    return bytes(body)


def _json(body: bytes) -> Any:
    """JSON as the standard has it: no NaN, no endless nesting. A page of another kind fails here too."""
    try:
        value = json.loads(body, parse_constant=_refuse)
        return _storable(value) if _UNSTORABLE.search(body) else value
    except (ValueError, RecursionError) as error:
        raise TmdbUnreadable from error


def _storable(value: Any) -> Any:
    """The same without what no database keeps: NULs, and halves of characters."""
    text = json.dumps(value, ensure_ascii=False).encode("utf-8", "replace").decode()
    return json.loads(text.replace("\\u0000", ""))


def _refuse(constant: str) -> None:
    raise ValueError(constant)


def _failure(response: httpx.Response) -> TmdbError:
    """The error that a status stands for."""
    status = response.status_code
    if status in _REFUSALS:
        return TmdbRefused()
    if status == _NOT_FOUND:
        return TmdbNotFound()
    retry_after = response.headers.get("Retry-After", "")
    if status == _BUSY or (status >= _FAILURES and retry_after):
        return TmdbBusy(retry_after=_seconds(retry_after))
    if status >= _FAILURES:
        return TmdbUnreachable()
    return TmdbRejected() if status >= 400 else TmdbUnreadable()  # noqa: PLR2004 - 3xx: an address of another service


def _seconds(value: str) -> int:
    """Retry-After: seconds or a date (RFC 9110, 10.2.3); one second where it says neither."""
    if value.strip().isascii() and value.strip().isdigit():
        return min(int(value[:9]), 86_400)
    try:
        at = parsedate_to_datetime(value)
    except (TypeError, ValueError):
        return DEFAULT_RETRY
    return max(0, round((at.replace(tzinfo=at.tzinfo or UTC) - datetime.now(UTC)).total_seconds()))
