"""What TMDB said, in the database, where restarts and other processes find it.

An answer is fresh for as long as its kind is (`asks.FRESH_HOURS`); an old one may stand in while TMDB fails, but none
past six months, which is what TMDB's terms allow.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

from django.utils import timezone

from recommendations.tmdb.asks import SEARCH, Ask
from recommendations.tmdb.errors import TmdbError
from recommendations.tmdb.models import TmdbResponse

SIX_MONTHS: Final = timedelta(days=180)
SEARCH_KEPT: Final = timedelta(days=7)  # what people typed is nobody's business for longer
MOST: Final = 100_000  # answers kept; the oldest go first
_BATCH: Final = 500


@dataclass(frozen=True, slots=True)
class Kept:
    """`value` is the answer, read."""

    value: Any
    fetched_at: datetime
    fresh: bool


def look_up(asks: Iterable[Ask[Any]]) -> dict[str, Kept]:
    """What is kept of these questions, by key, in one query. What no longer reads counts as not kept."""
    by_key = {ask.key: ask for ask in asks}
    rows = TmdbResponse.objects.filter(key__in=list(by_key), fetched_at__gt=timezone.now() - SIX_MONTHS)
    found = ((row, _read(by_key[row.key], row)) for row in rows)
    return {row.key: kept for row, kept in found if kept is not None}


def _read(ask: Ask[Any], row: TmdbResponse) -> Kept | None:
    try:
        value = ask.read(row.payload, row.fetched_at)
    except TmdbError:
        return None
    return Kept(value, row.fetched_at, fresh=ask.is_fresh(row.fetched_at))


def store(answers: Mapping[Ask[Any], tuple[Any, datetime]]) -> None:
    """Keep these answers, JSON and time, in one statement; a newer one takes an older one's place."""
    rows = [_row(ask, payload, fetched_at) for ask, (payload, fetched_at) in answers.items()]
    rows.sort(key=lambda row: row.key)  # two processes that store the same take their locks in one order
    TmdbResponse.objects.bulk_create(
        rows,
        update_conflicts=True,
        unique_fields=["key"],
        update_fields=["payload", "fetched_at"],
    )


def _row(ask: Ask[Any], payload: Any, fetched_at: datetime) -> TmdbResponse:
    """What somebody searched for is kept as a hash only."""
    nameless = ask.kind in {SEARCH, "keywords"}
    return TmdbResponse(
        key=ask.key,
        kind=ask.kind,
        path=ask.path,
        params=[] if nameless else [list(pair) for pair in ask.params],
        payload=ask.slim(payload) if ask.slim else payload,
        fetched_at=fetched_at,
    )


def purge(before: datetime | None) -> int:
    """Delete answers fetched up to then, searches after a week, and the oldest beyond MOST; None: all. How many."""
    if before is None:
        return TmdbResponse.objects.all().delete()[0]
    old, _ = TmdbResponse.objects.filter(fetched_at__lte=before).delete()
    searched, _ = TmdbResponse.objects.filter(kind=SEARCH, fetched_at__lte=timezone.now() - SEARCH_KEPT).delete()
    return old + searched + _trim()


def _trim() -> int:
    """The newest MOST stay."""
    last = TmdbResponse.objects.order_by("-fetched_at").values_list("fetched_at", flat=True)[MOST : MOST + 1]
    return TmdbResponse.objects.filter(fetched_at__lte=last[0]).delete()[0] if last else 0
