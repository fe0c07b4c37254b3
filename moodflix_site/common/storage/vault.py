"""The one place for texts and media that a person asked to keep. Encrypted at rest when keys are set.

kept = vault.keep_text(owner=user, text="…")
vault.read_text(kept)
vault.forget(kept)
"""

from __future__ import annotations

from pathlib import Path
from typing import BinaryIO

from django.conf import settings
from django.contrib.auth.models import AbstractBaseUser

from moodflix_site.common.models import Kind, StoredObject
from moodflix_site.common.storage import files, keys
from moodflix_site.common.text import Readable, checked_text


def keep_text(*, owner: AbstractBaseUser, text: str) -> StoredObject:
    """Store a text with its row. The caller has bounded its length."""
    data, scheme = checked_text(text).encode(), keys.current_scheme()
    return StoredObject.objects.create(
        owner_id=owner.pk, kind=Kind.TEXT, scheme=scheme, body=keys.seal(data, scheme), size=len(data)
    )


def read_text(stored: StoredObject) -> str:
    """Raises KeyMissing."""
    return keys.unseal(bytes(stored.body or b""), stored.scheme).decode()


def keep_media(*, owner: AbstractBaseUser, stream: Readable, content_type: str, limit: int) -> StoredObject:
    """Store at most `limit` bytes as a file with a random name. Raises TooLarge, and keeps nothing then."""
    name, scheme = files.new_name(), keys.current_scheme()
    path = media_path(name)
    size = files.write(path, stream, limit=limit, scheme=scheme)
    try:
        return StoredObject.objects.create(
            owner_id=owner.pk, kind=Kind.MEDIA, scheme=scheme, file=name, content_type=content_type[:100], size=size
        )
    except BaseException:
        files.remove(path)
        raise


def open_media(stored: StoredObject) -> BinaryIO:
    """Close it after use. Raises KeyMissing, or FileNotFoundError when the file was taken away by hand."""
    return files.read(media_path(stored.file), scheme=stored.scheme)


def forget(stored: StoredObject) -> None:
    """Delete row and file; the file goes when the transaction commits (see cleanup.py)."""
    stored.delete()


def media_path(name: str) -> Path:
    """Two levels, so that no folder grows endless."""
    return Path(settings.MEDIA_ROOT) / name[:2] / name
