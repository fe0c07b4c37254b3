"""Background work: the job row, the embedded executor, its scheduler and the job pages."""

from django.apps import AppConfig


class JobsConfig(AppConfig):
    name = "moodflix_site.jobs"
    label = "jobs"
