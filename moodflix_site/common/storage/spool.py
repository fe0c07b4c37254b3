"""Where an upload waits for its job: a file with a row, an owner and a time limit, so that jobs can take ids."""

from __future__ import annotations

import math
import re
import time
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import BinaryIO
from uuid import UUID, uuid4

from django.conf import settings
from django.contrib.auth.models import AbstractBaseUser
from django.utils import timezone

from moodflix_site.common.errors import NotFound
from moodflix_site.common.models import SpoolEntry, StoredObject
from moodflix_site.common.storage import files, keys
from moodflix_site.common.text import Readable

_STRAY_AFTER = 3600.0  # seconds: a younger file may belong to a row that is about to be written
_BATCH = 500  # names compared in one query
_OURS = re.compile(r"[0-9a-f]{32}(\.part)?")


class Gone(NotFound):
    """Never there, somebody else's, or past its time."""

    message = "That upload is gone. Please send it again."


def put(
    *,
    owner: AbstractBaseUser | None,
    stream: Readable,
    content_type: str = "",
    limit: int,
    entry_id: UUID | None = None,
) -> SpoolEntry:
    """Write at most `limit` bytes. `owner` None: an upload without an account. `entry_id` is an id that nobody else
    uses, a new one by default. Raises TooLarge and keeps nothing.
    """
    entry = SpoolEntry(
        id=entry_id or uuid4(),
        owner_id=owner.pk if owner else None,
        scheme=keys.current_scheme(),
        content_type=content_type[:100],
        expires_at=timezone.now() + timedelta(seconds=settings.SPOOL_MAX_AGE_SECONDS),
    )
    entry.size = files.write(path_of(entry), stream, limit=limit, scheme=entry.scheme)
    try:
        entry.save(force_insert=True)
    except BaseException:
        files.remove(path_of(entry))
        raise
    return entry


def open_upload(*, owner: AbstractBaseUser | None, entry_id: UUID) -> BinaryIO:
    """Close it after use. Raises Gone."""
    rows = SpoolEntry.objects.filter(pk=entry_id, owner_id=owner.pk if owner else None, expires_at__gt=timezone.now())
    entry = rows.first()
    if entry is None:
        raise Gone
    try:
        return files.read(path_of(entry), scheme=entry.scheme)
    except FileNotFoundError as error:
        raise Gone from error


def drop(entry_id: UUID) -> None:
    """Done with it. A second call does nothing."""
    SpoolEntry.objects.filter(pk=entry_id).delete()


def sweep() -> int:
    """Delete uploads past their time, and files of the spool and the vault that no row knows; how many."""
    expired = SpoolEntry.objects.filter(expires_at__lte=timezone.now()).delete()[0]
    return expired + _stray(Path(settings.SPOOL_ROOT), _spooled) + _stray(Path(settings.MEDIA_ROOT), _stored)


def path_of(entry: SpoolEntry) -> Path:
    return Path(settings.SPOOL_ROOT) / entry.id.hex


def _spooled(names: list[str]) -> set[str]:
    rows = SpoolEntry.objects.filter(pk__in=[UUID(name) for name in names])
    return {pk.hex for pk in rows.values_list("pk", flat=True)}


def _stored(names: list[str]) -> set[str]:
    return set(StoredObject.objects.filter(file__in=names).values_list("file", flat=True))


def _stray(root: Path, known: Callable[[list[str]], set[str]]) -> int:
    """Only files that look like ours are touched: 32 hex digits, whole or unfinished."""
    old = time.time() - _STRAY_AFTER
    ours = [path for path in root.rglob("*") if _OURS.fullmatch(path.name) and _changed_at(path) < old]
    batches = (ours[start : start + _BATCH] for start in range(0, len(ours), _BATCH))
    strays = [path for batch in batches for path in _unknown(batch, known)]
    for path in strays:
        files.remove(path)
    return len(strays)


def _unknown(paths: list[Path], known: Callable[[list[str]], set[str]]) -> list[Path]:
    """Those that no row names; an unfinished file has none."""
    names = known([path.name for path in paths if not path.suffix])
    return [path for path in paths if path.name not in names]


def _changed_at(path: Path) -> float:
    """A file that was finished or forgotten since it was listed counts as just changed."""
    try:
        return path.stat().st_mtime
    except FileNotFoundError:
        return math.inf
