"""The one door: every request goes through a pace, a circuit breaker, retries and a whole-question time limit.

Lives on the client's loop. The same question asked twice at once is sent once.
"""

from __future__ import annotations

import asyncio
import random
import time
from collections.abc import Awaitable, Callable
from typing import Any, Final, Protocol

from recommendations.tmdb.breaker import Breaker
from recommendations.tmdb.errors import TmdbBusy, TmdbError, TmdbUnreachable
from recommendations.tmdb.limits import Limiter

ATTEMPTS: Final = 3
FIRST_BACKOFF: Final = 0.25  # seconds; doubled with each attempt, and a random share of it is waited ("full jitter")
LONGEST_BACKOFF: Final = 2.0
LATE_SECONDS: Final = 300.0  # an answer that came too late for who asked is good for so long
MOST_LATE: Final = 64
Params = tuple[tuple[str, str], ...]
Question = tuple[str, Params]


class Wire(Protocol):
    """What carries a request: `transport.Transport`."""

    async def get(self, path: str, params: Params) -> Any: ...
    async def aclose(self) -> None: ...


class Door:
    """`seconds`: the most a question may take, with its waits and retries."""

    def __init__(
        self,
        wire: Wire,
        limiter: Limiter,
        breaker: Breaker,
        *,
        seconds: float,
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
        jitter: Callable[[float, float], float] = random.uniform,
    ) -> None:
        self.wire, self.limiter, self.breaker = wire, limiter, breaker
        self._seconds, self._sleep, self._jitter = seconds, sleep, jitter
        self._in_flight: dict[Question, asyncio.Task[Any]] = {}
        self._given_up: set[Question] = set()
        self._late: dict[Question, tuple[float, Any]] = {}

    async def ask(self, path: str, params: Params, *, seconds: float) -> Any:
        """The JSON. Raises TmdbError, at the latest after `seconds`. A question that was sent goes on without who
        cannot wait: its answer is there for the next one who asks, so that a slow TMDB helps a little later.
        """
        question = (path, params)
        if (late := self._late.pop(question, None)) and time.monotonic() - late[0] < LATE_SECONDS:
            return late[1]
        task = self._in_flight.get(question) or self._send(question)
        try:
            async with asyncio.timeout(seconds):
                return await asyncio.shield(task)
        except TimeoutError as error:
            if question in self._in_flight:
                self._given_up.add(question)
            raise TmdbUnreachable from error

    def _send(self, question: Question) -> asyncio.Task[Any]:
        task = asyncio.create_task(self._within_time(*question))
        self._in_flight[question] = task
        task.add_done_callback(lambda done: self._landed(question, done))
        return task

    def _landed(self, question: Question, task: asyncio.Task[Any]) -> None:
        """Keep what nobody waited for, within bounds; look at every error, so that asyncio does not complain of it."""
        self._in_flight.pop(question, None)
        was_given_up = question in self._given_up
        self._given_up.discard(question)
        if not task.cancelled() and task.exception() is None and was_given_up:
            self._late[question] = (time.monotonic(), task.result())
            while len(self._late) > MOST_LATE:
                self._late.pop(next(iter(self._late)))

    async def _within_time(self, path: str, params: Params) -> Any:
        ends = time.monotonic() + self._seconds
        try:
            async with asyncio.timeout(self._seconds):
                return await self._persist(path, params, ends)
        except TimeoutError as error:
            raise TmdbUnreachable from error

    async def _persist(self, path: str, params: Params, ends: float) -> Any:
        """Attempt by attempt, as long as one more can help."""
        for attempt in range(1, ATTEMPTS + 1):
            await self._turn(ends)
            try:
                return await self._attempt(path, params)
            except TmdbError as error:
                wait = self._wait_after(error, attempt)
                if error.permanent or attempt == ATTEMPTS or time.monotonic() + wait >= ends:
                    raise
            await self._sleep(wait)
        raise AssertionError("the last attempt answers or raises")

    async def _turn(self, ends: float) -> None:
        """Raises without a request where the circuit is open or the turn would come too late."""
        self.breaker.check()
        await self.limiter.take(within=ends - time.monotonic())
        self.breaker.enter()

    def _wait_after(self, error: TmdbError, attempt: int) -> float:
        """Seconds: what TMDB asked for, else a random share of a time that doubles."""
        backoff = self._jitter(0.0, min(LONGEST_BACKOFF, FIRST_BACKOFF * 2 ** (attempt - 1)))
        return (error.retry_after or 0.0) + backoff if isinstance(error, TmdbBusy) else backoff

    async def _attempt(self, path: str, params: Params) -> Any:
        try:
            answer = await self.wire.get(path, params)
        except TmdbError as error:
            await self._learn(error)
            raise
        except asyncio.CancelledError:  # out of time
            self.breaker.failed(TmdbUnreachable())
            raise
        self.breaker.succeeded()
        return answer

    async def _learn(self, error: TmdbError) -> None:
        """What an error says about TMDB as a whole."""
        if error.is_outage:
            self.breaker.failed(error)
        else:
            self.breaker.succeeded()
        if isinstance(error, TmdbBusy):
            self.limiter.pause(error.retry_after or 0)
            await self.limiter.share_pause(error.retry_after or 0)

    async def aclose(self) -> None:
        await self.wire.aclose()
