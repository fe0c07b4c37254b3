"""Models: the Django side of the ml room."""

from django.apps import AppConfig


class MlAppConfig(AppConfig):
    name = "ml"
