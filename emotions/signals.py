"""What follows from what: words go with their reading, and a guest's reading comes along at the door."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest

from accounts.models import User
from emotions.models import MoodAnalysis
from emotions.services import keep_signed
from moodflix_site.common.errors import BadInput
from moodflix_site.common.models import StoredObject
from moodflix_site.common.storage.vault import forget

SESSION_KEY = "reading_to_keep"


def forget_kept(instance: MoodAnalysis, **_: Any) -> None:
    """Words and recording, however the row went, also when its owner was erased and it went by cascade."""
    kept = [pk for pk in (instance.text_id, instance.recording_id) if pk]
    for stored in StoredObject.objects.filter(pk__in=kept) if kept else ():
        forget(stored)


def keep_guest_reading(request: HttpRequest | None, user: User, **_: Any) -> None:
    """The reading a guest asked to keep, stored for the person they signed in as. One that is too old is let go."""
    session = getattr(request, "session", None)  # a command or a token signs in without one
    token = session.pop(SESSION_KEY, None) if session is not None else None
    if not token:
        return
    try:
        keep_signed(user=user, token=token)
    except BadInput:
        return
