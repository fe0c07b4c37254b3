"""Addresses under together/."""

from __future__ import annotations

from django.urls import URLPattern, path

from recommendations.together import views

urlpatterns: list[URLPattern] = [
    path("", views.index, name="together"),
    path("start", views.start, name="together-start"),
    path("kept/<int:kept_id>/forget", views.forget, name="together-forget"),
    path("<str:token>/", views.room, name="together-room"),
    path("<str:token>/state", views.state, name="together-state"),
    path("<str:token>/join", views.join, name="together-join"),
    path("<str:token>/mood", views.mood, name="together-mood"),
    path("<str:token>/limits", views.limits, name="together-limits"),
    path("<str:token>/film", views.film, name="together-film"),
    path("<str:token>/keep", views.keep, name="together-keep"),
    path("<str:token>/link", views.link, name="together-link"),
    path("<str:token>/leave", views.leave, name="together-leave"),
]
