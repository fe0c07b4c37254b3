"""Long recordings: laid aside for a job, read in the background, and what came of them.

Upload, job and reading go by one id. What waits lies in the spool: sealed, its owner's alone, and gone within the hour.
"""

from __future__ import annotations

import json
from io import BytesIO
from typing import Final
from uuid import UUID, uuid5

from accounts.models import User
from emotions.errors import TooManyRecordings
from emotions.files import sound_type
from emotions.hearing import Ask, Progress, Recording, check_consent, decoded, from_start, heard, keep_heard
from emotions.kept import prediction_of, row_of, segments_of
from emotions.selectors import reading_by_ticket
from emotions.types import Reading
from ml.config import current
from moodflix_site.common.errors import MoodFlixError
from moodflix_site.common.models import SpoolEntry
from moodflix_site.common.storage import spool

WAITING: Final = 3  # recordings of one person
PATIENCE: Final = 60.0  # seconds beyond a recording's own length: in the background there is time
RESULTS: Final = UUID("6f1c3c52-6f2b-4c0e-9a39-5d1f0f1b7a10")  # with an upload's id, the name of what came of it


def lay_aside(*, user: User, recording: Recording) -> UUID:
    """Put a recording where its job finds it; its id. Raises ConsentRequired, TooManyRecordings or TooLarge."""
    check_consent(user=user)
    if SpoolEntry.objects.filter(owner=user, content_type__startswith="audio/").count() >= WAITING:
        raise TooManyRecordings
    kind, limit = sound_type(recording), current().max_audio_bytes
    return spool.put(owner=user, stream=from_start(recording), content_type=kind, limit=limit).pk


def hear_laid_aside(*, user: User, upload_id: UUID, asked: Ask, progress: Progress | None = None) -> Reading:
    """Read a recording that was laid aside, and drop it. Doing that again changes nothing.

    Consent is asked for again: it may have been taken back meanwhile. What is not to be kept is laid out for
    `heard_later`. Raises what `hear` raises, or spool's Gone; the recording is dropped then, too.
    """
    try:
        reading = _found(user, upload_id) or _hear(user, upload_id, asked, progress)
    except MoodFlixError:
        spool.drop(upload_id)
        raise
    spool.drop(upload_id)
    return reading


def heard_later(*, user: User, upload_id: UUID) -> Reading | None:
    """What came of a recording that was laid aside; None while it waits. Raises spool's Gone."""
    if reading := _found(user, upload_id):
        return reading
    spool.open_upload(owner=user, entry_id=upload_id).close()
    return None


def _hear(user: User, upload_id: UUID, asked: Ask, progress: Progress | None) -> Reading:
    check_consent(user=user)
    with spool.open_upload(owner=user, entry_id=upload_id) as recording:
        clip = decoded(recording)
        reading = heard(clip, asked, seconds=PATIENCE + clip.seconds, progress=progress)
        if asked.keep:
            return keep_heard(user=user, reading=reading, asked=asked, recording=recording, ticket=upload_id)
    _lay_out(user, upload_id, reading)
    return reading


def _found(user: User, upload_id: UUID) -> Reading | None:
    return reading_by_ticket(user=user, ticket=upload_id) or _laid_out(user, upload_id)


def _lay_out(user: User, upload_id: UUID, reading: Reading) -> None:
    made = {**row_of(reading), "segments": segments_of(reading.prediction), "transcript": reading.transcript}
    data = json.dumps(made).encode()
    spool.put(owner=user, stream=BytesIO(data), limit=len(data), entry_id=uuid5(RESULTS, upload_id.hex))


def _laid_out(user: User, upload_id: UUID) -> Reading | None:
    try:
        with spool.open_upload(owner=user, entry_id=uuid5(RESULTS, upload_id.hex)) as file:
            made = json.loads(file.read())
    except spool.Gone:
        return None
    return Reading(
        prediction_of(made),
        characters=made["characters"],
        transcript=made["transcript"],
        seconds=made["seconds"],
        notes=tuple(made["notes"]),
    )
