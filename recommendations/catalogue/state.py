"""The catalogue's version: one small row that changes with every change of films or rows, so that caches notice."""

from __future__ import annotations

from recommendations.models import CatalogueState


def current() -> CatalogueState:
    return CatalogueState.objects.get_or_create(pk=CatalogueState.ONLY)[0]


def version() -> int:
    """One query; 0 before anything was loaded."""
    versions = CatalogueState.objects.filter(pk=CatalogueState.ONLY).values_list("version", flat=True)
    return versions.first() or 0


def bump() -> None:
    """Say that films or rows changed. Call it in the transaction that changes them."""
    CatalogueState.touch()
