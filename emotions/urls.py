"""Addresses of the mood pages."""

from django.urls import URLPattern, URLResolver, path

from emotions import recording_views, views

urlpatterns: list[URLPattern | URLResolver] = [
    path("", views.home, name="home"),
    path("mood/keep", views.keep, name="mood-keep"),
    path("mood/<int:analysis_id>/correct", views.correct, name="journal-correct"),
    path("mood/<int:analysis_id>/delete", views.delete, name="journal-delete"),
    path("mood/<int:analysis_id>/forget-words", views.forget_words, name="journal-forget-words"),
    path("mood/<int:analysis_id>/recording", recording_views.recording, name="mood-recording"),
    path("mood/<int:analysis_id>/recording/forget", recording_views.forget_recording, name="journal-forget-recording"),
    path("mood/<int:analysis_id>/share", views.share, name="mood-share"),
]
