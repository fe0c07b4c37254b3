"""The Django app: hands the settings to the models, and registers the checks."""

from __future__ import annotations

from django.apps import AppConfig
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured


class MlAppConfig(AppConfig):
    """`settings.ML` holds the fields of `MlConfig` in upper case; what it leaves out keeps its default."""

    name = "ml"
    label = "ml"
    verbose_name = "Mood models"

    def ready(self) -> None:
        from ml import checks  # noqa: F401
        from ml.config import BadConfig, configure, from_settings
        from ml.registry import configured

        try:
            configure(from_settings(getattr(settings, "ML", {})))
            configured()  # an ensemble or a file of labels that cannot be read stops the start as well
            configured("voice")
        except BadConfig as error:
            raise ImproperlyConfigured(f"A setting EMOTION_… cannot be used. {error.message}") from error
