"""The rows of `jobs` and `common` that belong to a person: how they are exported and erased.

The rooms that keep a text or a file in the vault export its content; here stands what is kept about it.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from accounts.models import User
from accounts.registries import register_personal_data
from moodflix_site.common.models import SpoolEntry, StoredObject
from moodflix_site.jobs.models import Job


def register() -> None:
    register_personal_data("jobs", _jobs, _erase_jobs)
    register_personal_data("stored_objects", _stored, _erase_stored)
    register_personal_data("uploads", _uploads, _erase_uploads)


def _jobs(user: User) -> list[Mapping[str, Any]]:
    return list(Job.objects.filter(owner=user).values("id", "task", "status", "result", "created_at", "finished_at"))


def _stored(user: User) -> list[Mapping[str, Any]]:
    return list(StoredObject.objects.filter(owner=user).values("id", "kind", "content_type", "size", "created_at"))


def _uploads(user: User) -> list[Mapping[str, Any]]:
    return list(SpoolEntry.objects.filter(owner=user).values("id", "content_type", "size", "created_at", "expires_at"))


def _erase_jobs(user: User) -> int:
    return Job.objects.filter(owner=user).delete()[0]


def _erase_stored(user: User) -> int:
    return StoredObject.objects.filter(owner=user).delete()[0]


def _erase_uploads(user: User) -> int:
    return SpoolEntry.objects.filter(owner=user).delete()[0]
