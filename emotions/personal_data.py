"""What this room keeps of a person, for export and erasure."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from accounts.models import User
from accounts.registries import register_personal_data
from emotions.models import MoodAnalysis
from emotions.selectors import own_readings, words_of

COLUMNS = (
    "id", "created_at", "modality", "mood", "confidence", "threshold", "scores", "valence", "arousal", "model", "tier",
    "latency_ms", "characters", "warnings", "source", "shared_with_staff", "corrected_mood",
)  # fmt: skip


def register() -> None:
    register_personal_data("readings", export, erase)


def export(user: User) -> Iterator[dict[str, Any]]:
    """Every reading with the words it kept."""
    for row in own_readings(user=user).iterator(chunk_size=500):
        yield {**{name: getattr(row, name) for name in COLUMNS}, "text": words_of(row)}


def erase(user: User) -> int:
    """Every reading and its words; returns how many readings there were."""
    _, per_model = MoodAnalysis.objects.filter(user=user).delete()
    return per_model.get(MoodAnalysis._meta.label, 0)
