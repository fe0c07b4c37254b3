"""The circuit breaker, with the clock in the test's hand."""

from __future__ import annotations

import pytest

from recommendations.tmdb.breaker import FAILURES, LONGEST_REST, REFUSED_REST, REST, Breaker
from recommendations.tmdb.errors import TmdbRefused, TmdbUnreachable, TmdbUnreadable


class Clock:
    now = 100.0

    def __call__(self):
        return self.now


@pytest.fixture
def clock():
    return Clock()


@pytest.fixture
def breaker(clock):
    return Breaker(clock)


@pytest.fixture
def opened(breaker):
    for _ in range(FAILURES):
        breaker.failed(TmdbUnreachable())
    return breaker


def test_failures_in_a_row_open_it(breaker):
    for _ in range(FAILURES - 1):
        breaker.failed(TmdbUnreachable())
    breaker.check()
    breaker.failed(TmdbUnreachable())
    assert breaker.state == "open"
    with pytest.raises(TmdbUnreachable):
        breaker.check()


def test_a_success_between_failures_starts_the_count_anew(breaker):
    for _ in range(3):
        for _ in range(FAILURES - 1):
            breaker.failed(TmdbUnreachable())
        breaker.succeeded()
    assert breaker.state == "closed"


def test_while_open_it_says_what_went_wrong_and_when_to_come_back(breaker, clock):
    for _ in range(FAILURES):
        breaker.failed(TmdbUnreadable())
    clock.now += REST - 5
    with pytest.raises(TmdbUnreadable) as raised:
        breaker.check()
    assert raised.value.retry_after == 5


def test_after_its_rest_one_question_tries_and_no_other(opened, clock):
    clock.now += REST
    assert opened.state == "half-open"
    opened.enter()
    with pytest.raises(TmdbUnreachable):
        opened.enter()


def test_a_probe_that_succeeds_closes_it(opened, clock):
    clock.now += REST
    opened.enter()
    opened.succeeded()
    assert opened.state == "closed"
    assert opened.last_error is None
    opened.enter()
    opened.enter()


def test_a_probe_that_fails_opens_it_for_longer_up_to_a_bound(opened, clock):
    rests = []
    for _ in range(6):
        clock.now += opened._until - clock.now
        opened.enter()
        opened.failed(TmdbUnreachable())
        rests.append(opened._until - clock.now)
    assert rests[:2] == [2 * REST, 4 * REST]
    assert rests[-1] == LONGEST_REST


def test_a_refused_key_opens_it_at_once(breaker, clock):
    breaker.failed(TmdbRefused())
    with pytest.raises(TmdbRefused):
        breaker.check()
    clock.now += REFUSED_REST
    breaker.enter()
    breaker.succeeded()
    assert breaker.state == "closed"


def test_late_failures_of_questions_sent_before_do_not_prolong_the_rest(opened, clock):
    clock.now += 1
    until = opened._until
    opened.failed(TmdbUnreachable())
    assert opened._until == until
