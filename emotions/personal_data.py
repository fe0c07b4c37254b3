"""What this room keeps of a person, for export and erasure. A kept recording leaves as base64 inside the file."""

from __future__ import annotations

import base64
from collections.abc import Iterator
from typing import Any

from accounts.models import User
from accounts.registries import register_personal_data
from emotions.models import MoodAnalysis
from emotions.selectors import own_readings, words_of
from moodflix_site.common.models import StoredObject
from moodflix_site.common.storage.keys import KeyMissing
from moodflix_site.common.storage.vault import open_media

BATCH = 500

COLUMNS = (
    "id", "created_at", "modality", "mood", "confidence", "threshold", "scores", "labels", "feelings", "intensity",
    "valence", "arousal", "language", "unfamiliar", "sentences", "model", "tier", "latency_ms", "characters",
    "warnings", "source", "shared_with_staff", "corrected_mood", "parts", "disagreement", "segments", "seconds",
    "notes",
)  # fmt: skip


def register() -> None:
    register_personal_data("readings", export, erase)


def export(user: User) -> Iterator[dict[str, Any]]:
    """Every reading with the words and the recording it kept."""
    for row in own_readings(user=user).select_related("recording").iterator(chunk_size=500):
        kept = {"text": words_of(row), "recording": _sound(row.recording)}
        yield {**{name: getattr(row, name) for name in COLUMNS}, **kept}


def _sound(stored: StoredObject | None) -> dict[str, Any] | None:
    """A recording as text; None where none was kept, or what it was locked with is gone."""
    if stored is None:
        return None
    try:
        with open_media(stored) as file:
            data = base64.b64encode(file.read()).decode()
    except (KeyMissing, FileNotFoundError):
        return None
    return {"content_type": stored.content_type, "base64": data}


def erase(user: User) -> int:
    """Every reading, its words and its recording, a batch at a time; returns how many readings there were."""
    erased = 0
    while batch := list(MoodAnalysis.objects.filter(user=user).values_list("pk", "text", "recording")[:BATCH]):
        kept = [stored for _, *both in batch for stored in both if stored]
        StoredObject.objects.filter(pk__in=kept).delete()  # first: then no row asks for its own
        MoodAnalysis.objects.filter(pk__in=[pk for pk, *_ in batch]).delete()
        erased += len(batch)
    return erased
