"""Staff's view of a film's mood: the evidence to read, and a mood of their own that overrules it."""

from __future__ import annotations

from typing import Any, Final

from django import forms
from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest

from ml.moods import MOODS
from recommendations.film_moods.models import EvidenceSource, MoodEvidence
from recommendations.models import Film

STAFF_WEIGHT: Final = 10.0


class StaffMoodForm(forms.ModelForm[MoodEvidence]):
    """Eight numbers of any scale; only how they stand to each other counts."""

    class Meta:
        model = MoodEvidence
        fields = ("detail",)
        labels = {"detail": "why"}
        help_texts = {"detail": "Shown on the film’s page."}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for mood in MOODS:
            share = round(100 * self.instance.moods.get(mood, 0.0), 1)
            self.fields[mood] = forms.FloatField(
                min_value=0, max_value=100, required=False, initial=share, widget=forms.NumberInput(attrs={"size": 4})
            )

    def clean(self) -> dict[str, Any]:
        found = super().clean() or {}
        if not self.errors and not sum(found.get(mood) or 0.0 for mood in MOODS):
            raise forms.ValidationError("Give at least one mood a number above 0.")
        return found

    def save(self, commit: bool = True) -> MoodEvidence:  # noqa: FBT001, FBT002 - Django calls it so
        given = {mood: float(self.cleaned_data.get(mood) or 0.0) for mood in MOODS}
        total = sum(given.values())
        self.instance.moods = {mood: round(value / total, 4) for mood, value in given.items()}
        self.instance.source, self.instance.weight = EvidenceSource.STAFF, STAFF_WEIGHT
        saved: MoodEvidence = super().save(commit)
        return saved


class StaffMoodInline(admin.StackedInline[MoodEvidence, Film]):
    """The mood that staff say a film has. While it stands, nothing else counts."""

    model = MoodEvidence
    form = StaffMoodForm
    fields = (tuple(MOODS), "detail")
    extra = 0
    max_num = 1
    verbose_name = "mood, set by hand"
    verbose_name_plural = "mood, set by hand (overrules everything else)"

    def get_queryset(self, request: HttpRequest) -> QuerySet[MoodEvidence]:
        rows: QuerySet[MoodEvidence] = super().get_queryset(request)
        return rows.filter(source=EvidenceSource.STAFF)

    def get_formset(self, request: HttpRequest, obj: Any = None, **kwargs: Any) -> Any:
        """The eight numbers are the form's own fields, which Django would look for among the model's."""
        return super().get_formset(request, obj, **{**kwargs, "fields": ("detail",)})


class EvidenceInline(admin.TabularInline[MoodEvidence, Film]):
    """What else is kept on the film's mood. Read only: it comes from models and people."""

    model = MoodEvidence
    fields = readonly_fields = ("source", "in_words", "weight", "detail", "model_version", "updated_at")
    verbose_name_plural = "evidence of its mood"
    extra = 0
    can_delete = False

    def get_queryset(self, request: HttpRequest) -> QuerySet[MoodEvidence]:
        rows: QuerySet[MoodEvidence] = super().get_queryset(request)
        return rows.exclude(source=EvidenceSource.STAFF)

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    @admin.display(description="moods")
    def in_words(self, row: MoodEvidence) -> str:
        shares = sorted(row.moods.items(), key=lambda entry: -entry[1])
        return ", ".join(f"{mood} {share:.0%}" for mood, share in shares if share >= 0.01)  # noqa: PLR2004
