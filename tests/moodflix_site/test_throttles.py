"""Rate limits: per caller and scope, exact under concurrency, and honest about when to come back."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from django.contrib.auth.models import AnonymousUser
from django.test import RequestFactory

from moodflix_site.common import throttles
from moodflix_site.common.errors import Throttled
from tests.conftest import PASSWORD

pytestmark = pytest.mark.services


@pytest.fixture(autouse=True)
def five_a_minute(monkeypatch):
    monkeypatch.setattr(throttles.ScopedThrottle, "THROTTLE_RATES", {"guest": "5/min", "other": "5/min"})


def call(address="192.0.2.1", scope="guest", user=None):
    request = RequestFactory().get("/", REMOTE_ADDR=address)
    request.user = user or AnonymousUser()
    throttles.check(scope, request)


def used_up():
    for _ in range(5):
        call()
    with pytest.raises(Throttled) as caught:
        call()
    return caught.value


def test_the_sixth_call_is_refused_and_told_when_to_come_back():
    error = used_up()
    assert (error.status, error.code) == (429, "throttled")
    assert 1 <= error.retry_after <= 120


def test_another_caller_and_another_scope_have_their_own_count(ada):
    used_up()
    call(address="192.0.2.2")
    call(scope="other")
    call(user=ada)


def test_a_caller_who_waits_as_told_gets_through(monkeypatch):
    error = used_up()
    now = throttles.time.time()
    monkeypatch.setattr(throttles.time, "time", lambda: now + error.retry_after)
    call()


def test_refused_calls_do_not_prolong_the_wait():
    first = used_up().retry_after
    for _ in range(20):
        with pytest.raises(Throttled) as caught:
            call()
    assert caught.value.retry_after <= first


def test_a_burst_from_many_threads_passes_exactly_the_limit():
    def passes(_):
        try:
            call()
        except Throttled:
            return False
        return True

    with ThreadPoolExecutor(16) as pool:
        assert sum(pool.map(passes, range(64))) == 5


def test_a_crowd_does_not_make_it_forget_a_caller():
    used_up()
    for number in range(1000):
        call(address=f"2001:db8::{number:x}")
    with pytest.raises(Throttled):
        call()


@pytest.fixture
def no_cache(settings):
    """A Redis that nothing answers for."""
    throttles._tell.cache_clear()
    settings.CACHES = {
        "default": {"BACKEND": "django.core.cache.backends.redis.RedisCache", "LOCATION": "redis://127.0.0.1:1/0"}
    }


def test_while_the_cache_is_away_calls_pass_and_the_log_says_so_once(no_cache, caplog):
    for _ in range(9):
        call()
    assert len(caplog.records) == 1
    assert "192.0.2.1" not in caplog.text


@pytest.mark.django_db
def test_while_the_cache_is_away_pages_work(no_cache, client):
    assert client.get("/").status_code == 200
    assert client.post("/mood", {"text": "I am so happy today."}).status_code == 200


@pytest.mark.django_db
def test_while_the_cache_is_away_nobody_may_guess_passwords(no_cache, client, ada):
    answer = client.post("/accounts/login/", {"login": ada.email, "password": PASSWORD})
    assert answer.status_code == 503
    assert "Part of the house is dark" in answer.content.decode()
    assert "_auth_user_id" not in client.session
