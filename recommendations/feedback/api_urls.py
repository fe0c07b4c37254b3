"""Addresses under /api/v1/."""

from django.urls import URLPattern, URLResolver, path

from recommendations.feedback import api

urlpatterns: list[URLPattern | URLResolver] = [
    path("films/<int:film_id>/feedback", api.FilmFeedbackView.as_view(), name="api-film-feedback"),
    path("films/<int:film_id>/ignore", api.FilmIgnoreView.as_view(), name="api-film-ignore"),
    path("films/<int:film_id>/events", api.FilmEventView.as_view(), name="api-film-events"),
    path("watchlist", api.WatchlistView.as_view(), name="api-watchlist"),
    path("left-out", api.LeftOutView.as_view(), name="api-left-out"),
    path("left-out/kinds", api.KindsView.as_view(), name="api-left-out-kinds"),
    path("mood-checks", api.MoodChecksView.as_view(), name="api-mood-checks"),
    path("mood-checks/<int:reading_id>", api.MoodCheckView.as_view(), name="api-mood-check"),
]
