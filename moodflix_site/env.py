"""Typed environment readers that fail loudly.

Every value may also come from a file: `SECRET_KEY_FILE=/run/secrets/key` is read where `SECRET_KEY` is asked for.
A value that does not parse raises `ImproperlyConfigured` with the variable's name, never its content.
"""

from typing import Any

import environ
from django.core.exceptions import ImproperlyConfigured

_TRUE = frozenset({"true", "on", "yes", "y", "1"})
_FALSE = frozenset({"false", "off", "no", "n", "0", ""})


class Env(environ.FileAwareEnv):
    """django-environ's reader, with two habits changed: a bad boolean is an error, and errors name their variable."""

    def get_value(self, var: str, cast: Any = None, *args: Any, **kwargs: Any) -> Any:
        if cast is bool:
            return self._boolean(var, *args, **kwargs)
        try:
            return super().get_value(var, cast, *args, **kwargs)
        except (ValueError, TypeError) as error:
            kind = getattr(cast, "__name__", "value")
            raise ImproperlyConfigured(f"{var} is not a valid {kind}.") from error

    def _boolean(self, var: str, *args: Any, **kwargs: Any) -> bool:
        raw = super().get_value(var, None, *args, **kwargs)
        word = str(raw).strip().lower()
        if word not in _TRUE | _FALSE:
            raise ImproperlyConfigured(f"{var} must be true or false.")
        return word in _TRUE

    def at_least(self, var: str, *, minimum: int, default: int) -> int:
        """An integer with a floor: a limit of zero or below is a mistake, not a way to switch a limit off."""
        number = int(self.int(var, default=default))
        if number < minimum:
            raise ImproperlyConfigured(f"{var} must be at least {minimum}.")
        return number
