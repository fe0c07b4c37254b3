"""The one gate to the models, and everything that changes a kept reading.

Pages, REST, the original routes and the stream all come through `analyse` or `analyse_many`: consent, bounds and what
is stored are decided here and nowhere else. Sending text is consent to have it read once; voice and faces ask first.
Guests, the original routes, batches and the stream store nothing.
"""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any, Final

from django.core import signing
from django.db import transaction
from django.utils import timezone

from accounts.models import User
from accounts.selectors import Person, signed_in
from accounts.services import require_consent
from emotions.bounds import check_modality, chosen_model, usable_text, usable_texts
from emotions.errors import NoWordsKept, ReadingExpired, ReadingNotFound, UnknownMood, UnknownPart
from emotions.heard import mood_of_part
from emotions.kept import prediction_of, row_of, timeline_of
from emotions.models import KEEPING, MoodAnalysis, Source
from emotions.selectors import recording_of
from emotions.types import Reading
from ml.analyse import analyse_text, analyse_texts
from ml.moods import MOODS
from moodflix_site.common.storage.vault import forget, keep_text

SALT: Final = "emotions.reading"
KEEP_WITHIN_SECONDS: Final = 3600


def analyse(
    *,
    user: Person,
    modality: str,
    text: str,
    keep: bool,
    model: str | None = None,
    sentences: bool = False,
    source: str,
) -> Reading:
    """Read one text. With `keep`, a signed-in person's reading and words are stored; nobody else's ever are.

    `model` is None or "auto" (best tier first), a tier, or a registered name. `sentences` asks for the timeline, too,
    whose positions are those in the usable text. Raises EmptyText, TextTooLong,
    UnusableText, ModalityUnavailable, accounts' ConsentRequired, ml's UnknownModel or NoUsableModel.
    """
    check_modality(modality)
    require_consent(user=user, modality=modality)
    words = usable_text(text)
    prediction = analyse_text(words, model=chosen_model(model), sentences=sentences)
    reading = Reading(prediction, None, len(words))
    person = signed_in(user)
    if not (keep and person and source in KEEPING):
        return reading
    return replace(reading, analysis_id=_keep(person, reading, words=words, source=source))


def analyse_many(
    *,
    user: Person,
    texts: Sequence[str],
    model: str | None = None,
    source: str,  # noqa: ARG001 (who asks, for callers alike)
) -> list[Reading]:
    """Read 1 to 10 texts, in order; nothing is stored. One bad text refuses the whole batch; the error names it."""
    require_consent(user=user, modality="text")
    words = usable_texts(texts)
    predictions = analyse_texts(words, model=chosen_model(model))
    return [Reading(made, None, len(text)) for made, text in zip(predictions, words, strict=True)]


@transaction.atomic
def _keep(user: User, reading: Reading, *, words: str, source: str) -> int:
    text = keep_text(owner=user, text=words)
    timeline = timeline_of(reading.prediction)
    columns = {**row_of(reading), "sentences": timeline}
    return MoodAnalysis.objects.create(user=user, source=source, text=text, **columns).pk


def correct(*, user: User, analysis_id: int, mood: str | None) -> None:
    """The owner names the mood that fits better; None takes that back. Raises UnknownMood or ReadingNotFound."""
    if mood is not None and mood not in MOODS:
        raise UnknownMood
    _change(user, analysis_id, corrected_mood=mood)


def correct_by_part(*, user: User, analysis_id: int, part: str) -> str:
    """The owner says which was right, the words ("text") or the "voice"; the mood that this part led to is returned.

    Raises UnknownPart where the reading has no such part, or ReadingNotFound.
    """
    row = MoodAnalysis.objects.filter(user=user, pk=analysis_id).first()
    if row is None:
        raise ReadingNotFound
    mood = mood_of_part(prediction_of(vars(row)), part)
    if mood is None:
        raise UnknownPart
    correct(user=user, analysis_id=analysis_id, mood=mood)
    return mood


def share_with_staff(*, user: User, analysis_id: int, shared: bool) -> None:
    """Let staff read the words of one reading, or no longer. Raises ReadingNotFound or NoWordsKept."""
    rows = MoodAnalysis.objects.filter(user=user, pk=analysis_id)
    if (rows.filter(text__isnull=False) if shared else rows).update(shared_with_staff=shared):
        return
    raise NoWordsKept if rows.exists() else ReadingNotFound


def _change(user: User, analysis_id: int, **columns: object) -> None:
    if not MoodAnalysis.objects.filter(user=user, pk=analysis_id).update(**columns):
        raise ReadingNotFound


@transaction.atomic
def forget_words(*, user: User, analysis_id: int) -> None:
    """Keep the mix of one reading and delete its words and what points into them, at once and for good.

    A kept recording goes, too: the words are in it. Raises ReadingNotFound.
    """
    _change(user, analysis_id, shared_with_staff=False, sentences=[])
    row = MoodAnalysis.objects.select_related("text", "recording").get(pk=analysis_id)
    for kept in filter(None, (row.text, row.recording)):
        forget(kept)


def forget_recording(*, user: User, analysis_id: int) -> None:
    """Delete the sound of one reading, at once and for good; mix and words stay. Raises RecordingNotFound."""
    forget(recording_of(user=user, analysis_id=analysis_id))


@transaction.atomic
def delete(*, user: User, analysis_id: int) -> None:
    """Delete one reading, its words and its recording, at once and for good. Raises ReadingNotFound."""
    _, per_model = MoodAnalysis.objects.filter(user=user, pk=analysis_id).delete()
    if not per_model:
        raise ReadingNotFound


def sign_reading(reading: Reading) -> str:
    """A guest's reading as a signed token to carry: the mix and who made it, never the words nor a timeline."""
    carried = {
        **row_of(reading),
        "ticket": uuid.uuid4().hex,
        "made_at": timezone.now().timestamp(),
    }
    return signing.dumps(carried, salt=SALT, compress=True)


def check_signed(*, token: str) -> None:
    """Raises ReadingExpired when the token could not be kept any more."""
    _opened(token)


def keep_signed(*, user: User, token: str) -> int:
    """Store a guest's signed reading for the person they turned out to be; return its id. Twice changes nothing.

    Raises ReadingExpired when the token is over an hour old or was not signed here.
    """
    carried = _opened(token)
    ticket, made_at = uuid.UUID(carried["ticket"]), datetime.fromtimestamp(carried["made_at"], tz=UTC)
    reading = Reading(
        prediction_of(carried),
        characters=carried["characters"],
        seconds=carried.get("seconds"),
        notes=tuple(carried.get("notes", ())),
    )
    columns = {**row_of(reading), "source": Source.PAGE, "created_at": made_at}
    row, _ = MoodAnalysis.objects.get_or_create(user=user, ticket=ticket, defaults=columns)
    return row.pk


def _opened(token: str) -> dict[str, Any]:
    try:
        carried: dict[str, Any] = signing.loads(token, salt=SALT, max_age=KEEP_WITHIN_SECONDS)
    except signing.BadSignature as error:
        raise ReadingExpired from error
    return carried
