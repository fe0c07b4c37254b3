"""Addresses under /api/v1/."""

from django.urls import URLPattern, URLResolver, path

from emotions import api, journal_api, voice_api

urlpatterns: list[URLPattern | URLResolver] = [
    path("emotions", api.EmotionsView.as_view(), name="api-emotions"),
    path("emotion/analyze/text", api.AnalyzeTextView.as_view(), name="api-analyze-text"),
    path("emotion/analyze/batch", api.AnalyzeBatchView.as_view(), name="api-analyze-batch"),
    path("emotion/analyze/file", api.AnalyzeFileView.as_view(), name="api-analyze-file"),
    path("emotion/analyze/file/<uuid:job_id>", voice_api.HeardView.as_view(), name="api-heard"),
    path("readings", journal_api.ReadingsView.as_view(), name="api-readings"),
    path("readings/<int:analysis_id>", journal_api.ReadingView.as_view(), name="api-reading"),
    path("readings/<int:analysis_id>/words", journal_api.WordsView.as_view(), name="api-reading-words"),
    path("readings/<int:analysis_id>/recording", voice_api.RecordingView.as_view(), name="api-reading-recording"),
    path("readings/<int:analysis_id>/correct", journal_api.CorrectView.as_view(), name="api-reading-correct"),
    path("readings/<int:analysis_id>/share", journal_api.ShareView.as_view(), name="api-reading-share"),
]
