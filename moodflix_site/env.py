"""Typed environment readers that fail loudly.

Every value may also come from a file: `SECRET_KEY_FILE=/run/secrets/key` is read where `SECRET_KEY` is asked for.
A value that does not parse raises `ImproperlyConfigured` with the variable's name, never its content.
"""

import re
from collections.abc import Sequence
from typing import Any
from urllib.parse import urlsplit
from zoneinfo import available_timezones

import environ
from django.core.exceptions import ImproperlyConfigured

_TRUE = frozenset({"true", "on", "yes", "y", "1"})
_FALSE = frozenset({"false", "off", "no", "n", "0", ""})
_RATE = re.compile(r"[1-9]\d*/(sec|second|min|minute|hour|day)")


class Env(environ.FileAwareEnv):
    """django-environ's reader, with two habits changed: a bad boolean is an error, and errors name their variable."""

    def get_value(self, var: str, cast: Any = None, *args: Any, **kwargs: Any) -> Any:
        if cast is bool:
            return self._boolean(var, kwargs.get("default", False))
        try:
            return super().get_value(var, cast, *args, **kwargs)
        except (ValueError, TypeError) as error:
            kind = getattr(cast, "__name__", "value")
            raise ImproperlyConfigured(f"{var} is not a valid {kind}.") from error
        except OSError as error:
            raise ImproperlyConfigured(f"The file that {var}_FILE names cannot be read.") from error

    def _boolean(self, var: str, default: Any) -> bool:
        word = str(super().get_value(var, str, default=str(default))).strip().lower()
        if word not in _TRUE | _FALSE:
            raise ImproperlyConfigured(f"{var} must be true or false.")
        return word in _TRUE

    def at_least(self, var: str, *, minimum: int, default: int) -> int:
        """An integer with a floor: a limit of zero or below is a mistake, not a way to switch a limit off."""
        number = int(self.int(var, default=default))
        if number < minimum:
            raise ImproperlyConfigured(f"{var} must be at least {minimum}.")
        return number

    def secret(self, var: str, *, length: int) -> str:
        """A secret of at least `length` characters, or "" when the variable is unset or empty; never an empty file."""
        value = str(self.str(var, default="")).strip()
        if len(value) < length and (value or f"{var}_FILE" in self.ENVIRON):
            raise ImproperlyConfigured(f"{var} must have at least {length} characters.")
        return value

    def matching(self, var: str, pattern: str, hint: str, *, default: str = "") -> str:
        """A word of one form, or `default`; `hint` says which form."""
        word = str(self.str(var, default=default)).strip()
        if word and not re.fullmatch(pattern, word):
            raise ImproperlyConfigured(f"{var} must be {hint}.")
        return word or default

    def seconds(self, var: str, *, minimum: float, maximum: float, default: float) -> float:
        """A length of time in seconds, within bounds."""
        number = float(self.float(var, default=default))
        if not minimum <= number <= maximum:
            raise ImproperlyConfigured(f"{var} must be {minimum:g} to {maximum:g} seconds.")
        return number

    def choice(self, var: str, choices: Sequence[str], *, default: str) -> str:
        """One of `choices`."""
        word = str(self.str(var, default=default))
        if word not in choices:
            raise ImproperlyConfigured(f"{var} must be one of {', '.join(choices)}.")
        return word

    def time_zone(self, var: str, *, default: str) -> str:
        """A name of the IANA time zone database."""
        name = str(self.str(var, default=default))
        if name not in available_timezones():
            raise ImproperlyConfigured(f"{var} is no time zone of the IANA database, such as Europe/Berlin.")
        return name

    def rate(self, var: str, *, default: str) -> str:
        """A throttle rate: "60/min"; the unit is second, minute, hour or day."""
        rate = str(self.str(var, default=default))
        if not _RATE.fullmatch(rate):
            raise ImproperlyConfigured(f"{var} must look like 60/min (per second, minute, hour or day, at least 1).")
        return rate

    def service_url(self, var: str, schemes: Sequence[str]) -> str:
        """The URL of a service, or "" when it is not used."""
        url = str(self.str(var, default=""))
        if url and (urlsplit(url).scheme not in schemes or len(url) <= len(urlsplit(url).scheme) + 3):
            beginnings = " or ".join(f"{scheme}://" for scheme in schemes)
            raise ImproperlyConfigured(f"{var} must be a URL that begins with {beginnings}.")
        return url

    def database(self, var: str, *, default: str) -> dict[str, Any]:
        """Django's settings of one database, from a postgres:// or sqlite:/// URL."""
        try:
            database: dict[str, Any] = self.db_url(var, default=default)
            known = database["ENGINE"].rpartition(".")[2] in {"sqlite3", "postgresql"} and database["NAME"]
        except (KeyError, ValueError) as error:
            raise ImproperlyConfigured(f"{var} is not a database URL.") from error
        if not known:
            raise ImproperlyConfigured(f"{var} must be postgres://user:password@host:port/name or sqlite:///path.")
        return database
