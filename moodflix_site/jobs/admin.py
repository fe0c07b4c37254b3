"""Jobs in the admin: to look at, and to cancel."""

from __future__ import annotations

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest

from moodflix_site.jobs import leases
from moodflix_site.jobs.models import Job


@admin.register(Job)
class JobAdmin(admin.ModelAdmin[Job]):
    list_display = ("id", "task", "status", "done", "total", "attempts", "created_at", "finished_at")
    list_filter = ("status", "heavy", "task")
    search_fields = ("id", "task")
    actions = ("cancel",)

    def get_readonly_fields(self, request: HttpRequest, obj: Job | None = None) -> list[str]:
        return [field.name for field in Job._meta.fields]

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    @admin.action(description="Cancel the chosen jobs", permissions=["change"])
    def cancel(self, request: HttpRequest, queryset: QuerySet[Job]) -> None:
        ended = sum(leases.cancel(job.pk) for job in queryset)
        self.message_user(request, f"{ended} cancelled.")
