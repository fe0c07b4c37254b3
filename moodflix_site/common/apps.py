"""The leaf that every room may use: errors, API shape, throttles, text and media storage."""

from django.apps import AppConfig


class CommonConfig(AppConfig):
    name = "moodflix_site.common"
    label = "common"

    def ready(self) -> None:
        from moodflix_site.common import checks, sessions  # noqa: F401
        from moodflix_site.common.storage import cleanup

        cleanup.connect()
        sessions.connect()
