"""The site's app: loads Celery so that every `shared_task` finds it."""

from django.apps import AppConfig


class MoodFlixSiteConfig(AppConfig):
    name = "moodflix_site"

    def ready(self) -> None:
        from moodflix_site import celery, personal  # noqa: F401

        personal.register()
