"""Brings what is kept to the newest key (or to the first one, for rows stored before there was any)."""

from __future__ import annotations

from functools import partial
from uuid import UUID

from django.db import transaction

from moodflix_site.common.models import Kind, StoredObject
from moodflix_site.common.storage import files, keys, vault


def rotate_all() -> int:
    """Seal every row again that is not under the newest key; how many. Raises KeyMissing when nothing opens one."""
    scheme = keys.current_scheme()
    rows = StoredObject.objects.exclude(scheme=scheme)
    return sum(_rotate(pk, scheme) for pk in rows.values_list("pk", flat=True).iterator())


def _rotate(pk: UUID, scheme: str) -> bool:
    with transaction.atomic():
        stored = StoredObject.objects.select_for_update().filter(pk=pk).exclude(scheme=scheme).first()
        if stored is None:
            return False
        changes = _sealed_text(stored, scheme) if stored.kind == Kind.TEXT else _sealed_media(stored, scheme)
        StoredObject.objects.filter(pk=pk).update(scheme=scheme, **changes)
    return True


def _sealed_text(stored: StoredObject, scheme: str) -> dict[str, bytes]:
    return {"body": keys.seal(vault.read_text(stored).encode(), scheme)}


def _sealed_media(stored: StoredObject, scheme: str) -> dict[str, str]:
    """A new file beside the old one, which goes on commit: a crash between the two loses nothing."""
    name = files.new_name()
    with vault.open_media(stored) as media:
        files.write(vault.media_path(name), media, limit=stored.size, scheme=scheme)
    transaction.on_commit(partial(files.remove, vault.media_path(stored.file)))
    return {"file": name}
