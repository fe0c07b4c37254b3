"""The leaf that every room may use: errors, API shape, throttles, text and media storage."""

from django.apps import AppConfig


class CommonConfig(AppConfig):
    name = "moodflix_site.common"
    label = "common"
