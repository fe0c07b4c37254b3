"""What is checked before the server starts."""

from __future__ import annotations

from typing import Any

from cryptography.fernet import Fernet
from django.conf import settings
from django.core.checks import CheckMessage, Error, register


@register
def storage_keys_are_fernet_keys(**_: Any) -> list[CheckMessage]:
    return [_bad_key(number) for number, key in enumerate(settings.STORAGE_ENCRYPTION_KEYS, 1) if not _usable(key)]


@register
def recordings_fit_into_a_request(**_: Any) -> list[CheckMessage]:
    """A form that is larger than its recording has to come through, or the recording is never seen."""
    if settings.MAX_AUDIO_FILE_SIZE < settings.MAX_UPLOAD_BYTES:
        return []
    return [Error("MAX_AUDIO_FILE_SIZE must be less than MAX_UPLOAD_BYTES.", id="common.E002")]


def _bad_key(number: int) -> Error:
    hint = 'Make one with: python -c "from cryptography.fernet import Fernet; print(Fernet.generate_key().decode())"'
    return Error(f"STORAGE_ENCRYPTION_KEYS: number {number} is not a Fernet key.", hint=hint, id="common.E001")


def _usable(key: str) -> bool:
    try:
        Fernet(key)
    except ValueError:
        return False
    return True
