"""Addresses under /api/v1/together."""

from __future__ import annotations

from django.urls import URLPattern, path

from recommendations.together import api

urlpatterns: list[URLPattern] = [
    path("together", api.EveningsView.as_view(), name="api-together"),
    path("together/<str:token>", api.EveningView.as_view(), name="api-together-evening"),
    path("together/<str:token>/seat", api.SeatView.as_view(), name="api-together-seat"),
    path("together/<str:token>/mood", api.MoodView.as_view(), name="api-together-mood"),
    path("together/<str:token>/limits", api.LimitsView.as_view(), name="api-together-limits"),
    path("together/<str:token>/films/<int:film_id>", api.FilmView.as_view(), name="api-together-film"),
    path("together/<str:token>/link", api.LinkView.as_view(), name="api-together-link"),
    path("together/<str:token>/keep", api.KeepView.as_view(), name="api-together-keep"),
]
