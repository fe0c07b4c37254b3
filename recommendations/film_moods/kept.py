"""Evidence as the database keeps it: read for many films at once, written for one film and source at a time."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any, Final

from recommendations.film_moods.models import MoodEvidence
from recommendations.film_moods.types import Evidence, Source

BATCH: Final = 500  # film ids in one query
DETAIL: Final = 200


def kept(film_ids: Sequence[int]) -> dict[int, list[Evidence]]:
    """What is kept of these films; a film without any is not in it."""
    found: dict[int, list[Evidence]] = defaultdict(list)
    for start in range(0, len(film_ids), BATCH):
        rows = MoodEvidence.objects.filter(film_id__in=film_ids[start : start + BATCH])
        for row in rows.values("film_id", "source", "moods", "weight", "detail", "model_version", "updated_at"):
            found[row["film_id"]].append(_evidence(row))
    return dict(found)


def _evidence(row: Mapping[str, Any]) -> Evidence:
    return Evidence(
        Source(row["source"]), row["moods"], row["weight"], row["detail"], row["model_version"], row["updated_at"]
    )


def put(film_id: int, evidence: Evidence, *, read_from: str = "") -> None:
    """Keep one source's word on a film; it takes the place of what that source said before."""
    MoodEvidence.objects.update_or_create(
        film_id=film_id,
        source=evidence.source.value,
        defaults={
            "moods": {mood: round(share, 4) for mood, share in evidence.moods.items()},
            "weight": evidence.weight,
            "detail": evidence.detail[:DETAIL],
            "model_version": evidence.version,
            "read_from": read_from,
        },
    )


def drop(film_ids: Collection[int], sources: Iterable[Source]) -> int:
    """Forget what these sources said of these films; how many rows that were."""
    gone = MoodEvidence.objects.filter(film_id__in=film_ids, source__in=[source.value for source in sources])
    return gone.delete()[0]
