"""Encryption keys of the storage: `STORAGE_ENCRYPTION_KEYS`, newest first. No keys: new rows are stored as they are."""

from __future__ import annotations

import hashlib

from cryptography.fernet import Fernet, InvalidToken
from django.conf import settings

from moodflix_site.common.errors import MoodFlixError

PLAIN = "plain"


class KeyMissing(MoodFlixError):
    """Kept under a key that this installation no longer has (or the bytes were changed): nothing can open it."""

    code = "storage_key_missing"
    status = 503
    message = "What was kept here is locked with a key that this server does not have."


def fingerprint(key: str) -> str:
    """How a row names its key: 12 hex digits of its SHA-256."""
    return hashlib.sha256(key.encode()).hexdigest()[:12]


def current_scheme() -> str:
    """What new bytes are written with."""
    keys = settings.STORAGE_ENCRYPTION_KEYS
    return f"fernet:{fingerprint(keys[0])}" if keys else PLAIN


def seal(data: bytes, scheme: str) -> bytes:
    return data if scheme == PLAIN else _fernet(scheme).encrypt(data)


def unseal(data: bytes, scheme: str) -> bytes:
    """Raises KeyMissing."""
    if scheme == PLAIN:
        return data
    try:
        return _fernet(scheme).decrypt(data)
    except InvalidToken as error:
        raise KeyMissing from error


def _fernet(scheme: str) -> Fernet:
    for key in settings.STORAGE_ENCRYPTION_KEYS:
        if scheme == f"fernet:{fingerprint(key)}":
            return Fernet(key)
    raise KeyMissing
