"""What mood pages hold besides readings."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from django.conf import settings
from django.http import HttpRequest

from accounts.browser_consent import agreed, asked_text
from accounts.consent_texts import WORDING
from accounts.models import Modality, User
from accounts.selectors import Person
from emotions.selectors import week_mix
from ml.moods import MOODS
from ml.registry import unread

SPEAK: Final = "speak"  # `?way=speak` opens the home page with its recorder
EXAMPLES = (
    "I can’t stop smiling today, she said yes!",
    "Long day. Not awful. I miss my sister and I don’t want to think.",
    "Everything at work went wrong and nobody said sorry.",
    "It’s raining, the tea is hot, and nothing has to happen.",
    "I keep listening for a noise downstairs.",
)


@dataclass(frozen=True, slots=True)
class Speaking:
    """How the recorder stands. `agreed`: this person, or this guest's browser, said that we may listen.

    `chosen`: it is what one sees first. `error`: why the last recording was not read. `words` and `keep`: as ticked.
    `language`: what they said they speak; "und" (BCP 47, undetermined) is any that we do not understand.
    """

    agreed: bool = False
    chosen: bool = False
    error: str = ""
    words: bool = True
    keep: bool = False
    language: str = ""


def speaking(request: HttpRequest) -> Speaking:
    """The recorder as a page opens with it."""
    return Speaking(agreed=agreed(request, modality=Modality.VOICE), chosen=request.GET.get("way") == SPEAK)


def home_context(
    *, user: Person, text: str = "", error: str | None = None, speak: Speaking | None = None
) -> dict[str, object]:
    """What the home page shows: for its own view, and for a refused form that comes back with its words."""
    return {
        "form_text": text,
        "error": error,
        "max_length": settings.MAX_TEXT_LENGTH,
        "examples": list(EXAMPLES),
        "moods": list(MOODS),
        "week": week_mix(user=user) if isinstance(user, User) else None,
        **_recorder(speak or Speaking()),
    }


def _recorder(speak: Speaking) -> dict[str, object]:
    """Nothing of it where no model of this installation can listen."""
    if Modality.VOICE in unread():
        return {"speak": None}
    return {
        "speak": speak,
        "voice_consent": asked_text(Modality.VOICE),
        "voice_wording": WORDING,
        "hear_seconds": settings.HEAR_AT_ONCE_SECONDS,
        "max_audio_bytes": settings.MAX_AUDIO_FILE_SIZE,
        "max_audio_megabytes": settings.MAX_AUDIO_FILE_SIZE / 1_000_000,
        "max_audio_minutes": settings.ML["MAX_AUDIO_SECONDS"] / 60,
    }
