"""How fast TMDB may be asked: its soft ceiling is about 40 requests a second for an address.

In a process a token bucket: RATE a second, BURST at once, so never more than RATE + BURST in any second. Across
processes (a shared cache) also a counter for every quarter of a second, moved by the cache's atomic increment: any
second touches at most five of them, so all processes together stay at or below 5 · BURST = 35.
"""

from __future__ import annotations

import asyncio
import logging
import math
import time
from collections.abc import Awaitable, Callable
from typing import Final, Protocol

from moodflix_site.common.errors import cache_errors
from recommendations.tmdb.errors import TmdbBusy

logger = logging.getLogger(__name__)
RATE: Final = 28.0  # a second
BURST: Final = 7
WINDOW: Final = 0.25  # seconds
LONGEST_PAUSE: Final = 60.0  # seconds, whatever Retry-After says
_COUNT, _PAUSE = "tmdb:asked:{}", "tmdb:paused-until"


class CounterCache(Protocol):
    """What of Django's cache is used."""

    def add(self, key: str, value: int, timeout: float | None = ...) -> bool: ...
    def incr(self, key: str, delta: int = ...) -> int: ...
    def get(self, key: str, default: float = ...) -> float: ...
    def set(self, key: str, value: float, timeout: float | None = ...) -> None: ...


class SharedWindows:
    """The counters that all processes move. Synchronous: the loop calls it in a thread."""

    def __init__(self, cache: CounterCache, clock: Callable[[], float] = time.time) -> None:
        self._cache = cache
        self._clock = clock

    def take(self) -> float:
        """Seconds to wait before trying again; 0: go."""
        now = self._clock()
        paused = self._cache.get(_PAUSE, 0.0) - now
        if paused > 0:
            return min(paused, LONGEST_PAUSE)
        window = int(now / WINDOW)
        key = _COUNT.format(window)
        self._cache.add(key, 0, timeout=5)
        return 0.0 if self._cache.incr(key) <= BURST else (window + 1) * WINDOW - now

    def pause(self, seconds: float) -> None:
        self._cache.set(_PAUSE, self._clock() + seconds, timeout=seconds + 1)


class Limiter:
    """One turn after the other. Used on the client's loop only."""

    def __init__(
        self,
        shared: SharedWindows | None = None,
        *,
        clock: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
    ) -> None:
        self._shared, self._clock, self._sleep = shared, clock, sleep
        self._full_at = clock()  # when the bucket will be full again; a turn moves it on by 1 / RATE
        self._paused_until = self._told_until = 0.0

    async def take(self, *, within: float) -> None:
        """Wait for a turn. Raises TmdbBusy at once where it would not come `within` so many seconds."""
        until = self._clock() + within
        await self._wait(self._book(until), until)
        while self._paused_until > self._clock():  # a pause that began meanwhile: queue again, or all go at its end
            await self._wait(self._book(until), until)
        while self._shared and (seconds := await self._ask_shared(self._shared)):
            await self._wait(seconds, until)

    def pause(self, seconds: float) -> None:
        """TMDB said to wait: nobody asks before."""
        self._paused_until = max(self._paused_until, self._clock() + min(seconds, LONGEST_PAUSE))

    async def share_pause(self, seconds: float) -> None:
        """Tell the other processes."""
        if self._shared:
            await self._safely(self._shared.pause, min(seconds, LONGEST_PAUSE))

    def _book(self, until: float) -> float:
        """Book the next turn; seconds until it comes."""
        now = self._clock()
        turn = max(now, self._paused_until, self._full_at - (BURST - 1) / RATE)
        if turn > until:
            raise self._busy(turn - now)
        self._full_at = max(self._full_at, turn) + 1 / RATE
        return turn - now

    async def _wait(self, seconds: float, until: float) -> None:
        if self._clock() + seconds > until:
            raise self._busy(seconds)
        if seconds > 0:
            await self._sleep(seconds)

    async def _ask_shared(self, shared: SharedWindows) -> float:
        return float(await self._safely(shared.take) or 0.0)

    async def _safely(self, call: Callable[..., float | None], *args: float) -> float | None:
        """Without the shared cache each process keeps to its own limit."""
        try:
            return await asyncio.to_thread(call, *args)
        except (cache_errors(), ValueError):  # ValueError: the counter ran out between add and incr
            self._tell()
            return 0.0

    def _tell(self) -> None:
        """Once a minute is enough."""
        if self._clock() >= self._told_until:
            self._told_until = self._clock() + 60
            logger.warning("the cache cannot be reached: TMDB is asked at this process's own pace")

    @staticmethod
    def _busy(seconds: float) -> TmdbBusy:
        return TmdbBusy(retry_after=max(1, math.ceil(seconds)))
