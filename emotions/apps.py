"""Moods: the analyse gate, kept analyses, REST and the stream."""

from django.apps import AppConfig


class EmotionsConfig(AppConfig):
    name = "emotions"
