"""TMDB for the rest of the house: questions (`asks`) go in, typed answers or typed errors come out.

Synchronous on purpose. The cache is read and written in the caller's thread, before and after the event loop's work,
so that loop never waits for the database and a caller's transaction means what it says. From a coroutine:
`await sync_to_async(client.get)(ask)`.
"""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, TypeVar, cast

from django.core.cache import cache as shared_cache
from django.utils import timezone

from recommendations.tmdb import cache, config, loop
from recommendations.tmdb.asks import Ask
from recommendations.tmdb.breaker import Breaker, State
from recommendations.tmdb.config import TmdbConfig
from recommendations.tmdb.door import Door
from recommendations.tmdb.errors import TmdbError, TmdbNotConfigured, TmdbNotFound, TmdbUnreachable
from recommendations.tmdb.limits import CounterCache, Limiter, SharedWindows

T = TypeVar("T")
_MARGIN = 3.0  # seconds beyond a limit, before the loop itself is given up on
_Answer = tuple[Any, datetime] | TmdbError


@dataclass(frozen=True, slots=True)
class TmdbStatus:
    """`error` is the code of what went wrong last, empty while all is well."""

    configured: bool
    circuit: State
    error: str


def configured() -> bool:
    """Whether this installation has a key; without one nothing is ever asked."""
    return config.current().configured


def status() -> TmdbStatus:
    """How TMDB fares for this process, without asking it."""
    settings = config.current()
    there = loop.running()
    door: Door | None = there.things.get(settings) if there else None
    error = door.breaker.last_error if door else None
    return TmdbStatus(settings.configured, door.breaker.state if door else "closed", error.code if error else "")


def get(ask: Ask[T], *, limit_seconds: float | None = None) -> T:
    """One answer; see `gather`. Raises TmdbError."""
    answer = gather([ask], limit_seconds=limit_seconds)[0]
    if isinstance(answer, TmdbError):
        raise answer
    return answer


def gather(asks: Sequence[Ask[T]], *, limit_seconds: float | None = None) -> list[T | TmdbError]:
    """Answers in order, all fetched at once: from the cache while fresh, else from TMDB, else an older one kept (its
    `fetched_at` tells), else the error. Takes no longer than `limit_seconds`.
    """
    settings = config.current()
    if not settings.configured:
        return [TmdbNotConfigured() for _ in asks]
    kept = cache.look_up(asks) if asks else {}
    missing = [ask for ask in asks if ask.key not in kept or not kept[ask.key].fresh]
    news = _news(missing, settings, limit_seconds)
    return [_best(ask.key, news, kept) for ask in asks]


def renew(asks: Sequence[Ask[T]], *, limit_seconds: float | None = None) -> list[T | TmdbError]:
    """Answers in order, from TMDB and nowhere else; kept for later."""
    settings = config.current()
    if not settings.configured:
        return [TmdbNotConfigured() for _ in asks]
    news = _news(asks, settings, limit_seconds)
    return [news[ask.key] for ask in asks]


def _best(key: str, news: dict[str, Any], kept: dict[str, cache.Kept]) -> Any:
    """News first, then what is kept, and the error only where there is nothing else or the film is gone."""
    if key not in news:
        return kept[key].value
    failed = isinstance(news[key], TmdbError) and not isinstance(news[key], TmdbNotFound)
    return kept[key].value if failed and key in kept else news[key]


def _news(asks: Sequence[Ask[Any]], settings: TmdbConfig, limit_seconds: float | None) -> dict[str, Any]:
    """Fetch each question once, keep what can be read; values and errors by key."""
    once = list({ask.key: ask for ask in asks}.values())
    seconds = settings.seconds if limit_seconds is None else min(limit_seconds, settings.seconds)
    fetched = dict(zip(once, _fetch(once, settings, seconds), strict=True))
    news = {ask: _read(ask, answer) for ask, answer in fetched.items()}
    readable = {
        ask: answer
        for ask, answer in fetched.items()
        if not isinstance(answer, TmdbError) and not isinstance(news[ask], TmdbError)
    }
    if readable:
        cache.store(readable)
    return {ask.key: value for ask, value in news.items()}


def _read(ask: Ask[Any], answer: _Answer) -> Any:
    if isinstance(answer, TmdbError):
        return answer
    try:
        return ask.read(*answer)
    except TmdbError as error:
        return error


def _fetch(asks: Sequence[Ask[Any]], settings: TmdbConfig, seconds: float) -> Sequence[_Answer]:
    if not asks:
        return []
    from recommendations.tmdb import transport  # noqa: F401 - loads httpx here rather than on the loop

    try:
        return loop.run(_ask_all(asks, settings, seconds), seconds=seconds + _MARGIN)
    except TimeoutError:
        return [TmdbUnreachable() for _ in asks]


async def _ask_all(asks: Sequence[Ask[Any]], settings: TmdbConfig, seconds: float) -> list[_Answer]:
    door = await _door(settings)
    return await asyncio.gather(*(_ask(door, ask, seconds) for ask in asks))


async def _ask(door: Door, ask: Ask[Any], seconds: float) -> _Answer:
    try:
        return await door.ask(ask.path, ask.params, seconds=seconds), timezone.now()
    except TmdbError as error:
        return error


async def _door(settings: TmdbConfig) -> Door:
    """The door for these settings, kept on the loop; one for other settings is shut."""
    there = loop.background()
    if settings not in there.things:
        from recommendations.tmdb.transport import Transport

        shared = SharedWindows(cast("CounterCache", shared_cache)) if settings.shared else None
        door = Door(Transport(settings), Limiter(shared), Breaker(), seconds=settings.seconds)
        others, there.things, there.closing = there.things, {settings: door}, [door.aclose]
        for other in others.values():
            await other.aclose()
    return cast("Door", there.things[settings])
