"""What this room keeps of a person, for export and erasure."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from accounts.models import User
from accounts.registries import register_personal_data
from emotions.models import MoodAnalysis
from emotions.selectors import own_readings, words_of
from moodflix_site.common.models import StoredObject

BATCH = 500

COLUMNS = (
    "id", "created_at", "modality", "mood", "confidence", "threshold", "scores", "labels", "feelings", "intensity",
    "valence", "arousal", "language", "unfamiliar", "sentences", "model", "tier", "latency_ms", "characters",
    "warnings", "source", "shared_with_staff", "corrected_mood",
)  # fmt: skip


def register() -> None:
    register_personal_data("readings", export, erase)


def export(user: User) -> Iterator[dict[str, Any]]:
    """Every reading with the words it kept."""
    for row in own_readings(user=user).iterator(chunk_size=500):
        yield {**{name: getattr(row, name) for name in COLUMNS}, "text": words_of(row)}


def erase(user: User) -> int:
    """Every reading and its words, a batch at a time; returns how many readings there were."""
    erased = 0
    while batch := dict(MoodAnalysis.objects.filter(user=user).values_list("pk", "text")[:BATCH]):
        StoredObject.objects.filter(pk__in=filter(None, batch.values())).delete()  # first: then no row asks for its own
        MoodAnalysis.objects.filter(pk__in=batch).delete()
        erased += len(batch)
    return erased
