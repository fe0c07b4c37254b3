"""The catalogue's version.

One small row that rises with every change of films or rows, in any process, so that caches notice.
"""

from __future__ import annotations

from typing import Final

from django.db.models import F

from recommendations.models import CatalogueState

ONLY: Final = 1


def current() -> CatalogueState:
    return CatalogueState.objects.get_or_create(pk=ONLY)[0]


def version() -> int:
    """One query; 0 before anything was loaded."""
    return CatalogueState.objects.filter(pk=ONLY).values_list("version", flat=True).first() or 0


def bump() -> None:
    """Say that films or rows changed. Call it in the transaction that changes them."""
    current()
    CatalogueState.objects.filter(pk=ONLY).update(version=F("version") + 1)
