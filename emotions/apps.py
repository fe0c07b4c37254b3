"""Moods: the analyse gate, kept analyses, REST and the stream."""

from django.apps import AppConfig
from django.contrib.auth.signals import user_logged_in
from django.db.models.signals import post_delete


class EmotionsConfig(AppConfig):
    name = "emotions"

    def ready(self) -> None:
        from emotions import personal_data, signals
        from emotions.models import MoodAnalysis

        personal_data.register()
        post_delete.connect(signals.forget_kept, sender=MoodAnalysis)
        user_logged_in.connect(signals.keep_guest_reading)
