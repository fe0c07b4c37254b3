"""Films: the catalogue, mood rows, ranking and feedback."""

from django.apps import AppConfig


class RecommendationsConfig(AppConfig):
    name = "recommendations"
