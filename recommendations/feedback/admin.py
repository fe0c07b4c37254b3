"""Staff’s desk for what people do with films: to look at only. How films left people is for themselves alone."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.http import HttpRequest

from recommendations.feedback.models import FilmEvent, KindRefusal


class ReadOnly(admin.ModelAdmin[Any]):
    """What people do is theirs."""

    list_per_page = 50

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


@admin.register(FilmEvent)
class FilmEventAdmin(ReadOnly):
    list_display = ("film", "kind", "dial", "user", "at")
    list_filter = ("kind", "dial")
    list_select_related = ("film", "user")
    date_hierarchy = "at"
    fields = ("film", "kind", "dial", "user", "at")  # not the reading behind it


@admin.register(KindRefusal)
class KindRefusalAdmin(ReadOnly):
    list_display = ("title", "kind", "user", "created_at")
    list_filter = ("kind",)
    list_select_related = ("user",)
    date_hierarchy = "created_at"
