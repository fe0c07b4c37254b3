"""Addresses of the original contract, at the root."""

from django.urls import URLPattern, URLResolver, path

from emotions import legacy_api

urlpatterns: list[URLPattern | URLResolver] = [
    path("emotions", legacy_api.LegacyEmotionsView.as_view(), name="legacy-emotions"),
    path("predict", legacy_api.LegacyPredictView.as_view(), name="legacy-predict"),
    path("batch_predict", legacy_api.LegacyBatchPredictView.as_view(), name="legacy-batch-predict"),
]
