"""Staff's desk for films: moods and their rows, the films, what people said about them."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.db.models import Count, QuerySet
from django.forms import Form, ModelForm
from django.http import HttpRequest

import recommendations.experiments.admin  # the admin looks for an app's desks here alone
import recommendations.feedback.admin  # noqa: F401
from recommendations.catalogue import search_index, state
from recommendations.catalogue.loading import FIELDS, GENRES
from recommendations.film_moods.admin import EvidenceInline, StaffMoodInline
from recommendations.models import Film, FilmFeedback, FilmGenre, FilmRow, MoodRow

EDITABLE = frozenset((*FIELDS, "listed"))


class BumpsVersion(admin.ModelAdmin[Any]):
    """Every change here changes the catalogue's version, so that all processes read films and rows anew."""

    def save_related(self, request: HttpRequest, form: Form, formsets: Any, change: Any) -> None:
        super().save_related(request, form, formsets, change)
        state.bump()

    def delete_model(self, request: HttpRequest, obj: Any) -> None:
        super().delete_model(request, obj)
        state.bump()

    def delete_queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> None:
        super().delete_queryset(request, queryset)
        state.bump()


class MoodInline(admin.TabularInline[MoodRow, FilmRow]):
    model = MoodRow
    extra = 1


@admin.register(FilmRow)
class FilmRowAdmin(BumpsVersion):
    list_display = ("title", "answers", "stands_on", "active", "order")
    list_editable = ("active", "order")
    list_filter = ("active", "moods__mood")
    search_fields = ("title", "key")
    prepopulated_fields = {"key": ("title",)}
    filter_horizontal = ("genres", "without")
    inlines = (MoodInline,)

    def get_queryset(self, request: HttpRequest) -> QuerySet[FilmRow]:
        rows: QuerySet[FilmRow] = super().get_queryset(request)
        return rows.prefetch_related("moods")

    @admin.display(description="moods")
    def answers(self, row: FilmRow) -> str:
        return ", ".join(f"{entry.mood} {entry.weight:g}" for entry in row.moods.all())


@admin.register(MoodRow)
class MoodRowAdmin(BumpsVersion):
    list_display = ("mood", "row", "weight", "active", "stands_on")
    list_display_links = None
    list_editable = ("weight",)
    list_filter = ("mood", "row__active")
    list_select_related = ("row",)
    autocomplete_fields = ("row",)

    @admin.display(boolean=True)
    def active(self, entry: MoodRow) -> bool:
        return entry.row.active

    @admin.display
    def stands_on(self, entry: MoodRow) -> str:
        return entry.row.stands_on


class GenreInline(admin.TabularInline[FilmGenre, Film]):
    model = FilmGenre
    extra = 1


@admin.register(Film)
class FilmAdmin(BumpsVersion):
    """What staff change here is remembered by field, and loading the catalogue again leaves it alone."""

    list_display = ("title", "year", "rating", "reviews", "adult", "listed", "genre_names", "said")
    list_filter = ("listed", "adult", "source", "genres", "certificate")
    search_fields = ("title",)
    search_help_text = "Title, director, actor or id"
    readonly_fields = ("id", "imdb_id", "wikidata_id", "source", "tmdb_id", "fetched_at", "standing", "edited_fields")
    list_per_page = 50
    show_full_result_count = False
    inlines = (GenreInline, StaffMoodInline, EvidenceInline)

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Films come from the catalogue and from TMDB, whose ids they carry."""
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """A film is unlisted instead: people may have said something about it."""
        return False

    def get_queryset(self, request: HttpRequest) -> QuerySet[Film]:
        films: QuerySet[Film] = super().get_queryset(request)
        return films.prefetch_related("genres").annotate(opinions=Count("feedback"))

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[Any], search_term: str
    ) -> tuple[QuerySet[Any], bool]:
        """The same index as the site's search, unlisted and adult films included."""
        if not search_term.strip():
            return queryset, False
        if search_term.isascii() and search_term.isdigit() and queryset.filter(pk=search_term).exists():
            return queryset.filter(pk=search_term), False
        return queryset.filter(pk__in=search_index.find(search_term, include_adult=True, unlisted=True)), False

    def save_model(self, request: HttpRequest, obj: Film, form: ModelForm[Film], change: Any) -> None:
        obj.edited_fields = sorted({*obj.edited_fields, *(set(form.changed_data) & EDITABLE)})
        super().save_model(request, obj, form, change)

    def save_formset(self, request: HttpRequest, form: Any, formset: Any, change: Any) -> None:
        super().save_formset(request, form, formset, change)
        if formset.model is FilmGenre and formset.has_changed():
            film: Film = form.instance
            film.edited_fields = sorted({*film.edited_fields, GENRES})
            film.save(update_fields=["edited_fields"])

    @admin.display(description="genres")
    def genre_names(self, film: Film) -> str:
        return ", ".join(genre.name for genre in film.genres.all())

    @admin.display(description="opinions")
    def said(self, film: Any) -> int:
        return int(film.opinions)


@admin.register(FilmFeedback)
class FilmFeedbackAdmin(admin.ModelAdmin[FilmFeedback]):
    """Read only: what people say is theirs."""

    list_display = ("film", "kind", "user", "updated_at")
    list_filter = ("kind",)
    list_select_related = ("film", "user")
    date_hierarchy = "updated_at"
    list_per_page = 50

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False
