"""A person's own jobs. Anybody else's are not there."""

from __future__ import annotations

from uuid import UUID

from django.contrib.auth.models import AbstractBaseUser, AnonymousUser
from django.db.models import QuerySet

from moodflix_site.common.errors import NotFound
from moodflix_site.jobs.models import Job


def jobs_of(user: AbstractBaseUser | AnonymousUser) -> QuerySet[Job]:
    return Job.objects.filter(owner_id=user.pk)


def job_of(user: AbstractBaseUser | AnonymousUser, job_id: UUID) -> Job:
    """Raises NotFound, for an unknown job as for somebody else's."""
    job = jobs_of(user).filter(pk=job_id).first()
    if job is None:
        raise NotFound("There is no such job.")
    return job
