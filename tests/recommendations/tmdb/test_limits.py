"""The pace: never 40 in any second, in one process or across several."""

from __future__ import annotations

import asyncio
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.core.cache import cache as site_cache
from django.core.cache.backends.locmem import LocMemCache
from redis.exceptions import ConnectionError as RedisAway

from recommendations.tmdb.errors import TmdbBusy
from recommendations.tmdb.limits import BURST, LONGEST_PAUSE, RATE, WINDOW, Limiter, SharedWindows

CEILING = 40


class Time:
    """A clock that sleeping moves."""

    def __init__(self):
        self.now = 1000.0

    def __call__(self):
        return self.now

    async def sleep(self, seconds):
        self.now += seconds


class Agenda(Time):
    """The same for many who sleep at once: the clock moves on to whoever wakes first."""

    def __init__(self):
        super().__init__()
        self._sleepers = []

    async def sleep(self, seconds):
        awake = asyncio.get_running_loop().create_future()
        self._sleepers.append((self.now + seconds, awake))
        await awake

    async def pass_until_all_are_done(self, tasks):
        while not all(task.done() for task in tasks):
            for _ in range(5):
                await asyncio.sleep(0)
            if self._sleepers:
                self._sleepers.sort(key=lambda sleeper: sleeper[0], reverse=True)
                self.now, awake = self._sleepers.pop()
                awake.set_result(None)


def busiest_second(times):
    return max(sum(start <= at < start + 1 for at in times) for start in times)


def counters(name):
    return LocMemCache(name, {})


async def _drive(limiter, clock, number):
    times = []
    for _ in range(number):
        await limiter.take(within=60)
        times.append(clock.now)
    return times


async def test_a_burst_goes_at_once_and_the_rest_at_its_pace():
    clock = Time()
    times = await _drive(Limiter(clock=clock, sleep=clock.sleep), clock, 200)
    assert times[BURST - 1] == pytest.approx(times[0])
    assert times[BURST] - times[0] == pytest.approx(1 / RATE)
    assert busiest_second(times) <= RATE + BURST < CEILING
    assert times[-1] - times[0] == pytest.approx((200 - BURST) / RATE, rel=0.02)


async def test_idle_time_saves_up_no_more_than_a_burst():
    clock = Time()
    limiter = Limiter(clock=clock, sleep=clock.sleep)
    await _drive(limiter, clock, 50)
    clock.now += 3600
    assert busiest_second(await _drive(limiter, clock, 100)) <= RATE + BURST


async def test_questions_at_the_same_time_share_one_pace():
    limiter = Limiter()
    times = []

    async def one():
        await limiter.take(within=5)
        times.append(asyncio.get_running_loop().time())

    await asyncio.gather(*(one() for _ in range(BURST + 7)))
    assert times[BURST - 1] - times[0] < times[-1] - times[0]
    assert times[-1] - times[0] >= 6.9 / RATE


async def test_a_turn_that_would_come_too_late_is_refused_at_once_and_takes_no_place():
    clock = Time()
    limiter = Limiter(clock=clock, sleep=clock.sleep)
    await _drive(limiter, clock, BURST)
    for _ in range(50):
        with pytest.raises(TmdbBusy):
            await limiter.take(within=0.5 / RATE)
    await limiter.take(within=1.5 / RATE)


async def test_a_pause_holds_everyone_back_within_bounds():
    clock = Time()
    limiter = Limiter(clock=clock, sleep=clock.sleep)
    limiter.pause(10)
    with pytest.raises(TmdbBusy) as raised:
        await limiter.take(within=5)
    assert raised.value.retry_after == 10
    await limiter.take(within=11)
    assert clock.now == 1010.0
    limiter.pause(86_400)
    await limiter.take(within=LONGEST_PAUSE + 1)
    assert clock.now == pytest.approx(1010 + LONGEST_PAUSE)


async def test_who_queued_before_a_pause_does_not_rush_out_at_its_end():
    clock = Agenda()
    limiter = Limiter(clock=clock, sleep=clock.sleep)
    times = []

    async def one():
        await limiter.take(within=60)
        times.append(clock.now)

    tasks = [asyncio.create_task(one()) for _ in range(80)]
    for _ in range(5):
        await asyncio.sleep(0)
    limiter.pause(4)
    await clock.pass_until_all_are_done(tasks)
    assert len([at for at in times if 1000 < at < 1004]) == 0
    assert busiest_second(times) <= RATE + BURST


async def test_several_processes_stay_below_the_ceiling_together():
    clock, cache = Time(), counters("together")
    processes = [Limiter(SharedWindows(cache, clock), clock=clock, sleep=clock.sleep) for _ in range(4)]
    times = []
    for turn in range(200):
        await processes[turn % 4].take(within=120)
        times.append(clock.now)
    assert busiest_second(times) <= 5 * BURST < CEILING


@pytest.mark.services
def test_processes_that_count_at_the_same_moment_count_every_one():
    shared = SharedWindows(site_cache, clock=lambda: 1000.0)
    with ThreadPoolExecutor(8) as pool:
        waits = list(pool.map(lambda _: shared.take(), range(200)))
    assert waits.count(0.0) == BURST
    assert max(waits) <= WINDOW


async def test_a_pause_reaches_the_other_processes():
    clock, cache = Time(), counters("pause")
    one, other = (Limiter(SharedWindows(cache, clock), clock=clock, sleep=clock.sleep) for _ in range(2))
    await one.share_pause(20)
    with pytest.raises(TmdbBusy):
        await other.take(within=5)


async def test_without_the_shared_cache_each_process_keeps_its_own_pace():
    class Away:
        def get(self, *_args):
            raise RedisAway

    clock = Time()
    limiter = Limiter(SharedWindows(Away(), clock), clock=clock, sleep=clock.sleep)
    assert busiest_second(await _drive(limiter, clock, 100)) <= RATE + BURST
