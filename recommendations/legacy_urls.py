"""Addresses of the original contract, at the root."""

from django.urls import URLPattern, URLResolver, path

from recommendations.legacy_api import LegacyRecommendationsView

urlpatterns: list[URLPattern | URLResolver] = [
    path("recommendations", LegacyRecommendationsView.as_view(), name="legacy-recommendations"),
]
