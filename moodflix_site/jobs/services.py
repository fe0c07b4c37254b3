"""What a person may do with a job of their own."""

from __future__ import annotations

from uuid import UUID

from django.contrib.auth.models import AbstractBaseUser, AnonymousUser

from moodflix_site.common.errors import Conflict
from moodflix_site.common.storage import spool
from moodflix_site.jobs import leases, selectors
from moodflix_site.jobs.models import Job


def cancel(*, user: AbstractBaseUser | AnonymousUser, job_id: UUID) -> Job:
    """End a waiting or running job; an upload that waits under the job's own id goes with it.

    Raises NotFound, or Conflict when it had already ended.
    """
    job = selectors.job_of(user, job_id)
    if not leases.cancel(job.pk):
        raise Conflict("That had already ended.")
    spool.drop(job.pk)
    job.refresh_from_db()
    return job
