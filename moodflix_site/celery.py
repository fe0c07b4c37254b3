"""The Celery app. With a broker URL it is plain Celery; without one the embedded executor takes its place."""

import os

from celery import Celery

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "moodflix_site.settings")

app = Celery("moodflix", task_cls="moodflix_site.jobs.task:JobTask")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.set_default()
app.autodiscover_tasks()
