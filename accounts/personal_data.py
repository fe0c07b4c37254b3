"""Everything of a person: taken along as one JSON file, or gone for good. Other rooms take part by the registry."""

import json
from collections.abc import Iterable, Iterator, Mapping
from tempfile import SpooledTemporaryFile
from typing import IO, Any

from allauth.account.models import EmailAddress
from django.contrib.auth import SESSION_KEY
from django.contrib.sessions.models import Session
from django.core.serializers.json import DjangoJSONEncoder
from django.db import transaction
from django.utils import timezone

from accounts.models import User
from accounts.registries import personal_data
from moodflix_site.common.sessions import clear_expired
from moodflix_site.common.storage.traces import fold_journal

FORMAT = "moodflix-export/1"
IN_MEMORY = 1_048_576  # bytes of an export held in memory; what is beyond waits in a temporary file


def export_everything(*, user: User) -> IO[bytes]:
    """A file at its start: {"format", "made_at", "account", "data": {provider's name: [row, …]}}, UTF-8 JSON.

    Rows are read and written one by one, so a long history does not fill the memory. The caller closes the file.
    """
    file: IO[bytes] = SpooledTemporaryFile(max_size=IN_MEMORY)  # noqa: SIM115 (the caller closes it)
    for chunk in _json(user):
        file.write(chunk.encode())
    file.seek(0)
    return file


def _json(user: User) -> Iterator[str]:
    head = {"format": FORMAT, "made_at": timezone.now(), "account": _account(user)}
    yield _dump(head)[:-1] + ', "data": {'
    for count, provider in enumerate(sorted(personal_data(), key=lambda known: known.name)):
        yield ("," if count else "") + f"\n{_dump(provider.name)}: ["
        yield from _rows(provider.export(user))
        yield "]"
    yield "\n}}\n"


def _rows(rows: Iterable[Mapping[str, Any]]) -> Iterator[str]:
    for count, row in enumerate(rows):
        yield (",\n  " if count else "\n  ") + _dump(dict(row))


def _dump(value: object) -> str:
    return json.dumps(value, cls=DjangoJSONEncoder, ensure_ascii=False)


def _account(user: User) -> dict[str, object]:
    return {
        "email": user.email,
        "display_name": user.display_name,
        "date_joined": user.date_joined,
        "last_login": user.last_login,
    }


def erase_everything(*, user: User) -> dict[str, int]:
    """Deletes the rows of every provider and the user, in one transaction, and ends every session.

    Returns how many rows went, by provider. A second call finds nobody and returns an empty mapping.
    """
    with transaction.atomic():
        found = User.objects.select_for_update().filter(pk=user.pk).first()
        if found is None:
            return {}
        addresses = {found.email, *EmailAddress.objects.filter(user=found).values_list("email", flat=True)}
        counts = {provider.name: provider.erase(found) for provider in personal_data()}
        found.delete()
    _end_sessions(str(user.pk), addresses)
    fold_journal()
    return counts


def _end_sessions(user_id: str, addresses: set[str]) -> None:
    """Sessions carry the user's id, and half-finished sign-ins the address; neither may outlive the user.

    Those past their time go first, whoever's they are: only live ones are worth opening.
    """
    clear_expired()
    quoted = [json.dumps(address) for address in addresses]
    for session in Session.objects.iterator(chunk_size=500):
        kept = session.get_decoded()
        text = json.dumps(kept, default=str)
        if kept.get(SESSION_KEY) == user_id or any(address in text for address in quoted):
            session.delete()
