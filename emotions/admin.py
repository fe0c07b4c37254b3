"""Staff look after readings without reading along: the words show on a reading's own page, and only when its owner
shared them. Nobody but the owner can listen to a kept recording."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest

from emotions.models import MoodAnalysis
from emotions.selectors import words_of

LONG: Final = ("scores", "warnings", "labels", "feelings", "sentences", "parts", "segments")

if TYPE_CHECKING:
    _Admin = admin.ModelAdmin[MoodAnalysis]
else:
    _Admin = admin.ModelAdmin


@admin.register(MoodAnalysis)
class MoodAnalysisAdmin(_Admin):
    list_display = [
        "id", "created_at", "user", "modality", "mood", "share", "tier", "model", "source", "corrected_mood",
        "shared_with_staff",
    ]  # fmt: skip
    list_filter = [
        "mood", "tier", "model", "source", "modality", "shared_with_staff", "corrected_mood", "language", "unfamiliar",
    ]  # fmt: skip
    list_select_related = ["user"]
    date_hierarchy = "created_at"
    search_fields = ["user__email", "model"]
    fields = (
        "user", "created_at", "modality", "source", "mood", "confidence", "threshold", "corrected_mood", "scores",
        "labels", "feelings", "intensity", "valence", "arousal", "language", "unfamiliar", "parts", "disagreement",
        "model", "tier", "latency_ms", "warnings", "characters", "seconds", "notes", "sound", "shared_with_staff",
        "words",
    )  # fmt: skip
    readonly_fields = fields
    show_full_result_count = False

    def get_queryset(self, request: HttpRequest) -> QuerySet[MoodAnalysis]:
        return super().get_queryset(request).defer(*LONG)

    @admin.display(description="confidence", ordering="confidence")
    def share(self, row: MoodAnalysis) -> str:
        return f"{row.confidence:.2f}"

    @admin.display(description="words")
    def words(self, row: MoodAnalysis) -> str:
        if not row.shared_with_staff:
            return "Hidden: their owner did not share them."
        return words_of(row) or "None were kept."

    @admin.display(description="recording")
    def sound(self, row: MoodAnalysis) -> str:
        return "Kept; its owner alone can listen to it." if row.recording_id else "None was kept."

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: MoodAnalysis | None = None) -> bool:
        return False
