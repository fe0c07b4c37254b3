"""Exporting and erasing what a person said and kept at evenings together."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from accounts.models import User
from recommendations.together.models import Evening, KeptEvening, Member, Turn
from recommendations.together.selectors import export_rows
from recommendations.together.services import leave


def export_evenings(user: User) -> Iterable[Mapping[str, Any]]:
    return export_rows(user)


def erase_evenings(user: User) -> int:
    """Evenings they started end for everybody; from others they are gone, and the list is worked out without them."""
    ended = Evening.objects.filter(owner=user).delete()[0]
    members = list(Member.objects.filter(user=user).select_related("evening"))
    for member in members:
        leave(member=member)
    rows = (model.objects.filter(user=user).delete()[0] for model in (Turn, KeptEvening))
    return ended + len(members) + sum(rows)
