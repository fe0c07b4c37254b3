"""The product's settings, and an app with tasks that only tests need. For servers and workers started by tests."""

import os

from moodflix_site.settings import *  # noqa: F403
from moodflix_site.settings import INSTALLED_APPS, ML

INSTALLED_APPS = [*INSTALLED_APPS, "tests.moodflix_site.jobtasks"]
ML = {**ML, "PRELOAD": False}
CELERY_BEAT_SCHEDULE = (
    {"tick": {"task": "tests.moodflix_site.jobtasks.tasks.tick", "schedule": 2.0}} if os.environ.get("TICK") else {}
)
