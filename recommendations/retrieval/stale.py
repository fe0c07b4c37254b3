"""Which films changed since their vectors were made. Triggers write it down, so that no writer can forget to.

`ensure` creates what is missing and runs after every migration, because SQLite drops a table's triggers whenever a
later migration rebuilds that table. Nothing is written down where nothing changed: loading the same catalogue again
leaves no trace.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

from django.db import DEFAULT_DB_ALIAS, connections, transaction

from recommendations.retrieval.models import StaleFilm

BATCH: Final = 500
FILM, GENRE, MOOD = "recommendations_film", "recommendations_filmgenre", "recommendations_moodevidence"
STALE: Final = "recommendations_stalefilm"
# The columns of a film that its vector is made of; people are not in it.
READ: Final = ("year", "languages", "standing", "rating", "tmdb_rating", "tmdb_votes", "keywords", "adult", "listed")
_SQLITE: Final = """
CREATE TRIGGER IF NOT EXISTS {name} AFTER {event} ON {table} {when}
BEGIN INSERT INTO {stale}(film_id, mood) VALUES ({row}.{key}, {mood}); END
"""
_POSTGRES: Final = """
CREATE OR REPLACE TRIGGER {name} AFTER {event} ON {table} FOR EACH ROW {when} EXECUTE FUNCTION {stale}_{function}()
"""
_FUNCTION: Final = """
CREATE OR REPLACE FUNCTION {stale}_{function}() RETURNS trigger AS $$
BEGIN INSERT INTO {stale}(film_id, mood) VALUES ({row}.{key}, {mood}); RETURN NULL; END
$$ LANGUAGE plpgsql
"""


def ensure(*, using: str = DEFAULT_DB_ALIAS) -> None:
    """Create the triggers where they are missing. Safe to call at any time."""
    postgres = connections[using].vendor == "postgresql"
    with transaction.atomic(using=using), connections[using].cursor() as cursor:
        for statement in _statements(postgres=postgres):
            cursor.execute(statement)


def waiting(*, limit: int, using: str = DEFAULT_DB_ALIAS) -> list[StaleFilm]:
    """What changed, the oldest first, `limit` rows at most; a film may stand there several times."""
    return list(StaleFilm.objects.using(using).order_by("pk")[:limit])


def done(rows: Sequence[StaleFilm], *, using: str = DEFAULT_DB_ALIAS) -> None:
    """Take these very rows away; what was written since stays."""
    for start in range(0, len(rows), BATCH):
        StaleFilm.objects.using(using).filter(pk__in=[row.pk for row in rows[start : start + BATCH]]).delete()


def _statements(*, postgres: bool) -> Iterator[str]:
    differs = "IS DISTINCT FROM" if postgres else "IS NOT"
    changed = " OR ".join(f"old.{column} {differs} new.{column}" for column in READ)
    told = (
        (FILM, "id", "INSERT", "new", "WHEN (new.listed)" if postgres else "WHEN new.listed"),
        (FILM, "id", "UPDATE", "new", f"WHEN ({changed})"),
        (FILM, "id", "DELETE", "old", ""),
        (GENRE, "film_id", "INSERT", "new", ""),
        (GENRE, "film_id", "DELETE", "old", ""),
        (MOOD, "film_id", "INSERT", "new", ""),
        (MOOD, "film_id", "UPDATE", "new", ""),
        (MOOD, "film_id", "DELETE", "old", ""),
    )
    for table, key, event, row, when in told:
        values = {
            "name": f"{table}_stale_{event.lower()}",
            "table": table, "key": key, "event": event, "row": row, "when": when, "stale": STALE,
            "function": f"{table.rpartition('_')[2]}_{event.lower()}",
            "mood": "true" if table == MOOD else "false",
        }  # fmt: skip
        if postgres:
            yield _FUNCTION.format(**values)
        yield (_POSTGRES if postgres else _SQLITE).format(**values)
