"""The gate for recordings: consent before the first byte is decoded, then bounds, then the models, then what is kept.

A signed-in person's consent is their open row, whether they come by a page or by a token; a guest's is asked on the
page and passed in. The sound itself is let go when the reading is done, unless the person asked to keep this one.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any, BinaryIO, Final, cast
from uuid import UUID

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction

from accounts.models import User
from accounts.selectors import Person, signed_in
from accounts.services import require_consent
from emotions.bounds import chosen_model
from emotions.errors import NoRecording, RecordingTakesLonger
from emotions.files import sound_type
from emotions.kept import row_of, segments_of
from emotions.models import KEEPING, MoodAnalysis
from emotions.types import Reading
from ml.audio import decode
from ml.config import current
from ml.hear import analyse_voice
from ml.types import AudioClip
from moodflix_site.common.storage.vault import keep_media, keep_text

VOICE: Final = "voice"
SLACK: Final = 0.5  # seconds that a recorder may run over
PACE: Final = 0.5  # of a recording's length, on top of the deadline of a text
Recording = BinaryIO | UploadedFile[Any]
Progress = Callable[[int, int], None]


@dataclass(frozen=True, slots=True)
class Ask:
    """What is asked of one recording.

    `words`: write down and read what is said, too. `language`: what the person says they speak (ISO 639-1), "" to let
    the recording tell. `model` is None or "auto", a tier, or a registered voice model. `keep` stores the reading and
    its words, `keep_recording` the sound beside them; both for a signed-in person only.
    """

    words: bool = True
    language: str = ""
    model: str | None = None
    keep: bool = False
    keep_recording: bool = False
    source: str = "page"


def hear(*, user: Person, recording: Recording | None, asked: Ask, consented: bool = False) -> Reading:
    """Read one recording of up to `HEAR_AT_ONCE_SECONDS`, from its start.

    `consented` is what a guest said on the page, or a caller vouches for; a signed-in person's own row alone counts.
    Raises ConsentRequired, NoRecording, RecordingTakesLonger, ml's BadAudio errors, UnknownModel or NoUsableModel.
    """
    check_consent(user=user, consented=consented)
    if recording is None:
        raise NoRecording
    clip = decoded(recording)
    if clip.seconds > settings.HEAR_AT_ONCE_SECONDS + SLACK:
        raise RecordingTakesLonger
    reading = heard(clip, asked, seconds=current().deadline_seconds + PACE * clip.seconds)
    person = signed_in(user)
    if not (asked.keep and person and asked.source in KEEPING):
        return reading
    return keep_heard(user=person, reading=reading, asked=asked, recording=recording)


def check_consent(*, user: Person, consented: bool = False) -> None:
    """Raises ConsentRequired, before anything of a recording is looked at."""
    if signed_in(user) or not consented:
        require_consent(user=user, modality=VOICE)


def decoded(recording: Recording) -> AudioClip:
    """The sound of a recording, within the installation's bounds. Raises ml's BadAudio errors, FilmGiven for a film."""
    limits = current()
    return decode(
        from_start(recording),
        max_bytes=limits.max_audio_bytes,
        max_seconds=limits.max_audio_seconds,
        film=False,
    )


def from_start(recording: Recording) -> BinaryIO:
    """The recording, to be read from its first byte."""
    recording.seek(0)
    return cast("BinaryIO", recording)


def heard(clip: AudioClip, asked: Ask, *, seconds: float, progress: Progress | None = None) -> Reading:
    """Read a clip within `seconds`; nothing is stored. The callers have asked for consent."""
    found = analyse_voice(
        clip,
        words=asked.words,
        model=chosen_model(asked.model),
        language=asked.language,
        deadline_seconds=seconds,
        progress=progress,
    )
    return Reading(
        found.prediction,
        characters=len(found.transcript) if found.transcript else None,
        transcript=found.transcript,
        seconds=found.seconds,
        notes=found.notes,
    )


@transaction.atomic
def keep_heard(
    *, user: User, reading: Reading, asked: Ask, recording: Recording, ticket: UUID | None = None
) -> Reading:
    """Store a reading with its words, and its sound where that was asked for. `ticket` keeps it from coming twice."""
    words = keep_text(owner=user, text=reading.transcript) if reading.transcript else None
    sound = None
    if asked.keep_recording:
        kind, limit = sound_type(recording), current().max_audio_bytes
        sound = keep_media(owner=user, stream=from_start(recording), content_type=kind, limit=limit)
    columns = {**row_of(reading), "segments": segments_of(reading.prediction), "source": asked.source}
    row = MoodAnalysis.objects.create(user=user, ticket=ticket, text=words, recording=sound, **columns)
    return replace(reading, analysis_id=row.pk, recording=sound is not None)
