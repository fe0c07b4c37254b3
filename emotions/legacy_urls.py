"""Addresses of the original contract: three at the root, and the one for sound under /api/."""

from django.urls import URLPattern, URLResolver, path

from emotions import legacy_api

urlpatterns: list[URLPattern | URLResolver] = [
    path("emotions", legacy_api.LegacyEmotionsView.as_view(), name="legacy-emotions"),
    path("predict", legacy_api.LegacyPredictView.as_view(), name="legacy-predict"),
    path("batch_predict", legacy_api.LegacyBatchPredictView.as_view(), name="legacy-batch-predict"),
    path("api/classify-emotion", legacy_api.LegacyClassifyEmotionView.as_view(), name="legacy-classify-emotion"),
]
