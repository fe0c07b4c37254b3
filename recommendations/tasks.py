"""Where Celery looks for this app's tasks: each room inside keeps its own, and stands here by name."""

from recommendations.experiments import tasks as experiments
from recommendations.feedback import tasks as feedback
from recommendations.tmdb import tasks as tmdb

__all__ = ("experiments", "feedback", "tmdb")
