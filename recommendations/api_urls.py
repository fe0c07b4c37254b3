"""Addresses under /api/v1/."""

from django.urls import URLPattern, URLResolver, path

from recommendations import api

urlpatterns: list[URLPattern | URLResolver] = [
    path("recommendations", api.RecommendationsView.as_view(), name="api-recommendations"),
    path("films", api.FilmsView.as_view(), name="api-films"),
    path("films/<int:film_id>", api.FilmView.as_view(), name="api-film"),
    path("films/<int:film_id>/feedback", api.FilmFeedbackView.as_view(), name="api-film-feedback"),
    path("history", api.HistoryView.as_view(), name="api-history"),
]
