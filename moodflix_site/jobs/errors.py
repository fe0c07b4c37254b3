"""What stops a job from outside. Both derive from Celery's `Ignore`, which no `autoretry_for` catches."""

from celery.exceptions import Ignore


class JobCancelled(Ignore):
    """The row no longer belongs to this run: somebody cancelled it, or its lease went to another process."""


class JobInterrupted(Ignore):
    """The process is shutting down; the job goes back to the queue and starts again elsewhere."""
