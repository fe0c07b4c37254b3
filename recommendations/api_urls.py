"""Addresses under /api/v1/."""

from django.urls import URLPattern, URLResolver, include, path

from recommendations import api

urlpatterns: list[URLPattern | URLResolver] = [
    path("recommendations", api.RecommendationsView.as_view(), name="api-recommendations"),
    path("recommendations/for-you", api.ForYouView.as_view(), name="api-for-you"),
    path("films", api.FilmsView.as_view(), name="api-films"),
    path("films/<int:film_id>", api.FilmView.as_view(), name="api-film"),
    path("", include("recommendations.steering.api_urls")),
    path("", include("recommendations.feedback.api_urls")),
    path("history", api.HistoryView.as_view(), name="api-history"),
    path("", include("recommendations.together.api_urls")),
]
