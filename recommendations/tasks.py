"""Where Celery looks for this app's tasks: each room inside keeps its own, and stands here by name."""

from recommendations.experiments import tasks as experiments
from recommendations.feedback import tasks as feedback
from recommendations.film_moods import tasks as film_moods
from recommendations.retrieval import tasks as retrieval
from recommendations.retrieval import vector_tasks
from recommendations.tmdb import tasks as tmdb
from recommendations.together import tasks as together

__all__ = ("experiments", "feedback", "film_moods", "retrieval", "tmdb", "together", "vector_tasks")
