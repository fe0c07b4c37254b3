"""Consent as it is given in a browser: a signed-in person's is a row, a guest's a note in that browser's session.

A guest's note names the wording that was shown, holds for that wording only, ends with the guest's session (within the
hour) and counts for nothing once somebody is signed in: they are asked themselves.
"""

from __future__ import annotations

from typing import Final

from django.http import HttpRequest

from accounts.consent_texts import ASKING, TEXTS, WORDING, ConsentText
from accounts.errors import UnknownModality, WordingChanged
from accounts.models import User
from accounts.selectors import open_consent
from accounts.services import grant_consent, withdraw_consent
from moodflix_site.common.sessions import hold

SESSION_KEY: Final = "consents"


def asked_text(modality: str) -> ConsentText:
    """The text to show before asking. Raises UnknownModality for what is never asked about."""
    if modality not in ASKING:
        raise UnknownModality
    return next(text for text in TEXTS if text.modality == modality)


def agreed(request: HttpRequest, *, modality: str) -> bool:
    """Whether the person before this browser said yes to the present wording, and has not taken it back."""
    if isinstance(request.user, User):
        return open_consent(request.user, modality)
    return _notes(request).get(modality) == WORDING


def agree(request: HttpRequest, *, modality: str, wording: str) -> None:
    """Say yes to the text that was shown as `wording`. Raises UnknownModality or WordingChanged."""
    asked_text(modality)
    if isinstance(request.user, User):
        grant_consent(user=request.user, modality=modality, wording=wording)
        return
    if wording != WORDING:
        raise WordingChanged
    hold(request, SESSION_KEY, {**_notes(request), modality: wording})


def take_back(request: HttpRequest, *, modality: str) -> None:
    """From now on nothing more is read. Raises UnknownModality."""
    asked_text(modality)
    if isinstance(request.user, User):
        withdraw_consent(user=request.user, modality=modality)
    elif modality in (notes := _notes(request)):
        hold(request, SESSION_KEY, {name: wording for name, wording in notes.items() if name != modality})


def _notes(request: HttpRequest) -> dict[str, str]:
    notes: dict[str, str] = request.session.get(SESSION_KEY, {})
    return notes
