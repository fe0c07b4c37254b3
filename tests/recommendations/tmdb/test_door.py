"""Retries, coalescing and time limits of the one door, with the wire and the clock in the test's hand."""

from __future__ import annotations

import asyncio

import pytest

from recommendations.tmdb.breaker import FAILURES, Breaker
from recommendations.tmdb.door import ATTEMPTS, FIRST_BACKOFF, LONGEST_BACKOFF, Door
from recommendations.tmdb.errors import (
    TmdbBusy,
    TmdbNotFound,
    TmdbRefused,
    TmdbRejected,
    TmdbUnreachable,
    TmdbUnreadable,
)
from recommendations.tmdb.limits import Limiter

PARAMS = (("page", "1"),)


class Wire:
    """Answers with what it was given, one after the other; the last one again and again."""

    def __init__(self, *answers, takes=0.0):
        self.answers, self.takes, self.calls = list(answers), takes, 0

    async def get(self, path, params):
        self.calls += 1
        await asyncio.sleep(self.takes)
        answer = self.answers.pop(0) if len(self.answers) > 1 else self.answers[0]
        if isinstance(answer, Exception):
            raise answer
        return answer

    async def aclose(self):
        pass


class Waits(list):
    async def __call__(self, seconds):
        self.append(seconds)


def door(wire, *, seconds=20.0, sleep=None, jitter=lambda low, high: high):
    return Door(wire, Limiter(), Breaker(), seconds=seconds, sleep=Waits() if sleep is None else sleep, jitter=jitter)


async def ask(it, *, seconds=20.0, path="/a"):
    return await it.ask(path, PARAMS, seconds=seconds)


async def test_a_failure_of_tmdbs_own_is_tried_again():
    wire = Wire(TmdbUnreachable(), TmdbUnreachable(), {"ok": 1})
    assert await ask(door(wire)) == {"ok": 1}
    assert wire.calls == 3


async def test_attempts_end():
    wire = Wire(TmdbUnreachable())
    with pytest.raises(TmdbUnreachable):
        await ask(door(wire))
    assert wire.calls == ATTEMPTS


@pytest.mark.parametrize("error", [TmdbRefused, TmdbNotFound, TmdbRejected, TmdbUnreadable])
async def test_what_another_try_cannot_mend_is_tried_once(error):
    wire = Wire(error())
    with pytest.raises(error):
        await ask(door(wire))
    assert wire.calls == 1


async def test_waits_between_attempts_double_and_are_drawn_from_nothing_up():
    drawn, waits = [], Waits()

    def jitter(low, high):
        drawn.append((low, high))
        return high / 2

    with pytest.raises(TmdbUnreachable):
        await ask(door(Wire(TmdbUnreachable()), sleep=waits, jitter=jitter))
    assert drawn[:2] == [(0.0, FIRST_BACKOFF), (0.0, 2 * FIRST_BACKOFF)]
    assert waits == [FIRST_BACKOFF / 2, FIRST_BACKOFF]
    assert max(high for _, high in drawn) <= LONGEST_BACKOFF


async def test_retry_after_is_waited_for_and_a_little_more():
    waits = Waits()
    it = door(Wire(TmdbBusy(retry_after=2), {"ok": 1}), sleep=waits)
    it.limiter.pause = lambda seconds: None  # its own wait is another test's
    assert await ask(it) == {"ok": 1}
    assert waits == [2 + FIRST_BACKOFF]


async def test_a_retry_after_beyond_the_time_limit_is_not_waited_for():
    wire = Wire(TmdbBusy(retry_after=60))
    with pytest.raises(TmdbBusy) as raised:
        await ask(door(wire, seconds=6.0))
    assert wire.calls == 1
    assert raised.value.retry_after == 60


async def test_while_tmdb_wants_to_be_left_alone_nobody_else_asks():
    wire = Wire(TmdbBusy(retry_after=60))
    it = door(wire, seconds=6.0)
    for path in ("/a", "/b"):
        with pytest.raises(TmdbBusy):
            await ask(it, path=path)
    assert wire.calls == 1


async def test_the_same_question_in_flight_is_sent_once():
    wire = Wire({"ok": 1}, takes=0.02)
    it = door(wire)
    answers = await asyncio.gather(*(ask(it) for _ in range(10)))
    assert answers == [{"ok": 1}] * 10
    assert wire.calls == 1
    await ask(it)
    assert wire.calls == 2  # only while in flight: keeping answers is the cache's work


async def test_who_waits_together_fails_together():
    it = door(Wire(TmdbNotFound(), takes=0.02))
    answers = await asyncio.gather(*(ask(it) for _ in range(3)), return_exceptions=True)
    assert [type(answer) for answer in answers] == [TmdbNotFound] * 3


async def test_one_who_cannot_wait_leaves_the_question_to_the_others():
    it = door(Wire({"ok": 1}, takes=0.1))
    hasty, patient = await asyncio.gather(ask(it, seconds=0.01), ask(it), return_exceptions=True)
    assert isinstance(hasty, TmdbUnreachable)
    assert patient == {"ok": 1}


async def test_an_answer_that_came_too_late_serves_the_next_one_once():
    wire = Wire({"ok": 1}, takes=0.03)
    it = door(wire)
    with pytest.raises(TmdbUnreachable):
        await ask(it, seconds=0.005)
    await asyncio.sleep(0.06)
    assert await ask(it, seconds=0.005) == {"ok": 1}
    assert wire.calls == 1
    assert await ask(it) == {"ok": 1}
    assert wire.calls == 2


async def test_answers_that_nobody_fetches_are_bounded(monkeypatch):
    monkeypatch.setattr("recommendations.tmdb.door.MOST_LATE", 3)
    it = door(Wire({"ok": 1}, takes=0.02))
    for number in range(6):
        with pytest.raises(TmdbUnreachable):
            await ask(it, path=f"/{number}", seconds=0.001)
    await asyncio.sleep(0.05)
    assert [path for path, _ in it._late] == ["/3", "/4", "/5"]
    assert not it._given_up


async def test_an_old_late_answer_is_not_served(monkeypatch):
    monkeypatch.setattr("recommendations.tmdb.door.LATE_SECONDS", 0.0)
    wire = Wire({"ok": 1}, takes=0.01)
    it = door(wire)
    with pytest.raises(TmdbUnreachable):
        await ask(it, seconds=0.001)
    await asyncio.sleep(0.03)
    await ask(it)
    assert wire.calls == 2


async def test_a_whole_question_ends_in_time_whatever_its_attempts_do():
    wire = Wire(TmdbUnreachable(), takes=0.05)
    with pytest.raises(TmdbUnreachable):
        await ask(door(wire, seconds=0.08, sleep=asyncio.sleep, jitter=lambda low, high: 0.0))
    assert wire.calls <= 2


async def test_an_open_circuit_sends_nothing():
    wire = Wire(TmdbUnreachable())
    it = door(wire)
    for number in range(FAILURES):
        with pytest.raises(TmdbUnreachable):
            await ask(it, path=f"/{number}")
    assert it.breaker.state == "open"
    assert wire.calls == FAILURES  # not a multiple of the attempts: retries stop, too


async def test_running_out_of_time_counts_as_a_failure():
    it = door(Wire({"ok": 1}, takes=1.0), seconds=0.01)
    with pytest.raises(TmdbUnreachable):
        await ask(it)
    await asyncio.sleep(0.01)
    assert it.breaker.last_error is not None
