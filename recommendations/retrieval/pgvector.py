"""The vectors in PostgreSQL, where the pgvector extension is there: half-precision vectors and an HNSW index."""

from __future__ import annotations

import logging
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Final

from django.db import DatabaseError, connections, transaction

from recommendations.retrieval.layout import DIMENSIONS

if TYPE_CHECKING:
    from recommendations.retrieval.layout import Vector

logger = logging.getLogger(__name__)
TABLE: Final = "recommendations_film_vector"
SEARCH_WIDTH: Final = 384
WIDEST: Final = 1000  # pgvector's own bound
_TABLE: Final = (
    f"CREATE TABLE IF NOT EXISTS {TABLE} (film_id bigint PRIMARY KEY, vector halfvec({DIMENSIONS}) NOT NULL)"
)
_INDEX: Final = f"""
CREATE INDEX IF NOT EXISTS {TABLE}_nearest ON {TABLE} USING hnsw (vector halfvec_ip_ops)
WITH (m = 16, ef_construction = 96)
"""
_INSERT: Final = f"""
INSERT INTO {TABLE} (film_id, vector) SELECT film_id, vector::halfvec({DIMENSIONS})
FROM unnest(%s::bigint[], %s::text[]) AS given(film_id, vector)
ON CONFLICT (film_id) DO UPDATE SET vector = excluded.vector
"""  # noqa: S608 - a name and a number of our own
_NEAREST: Final = f"SELECT film_id FROM {TABLE} ORDER BY vector <#> %s::halfvec({DIMENSIONS}) LIMIT %s"  # noqa: S608
Batch = tuple[Sequence[int], "Vector"]


def ensure(*, using: str) -> bool:
    """Whether vectors can be kept in this database; creates the extension and the table where it may."""
    if connections[using].vendor != "postgresql":
        return False
    try:
        with transaction.atomic(using=using), connections[using].cursor() as cursor:
            cursor.execute("CREATE EXTENSION IF NOT EXISTS vector")
            cursor.execute(_TABLE)
    except DatabaseError:
        logger.warning("PostgreSQL has no pgvector extension for us: film vectors are kept in a file instead.")
        return False
    return True


def available(*, using: str) -> bool:
    """Whether the table is there."""
    if connections[using].vendor != "postgresql":
        return False
    with connections[using].cursor() as cursor:
        cursor.execute("SELECT to_regclass(%s) IS NOT NULL", [TABLE])
        return bool(cursor.fetchone()[0])


def build(batches: Iterable[Batch], *, using: str) -> int:
    """Fill the table anew, in one transaction; how many films it holds. Readers see the old one until then."""
    with transaction.atomic(using=using), connections[using].cursor() as cursor:
        cursor.execute(f"DROP TABLE IF EXISTS {TABLE}")
        cursor.execute(_TABLE)
        count = 0
        for ids, vectors in batches:
            cursor.execute(_INSERT, [list(ids), _texts(vectors)])
            count += len(ids)
        cursor.execute(_INDEX)
    return count


def update(gone: Sequence[int], batches: Iterable[Batch], *, using: str) -> int:
    """Take films away and bring others up to date; how many there are."""
    with transaction.atomic(using=using), connections[using].cursor() as cursor:
        cursor.execute(f"DELETE FROM {TABLE} WHERE film_id = ANY(%s)", [list(gone)])  # noqa: S608
        for ids, vectors in batches:
            cursor.execute(_INSERT, [list(ids), _texts(vectors)])
        cursor.execute(f"SELECT count(*) FROM {TABLE}")  # noqa: S608
        return int(cursor.fetchone()[0])


def nearest(query: Vector, count: int, *, using: str) -> list[int]:
    """Film ids by falling inner product."""
    width = min(WIDEST, max(SEARCH_WIDTH, count))
    with transaction.atomic(using=using), connections[using].cursor() as cursor:
        cursor.execute("SELECT set_config('hnsw.ef_search', %s, true)", [str(width)])
        cursor.execute(_NEAREST, [_text(query), count])
        return [row[0] for row in cursor.fetchall()]


def _texts(vectors: Vector) -> list[str]:
    return [_text(vector) for vector in vectors]


def _text(vector: Vector) -> str:
    return "[" + ",".join(f"{value:.5g}" for value in vector.tolist()) + "]"
