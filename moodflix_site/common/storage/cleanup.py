"""Files follow their rows: also when a user is erased and the rows go by cascade."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import Any

from django.db import transaction
from django.db.models.signals import post_delete

from moodflix_site.common.models import SpoolEntry, StoredObject
from moodflix_site.common.storage import files, spool, vault


def connect() -> None:
    post_delete.connect(_forget_media, sender=StoredObject)
    post_delete.connect(_forget_upload, sender=SpoolEntry)


def _forget_media(instance: StoredObject, **_: Any) -> None:
    if instance.file:
        _remove_on_commit(vault.media_path(instance.file))


def _forget_upload(instance: SpoolEntry, **_: Any) -> None:
    _remove_on_commit(spool.path_of(instance))


def _remove_on_commit(path: Path) -> None:
    transaction.on_commit(partial(files.remove, path))
