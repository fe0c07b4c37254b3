"""A person's own jobs. Anybody else's are not there."""

from __future__ import annotations

from uuid import UUID

from django.contrib.auth.models import AbstractBaseUser, AnonymousUser
from django.db.models import QuerySet

from moodflix_site.common.errors import NotFound
from moodflix_site.jobs.models import Job, Status


def jobs_of(user: AbstractBaseUser | AnonymousUser) -> QuerySet[Job]:
    return Job.objects.filter(owner_id=user.pk)


def job_of(user: AbstractBaseUser | AnonymousUser, job_id: UUID) -> Job:
    """Raises NotFound, for an unknown job as for somebody else's."""
    job = jobs_of(user).filter(pk=job_id).first()
    if job is None:
        raise NotFound("There is no such job.")
    return job


def reading_made(job: Job) -> int | None:
    """The id of the reading that this job ended with, where it was one that reads."""
    made = job.result if job.status == Status.SUCCEEDED else None
    return made.get("reading_id") if isinstance(made, dict) else None
