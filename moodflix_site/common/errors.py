"""One family of errors: a machine code, an HTTP status and a sentence for people. Pure Python: every room uses it."""

from collections.abc import Mapping


class MoodFlixError(Exception):
    """Base of every error a person or program may see.

    `code` is stable and machine readable, `status` is the HTTP status, `message` is for people and holds nothing
    personal. `retry_after` (seconds) says that the same call may work later.
    """

    code = "error"
    status = 500
    message = "Something went wrong on our side."
    retry_after: int | None = None

    def __init__(self, message: str | None = None, *, fields: Mapping[str, str] | None = None) -> None:
        self.message = message or type(self).message
        self.fields = dict(fields or {})
        super().__init__(self.message)


class BadInput(MoodFlixError):
    """The caller sent something that cannot be used; nothing was changed."""

    code = "bad_input"
    status = 400
    message = "That could not be read."


class NotFound(MoodFlixError):
    """There is no such row, or it belongs to somebody else: the answer is the same."""

    code = "not_found"
    status = 404
    message = "There is nothing here by that name."


class Conflict(MoodFlixError):
    """The row changed since the caller looked."""

    code = "conflict"
    status = 409
    message = "This changed while you were looking. Reload and try again."


class TooLarge(MoodFlixError):
    """More than the limit was sent; reading stopped there and nothing was kept."""

    code = "too_large"
    status = 413
    message = "That is more than we can take at once. Nothing was kept."


class Unavailable(MoodFlixError):
    """A service this step needs is away."""

    code = "unavailable"
    status = 503
    message = "This cannot be done just now. Try again in a minute."
    retry_after = 60


class Throttled(MoodFlixError):
    """Too many calls in a short time."""

    code = "throttled"
    status = 429
    message = "That was a lot in a short time. Please wait a moment and try again."

    def __init__(self, *, retry_after: int) -> None:
        super().__init__()
        self.retry_after = retry_after


def cache_errors() -> type[Exception]:
    """What the shared cache raises while its Redis is away. Imported when it is needed: an in-memory cache has none."""
    from redis.exceptions import RedisError

    return RedisError
