"""Where Celery looks for this app's tasks: each room inside keeps its own, and stands here by name."""

from recommendations.experiments import tasks as experiments

__all__ = ("experiments",)
