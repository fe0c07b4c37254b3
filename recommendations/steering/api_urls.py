"""Addresses under /api/v1/."""

from django.urls import URLPattern, path

from recommendations.steering import api

urlpatterns: list[URLPattern] = [path("steer", api.SteerView.as_view(), name="api-steer")]
