"""A circuit breaker: after several failures in a row nothing is asked for a while, then one question tries again.

Used on the client's loop only, so it needs no lock; its state may be read from anywhere.
"""

from __future__ import annotations

import logging
import math
import time
from collections.abc import Callable
from typing import Final, Literal

from recommendations.tmdb.errors import TmdbError, TmdbRefused

logger = logging.getLogger(__name__)
FAILURES: Final = 5  # in a row, before it opens
REST: Final = 15.0  # seconds it stays open at first; doubled each time the probe fails
LONGEST_REST: Final = 240.0
REFUSED_REST: Final = 60.0  # a refused key is not tried again before
State = Literal["closed", "open", "half-open"]


class Breaker:
    """closed: questions pass. open: they fail at once with what went wrong last. half-open: one probe is out."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._failures = 0
        self._rest = REST
        self._until: float | None = None
        self._probing = False
        self.last_error: TmdbError | None = None

    @property
    def state(self) -> State:
        if self._until is None:
            return "closed"
        return "half-open" if self._probing or self._clock() >= self._until else "open"

    def check(self) -> None:
        """Raises what went wrong last while questions are held back."""
        if self._until is not None and (self._probing or self._clock() < self._until):
            error = self.last_error or TmdbError()
            raise type(error)(error.message, retry_after=max(1, math.ceil(self._until - self._clock())))

    def enter(self) -> None:
        """Take the turn to ask: like `check`, and the first one through after a rest is the probe."""
        self.check()
        self._probing = self._until is not None

    def succeeded(self) -> None:
        """TMDB answered, be it that it does not know."""
        if self._until is not None:
            logger.info("TMDB answers again")
        self._failures, self._rest, self._until, self._probing = 0, REST, None, False
        self.last_error = None

    def failed(self, error: TmdbError) -> None:
        self.last_error = error
        self._failures += 1
        if isinstance(error, TmdbRefused):
            self._open(REFUSED_REST)
        elif self._probing:
            self._open(min(LONGEST_REST, 2 * self._rest))
        elif self._until is None and self._failures >= FAILURES:
            self._open(REST)

    def _open(self, seconds: float) -> None:
        code = self.last_error.code if self.last_error else ""
        logger.warning("TMDB is not asked for %d seconds: %s", seconds, code)
        self._rest, self._until, self._probing = seconds, self._clock() + seconds, False
