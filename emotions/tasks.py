"""Background work: long recordings. The job row holds ids and settings, never a word and never a mix."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any
from uuid import UUID

from celery import shared_task

from accounts.models import User
from accounts.selectors import Person, signed_in
from emotions.errors import RecordingTakesLonger
from emotions.hearing import Ask, Recording, hear
from emotions.hearing_later import hear_laid_aside, lay_aside
from emotions.types import Reading


@shared_task(bind=True, heavy=True)  # type: ignore[call-overload, untyped-decorator]
def hear_recording(self: Any, upload_id: str, owner_id: int, asked: dict[str, Any]) -> dict[str, int | None]:
    """Read a recording that was laid aside; the id of its reading, None where it is not to be kept.

    Raises what the gate raises; the job row then names the error. Leaves quietly when its owner is gone.
    """
    owner = User.objects.filter(pk=owner_id).first()
    if owner is None:
        return {"reading_id": None}

    def progress(done: int, total: int) -> None:
        self.report(done=done, total=total, message="Listening")

    reading = hear_laid_aside(user=owner, upload_id=UUID(upload_id), asked=Ask(**asked), progress=progress)
    return {"reading_id": reading.analysis_id}


def hear_now_or_later(
    *, user: Person, recording: Recording | None, asked: Ask, consented: bool = False
) -> Reading | UUID:
    """Read a recording at once, or, where it is longer and there is an account to keep it for, in the background.

    The id of the job then. Raises what `hear` raises, RecordingTakesLonger for a guest only; TooManyRecordings.
    """
    try:
        return hear(user=user, recording=recording, asked=asked, consented=consented)
    except RecordingTakesLonger:
        person = signed_in(user)
        if person is None or recording is None:
            raise
        return enqueue_hearing(user=person, recording=recording, asked=asked)


def enqueue_hearing(*, user: User, recording: Recording, asked: Ask) -> UUID:
    """Lay a recording aside and start its job; the id of both. Raises ConsentRequired or TooManyRecordings."""
    upload_id = lay_aside(user=user, recording=recording)
    hear_recording.apply_async(args=[str(upload_id), user.pk, asdict(asked)], task_id=str(upload_id), owner_id=user.pk)
    return upload_id
