"""What can go wrong between us and TMDB. `permanent`: the same question will not be answered by asking again;
`is_outage`: other questions will hardly fare better.

No message repeats what was asked, and none can hold the key.
"""

from __future__ import annotations

from moodflix_site.common.errors import MoodFlixError


class TmdbError(MoodFlixError):
    code = "tmdb_error"
    status = 503
    message = "TMDB, where live film data comes from, cannot answer just now."
    permanent = False
    is_outage = False

    def __init__(self, message: str | None = None, *, retry_after: int | None = None) -> None:
        super().__init__(message)
        self.retry_after = type(self).retry_after if retry_after is None else retry_after


class TmdbUnreachable(TmdbError):
    """No connection, no answer in time, an answer cut off, or TMDB's own failure (5xx)."""

    code = "tmdb_unreachable"
    message = "TMDB, where live film data comes from, cannot be reached just now."
    retry_after = 30
    is_outage = True


class TmdbBusy(TmdbError):
    """TMDB asked us to come later (429, or 503 with Retry-After), or our own pace would make this wait too long."""

    code = "tmdb_busy"
    message = "Too many questions went to TMDB at once. Try again in a moment."
    retry_after = 10


class TmdbRefused(TmdbError):
    """TMDB refuses this installation's key (401, 403): wrong, revoked or suspended."""

    code = "tmdb_refused"
    message = "TMDB refuses this installation's key."
    permanent = True
    is_outage = True


class TmdbNotFound(TmdbError):
    code = "tmdb_not_found"
    status = 404
    message = "TMDB does not know that film."
    permanent = True


class TmdbRejected(TmdbError):
    """TMDB does not take the question (400, 422 and the like): a mistake of ours."""

    code = "tmdb_rejected"
    status = 502
    message = "TMDB did not understand the question."
    permanent = True


class TmdbUnreadable(TmdbError):
    """The answer is not what TMDB documents: no JSON, another shape, or too large."""

    code = "tmdb_unreadable"
    status = 502
    message = "TMDB's answer could not be read."
    permanent = True
    is_outage = True


class TmdbNotConfigured(TmdbError):
    """This installation has no key; the embedded catalogue serves."""

    code = "tmdb_not_configured"
    message = "This installation has no TMDB key, so only its own films are here."
    permanent = True
