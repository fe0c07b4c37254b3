"""Full-text search of films on both databases: SQLite's FTS5 and PostgreSQL's tsvector over the same folded columns.

`ensure` creates what is missing and runs after every migration, because SQLite drops a table's triggers whenever a later migration
rebuilds that table. Queries are built here from folded words alone, so nothing a person types is ever read as search syntax.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any, Final

from django.db import DEFAULT_DB_ALIAS, connections, transaction

from recommendations.folding import fold

MAX_WORDS: Final = 12
MAX_WORD_LENGTH: Final = 40
TABLE: Final = "recommendations_film"
INDEX: Final = "recommendations_film_search"
_FIELDS: Final = ("search_title", "search_people", "search_companies")
_COLUMNS: Final = ", ".join(_FIELDS)
_NEW: Final = ", ".join(f"new.{field}" for field in _FIELDS)
_OLD: Final = ", ".join(f"old.{field}" for field in _FIELDS)
_INSERT: Final = f"INSERT INTO {INDEX}(rowid, {_COLUMNS}) VALUES (new.id, {_NEW});"
_DELETE: Final = f"INSERT INTO {INDEX}({INDEX}, rowid, {_COLUMNS}) VALUES ('delete', old.id, {_OLD});"
_SQLITE: Final = (
    f"CREATE TRIGGER IF NOT EXISTS {INDEX}_insert AFTER INSERT ON {TABLE} BEGIN {_INSERT} END",
    f"CREATE TRIGGER IF NOT EXISTS {INDEX}_delete AFTER DELETE ON {TABLE} BEGIN {_DELETE} END",
    f"CREATE TRIGGER IF NOT EXISTS {INDEX}_update AFTER UPDATE OF id, {_COLUMNS} ON {TABLE} BEGIN {_DELETE} {_INSERT} END",
)
_FTS5: Final = (
    f"CREATE VIRTUAL TABLE {INDEX} USING fts5("
    f"{_COLUMNS}, content='{TABLE}', content_rowid='id', tokenize='unicode61 remove_diacritics 2', prefix='2 3')"
)
_VECTOR: Final = " || ".join(
    f"setweight(to_tsvector('simple', {field}), '{weight}')" for field, weight in zip(_FIELDS, "ABD", strict=True)
)
_POSTGRES: Final = (
    f"ALTER TABLE {TABLE} ADD COLUMN IF NOT EXISTS search_vector tsvector GENERATED ALWAYS AS ({_VECTOR}) STORED",
    f"CREATE INDEX IF NOT EXISTS {INDEX} ON {TABLE} USING gin (search_vector)",
)
# The title weighs ten times a person's name; companies are there for the rows' keywords and are not searched by people.
_SQLITE_FIND: Final = f"""
SELECT f.id FROM {INDEX} JOIN {TABLE} f ON f.id = {INDEX}.rowid
WHERE {INDEX} MATCH %s AND f.listed AND (%s OR NOT f.adult)
ORDER BY (f.search_title = %s) DESC, bm25({INDEX}, 10.0, 1.0, 0.0) - 4.0 * f.standing, f.id
"""
_POSTGRES_FIND: Final = f"""
SELECT f.id FROM {TABLE} f, to_tsquery('simple', %s) q
WHERE f.search_vector @@ q AND f.listed AND (%s OR NOT f.adult)
ORDER BY (f.search_title = %s) DESC, ts_rank('{{0,0,0.1,1}}', f.search_vector, q) + 0.4 * f.standing DESC, f.id
"""  # noqa: S608 - names of our own, nothing from outside


def ensure(*, using: str = DEFAULT_DB_ALIAS) -> None:
    """Create the index and what keeps it up to date, where missing. Safe to call at any time."""
    connection = connections[using]
    if connection.vendor == "postgresql":
        statements: Sequence[str] = _POSTGRES
    else:
        missing = INDEX not in connection.introspection.table_names()
        statements = (_FTS5, *_SQLITE, f"INSERT INTO {INDEX}({INDEX}) VALUES ('rebuild')") if missing else _SQLITE
    with transaction.atomic(using=using), connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)


def drop(*, using: str = DEFAULT_DB_ALIAS) -> None:
    """Undo `ensure`."""
    with connections[using].cursor() as cursor:
        if connections[using].vendor == "postgresql":
            cursor.execute(f"ALTER TABLE {TABLE} DROP COLUMN IF EXISTS search_vector")
            return
        for name in ("insert", "delete", "update"):
            cursor.execute(f"DROP TRIGGER IF EXISTS {INDEX}_{name}")
        cursor.execute(f"DROP TABLE IF EXISTS {INDEX}")


def words(query: str) -> list[str]:
    """The folded words of a query, bounded in number and length."""
    return [word[:MAX_WORD_LENGTH] for word in fold(query).split()[:MAX_WORDS]]


def find(query: str, *, include_adult: bool = False, using: str = DEFAULT_DB_ALIAS) -> list[int]:
    """Ids of the listed films whose title or people hold every word of `query` (the last may be unfinished), best first."""
    wanted = words(query)
    if not wanted:
        return []
    connection = connections[using]
    sql = _POSTGRES_FIND if connection.vendor == "postgresql" else _SQLITE_FIND
    match = _postgres_match(wanted) if connection.vendor == "postgresql" else _sqlite_match(wanted)
    return _ids(connection, sql, [match, include_adult, " ".join(wanted)])


def matching_keywords(phrases: Iterable[str], *, using: str = DEFAULT_DB_ALIAS) -> list[int]:
    """Ids of films whose title or companies hold one of `phrases` as whole words in that order."""
    folded = [phrase for phrase in map(fold, phrases) if phrase]
    if not folded:
        return []
    connection = connections[using]
    if connection.vendor == "postgresql":
        match = " | ".join("(" + " <-> ".join(f"{word}:AD" for word in phrase.split()) + ")" for phrase in folded)
        return _ids(connection, f"SELECT id FROM {TABLE} WHERE search_vector @@ to_tsquery('simple', %s)", [match])
    match = "{search_title search_companies} : (" + " OR ".join(f'"{phrase}"' for phrase in folded) + ")"
    return _ids(connection, f"SELECT rowid FROM {INDEX} WHERE {INDEX} MATCH %s", [match])


def _sqlite_match(wanted: Sequence[str]) -> str:
    terms = " AND ".join(f'"{word}"' for word in wanted)
    return f"{{search_title search_people}} : ({terms}*)"


def _postgres_match(wanted: Sequence[str]) -> str:
    return " & ".join([*(f"{word}:AB" for word in wanted[:-1]), f"{wanted[-1]}:*AB"])


def _ids(connection: Any, sql: str, parameters: Sequence[Any]) -> list[int]:
    with connection.cursor() as cursor:
        cursor.execute(sql, parameters)
        return [row[0] for row in cursor.fetchall()]
