"""The Django app: hands the settings to the models, and registers the checks."""

from __future__ import annotations

from django.apps import AppConfig
from django.conf import settings


class MlAppConfig(AppConfig):
    """`settings.ML` holds the fields of `MlConfig` in upper case; what it leaves out keeps its default."""

    name = "ml"
    label = "ml"
    verbose_name = "Mood models"

    def ready(self) -> None:
        from ml import checks  # noqa: F401
        from ml.config import configure, from_settings

        configure(from_settings(getattr(settings, "ML", {})))
