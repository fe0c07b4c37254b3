"""Rate limits that hold under concurrency: two counters a caller and window, moved by the cache's atomic increment.

While the cache is away nothing is counted and every call passes: a limit is there to share the machine, and without
Redis the site still works. (Guesses at passwords are counted by django-allauth, which then refuses them.)

The rate over the last window is estimated as this window's count plus the share of the last one's that still overlaps.
"""

from __future__ import annotations

import logging
import math
import time
from functools import lru_cache
from typing import Any

from django.core.cache import cache
from django.http import HttpRequest
from rest_framework.request import Request
from rest_framework.throttling import ScopedRateThrottle

from moodflix_site.common.errors import Throttled, cache_errors

logger = logging.getLogger(__name__)


class ScopedThrottle(ScopedRateThrottle):
    """Limits by `throttle_scope`, a user or (for guests) an address; rates in `DEFAULT_THROTTLE_RATES`."""

    num_requests: int
    duration: int
    _wait: float = 0.0

    def allow_request(self, request: Request | HttpRequest, view: Any) -> bool:
        self.scope = getattr(view, "throttle_scope", None)
        if not self.scope:
            return True
        self.rate = self.get_rate()
        self.num_requests, self.duration = (number or 1 for number in self.parse_rate(self.rate))
        key = self.get_cache_key(request, view)  # type: ignore[arg-type]
        try:
            return self._count(key or self.scope, time.time())
        except cache_errors():
            _tell(int(time.monotonic() // 60))
            return True

    def _count(self, key: str, now: float) -> bool:
        """Count this call; one that is refused is taken off again, so that a refusal does not prolong itself."""
        window, gone = divmod(now, self.duration)
        current = f"{key}:{int(window)}"
        earlier = cache.get(f"{key}:{int(window) - 1}", 0)
        cache.add(current, 0, timeout=2 * self.duration)
        count = cache.incr(current)
        if count + earlier * (1 - gone / self.duration) <= self.num_requests:
            return True
        cache.decr(current)
        self._wait = self._seconds(count - 1, earlier, gone)
        return False

    def _seconds(self, count: int, earlier: int, gone: float) -> float:
        """Until the estimate leaves room for one more call."""
        room = self.num_requests - 1 - count
        if room < 0:  # this window alone is full: it has to age into the next one
            return self.duration - gone + self.duration * (1 - (self.num_requests - 1) / count)
        return self.duration * (1 - room / earlier) - gone

    def wait(self) -> float:
        return max(1.0, self._wait)


@lru_cache(maxsize=1)
def _tell(minute: int) -> None:  # noqa: ARG001 - what makes the next minute's line a new one
    logger.warning("the cache cannot be reached: rate limits are lifted meanwhile")


class _Scope:
    """Stands where a throttle expects a view."""

    def __init__(self, scope: str) -> None:
        self.throttle_scope = scope


def check(scope: str, request: Request | HttpRequest) -> None:
    """The same limits for a plain view, or for a second scope of one of DRF's. Raises Throttled."""
    throttle = ScopedThrottle()
    if not throttle.allow_request(request, _Scope(scope)):
        raise Throttled(retry_after=math.ceil(throttle.wait()))
