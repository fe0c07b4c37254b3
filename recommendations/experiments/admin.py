"""Staff's desk for experiments: aggregates alone; who was shown what is not here."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils.html import format_html

from moodflix_site.common.errors import MoodFlixError
from recommendations.experiments import services
from recommendations.experiments.models import Arm, Experiment, LiveStrategy
from recommendations.experiments.report import live_report, report
from recommendations.experiments.strategies import STRATEGIES

CHOICES = [(strategy.name, f"{strategy.name}: {strategy.title}") for strategy in STRATEGIES.values()]


class StrategyForm(forms.ModelForm[Any]):
    strategy = forms.ChoiceField(choices=CHOICES)


@admin.register(LiveStrategy)
class LiveStrategyAdmin(admin.ModelAdmin[LiveStrategy]):
    """One row, made on the first visit."""

    form = StrategyForm
    list_display = ("strategy", "changed_at", "look")

    def get_queryset(self, request: HttpRequest) -> Any:
        LiveStrategy.objects.get_or_create(pk=LiveStrategy.ONLY)
        return super().get_queryset(request)

    @admin.display(description="report")
    def look(self, row: LiveStrategy) -> str:
        return format_html('<a href="{}">What others would have earned</a>', reverse("admin:live-report"))

    def get_urls(self) -> list[URLPattern]:
        return [path("report", self.admin_site.admin_view(self.report_page), name="live-report"), *super().get_urls()]

    def report_page(self, request: HttpRequest) -> HttpResponse:
        if not self.has_view_permission(request):
            raise PermissionDenied
        title, context = "Live evenings", self.admin_site.each_context(request)
        context |= {"title": title, "opts": self.opts, "report": live_report(), "experiment": None}
        return TemplateResponse(request, "recommendations/admin/experiment.html", context)

    def save_model(self, request: HttpRequest, obj: LiveStrategy, form: Any, change: Any) -> None:
        services.go_live(strategy=obj.strategy)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


class ArmInline(admin.TabularInline[Arm, Experiment]):
    model = Arm
    form = StrategyForm
    extra = 2
    min_num = 2

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return _draft(obj)

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return _draft(obj)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return _draft(obj)


@admin.register(Experiment)
class ExperimentAdmin(admin.ModelAdmin[Experiment]):
    """What has started cannot be changed any more, only ended."""

    list_display = ("title", "kind", "status", "started_at", "ended_at", "look")
    list_filter = ("status", "kind")
    prepopulated_fields = {"key": ("title",)}
    readonly_fields = ("status", "started_at", "ended_at")
    inlines = (ArmInline,)

    def get_prepopulated_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        return super().get_prepopulated_fields(request, obj) if _draft(obj) else {}

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        plan = () if _draft(obj) else ("key", "kind", "share", "smallest_effect")
        return (*super().get_readonly_fields(request, obj), *plan)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return _draft(obj) and bool(super().has_delete_permission(request, obj))

    @admin.display(description="report")
    def look(self, experiment: Experiment) -> str:
        return format_html('<a href="{}">Report</a>', reverse("admin:experiment-report", args=[experiment.pk]))

    def get_urls(self) -> list[URLPattern]:
        own = [
            path("<int:pk>/report", self._page(self.report_page), name="experiment-report"),
            path("<int:pk>/start", self._page(self.start), name="experiment-start"),
            path("<int:pk>/end", self._page(self.end), name="experiment-end"),
        ]
        return [*own, *super().get_urls()]

    def _page(self, view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
        return self.admin_site.admin_view(view)

    def report_page(self, request: HttpRequest, pk: int) -> HttpResponse:
        experiment = self.get_object(request, str(pk))
        if experiment is None or not self.has_view_permission(request, experiment):
            raise Http404
        context = {
            **self.admin_site.each_context(request),
            "title": experiment.title,
            "opts": self.opts,
            "experiment": experiment,
            "report": report(experiment),
            "may_change": self.has_change_permission(request, experiment),
        }
        return TemplateResponse(request, "recommendations/admin/experiment.html", context)

    def start(self, request: HttpRequest, pk: int) -> HttpResponse:
        return self._do(request, pk, services.start, "Started. From now on people are drawn into it.")

    def end(self, request: HttpRequest, pk: int) -> HttpResponse:
        return self._do(request, pk, services.end, "Ended. Everybody gets the live strategy again.")

    def _do(self, request: HttpRequest, pk: int, move: Callable[..., None], said: str) -> HttpResponse:
        experiment = self.get_object(request, str(pk))
        if request.method == "POST" and experiment and self.has_change_permission(request, experiment):
            try:
                move(experiment_id=pk)
                self.log_change(request, experiment, said)
                messages.success(request, said)
            except MoodFlixError as error:
                messages.error(request, error.message)
        return redirect("admin:experiment-report", pk)


def _draft(experiment: Experiment | None) -> bool:
    return experiment is None or experiment.status == Experiment.Status.DRAFT
