"""Full-text search of films on both databases: SQLite's FTS5 and PostgreSQL's tsvector over the same folded columns.

`ensure` creates what is missing and runs after every migration, because SQLite drops a table's triggers whenever a
later migration rebuilds that table. Queries are built here from folded words alone, so nothing a person types is ever
read as search syntax.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any, Final

from django.db import DEFAULT_DB_ALIAS, connections, transaction

from recommendations.catalogue.folding import fold

MAX_WORDS: Final = 12
MAX_WORD_LENGTH: Final = 40
TABLE: Final = "recommendations_film"
INDEX: Final = "recommendations_film_search"
_INSERT: Final = """
INSERT INTO recommendations_film_search(rowid, search_title, search_people, search_companies)
VALUES (new.id, new.search_title, new.search_people, new.search_companies);
"""
_DELETE: Final = """
INSERT INTO recommendations_film_search(
  recommendations_film_search, rowid, search_title, search_people, search_companies)
VALUES ('delete', old.id, old.search_title, old.search_people, old.search_companies);
"""
_FTS5: Final = """
CREATE VIRTUAL TABLE recommendations_film_search USING fts5(
  search_title, search_people, search_companies, content='recommendations_film', content_rowid='id',
  tokenize='unicode61 remove_diacritics 2', prefix='2 3')
"""
_REBUILD: Final = "INSERT INTO recommendations_film_search(recommendations_film_search) VALUES ('rebuild')"
_TRIGGERS: Final = tuple(
    f"CREATE TRIGGER IF NOT EXISTS {INDEX}_{name} AFTER {event} ON {TABLE} BEGIN {body} END"
    for name, event, body in (
        ("insert", "INSERT", _INSERT),
        ("delete", "DELETE", _DELETE),
        ("update", "UPDATE OF id, search_title, search_people, search_companies", _DELETE + _INSERT),
    )
)
_POSTGRES: Final = (
    """
    ALTER TABLE recommendations_film ADD COLUMN IF NOT EXISTS search_vector tsvector GENERATED ALWAYS AS (
      setweight(to_tsvector('simple', search_title), 'A') || setweight(to_tsvector('simple', search_people), 'B') ||
      setweight(to_tsvector('simple', search_companies), 'D')) STORED
    """,
    "CREATE INDEX IF NOT EXISTS recommendations_film_search ON recommendations_film USING gin (search_vector)",
)
# The title weighs ten times a person's name; companies are there for the rows' keywords and are not searched by people.
_SQLITE_FIND: Final = """
SELECT f.id FROM recommendations_film_search JOIN recommendations_film f ON f.id = recommendations_film_search.rowid
WHERE recommendations_film_search MATCH %s AND (%s OR f.listed) AND (%s OR NOT f.adult)
ORDER BY (f.search_title = %s) DESC, bm25(recommendations_film_search, 10.0, 1.0, 0.0) - 4.0 * f.standing, f.id
"""
_POSTGRES_FIND: Final = """
SELECT f.id FROM recommendations_film f, to_tsquery('simple', %s) q
WHERE f.search_vector @@ q AND (%s OR f.listed) AND (%s OR NOT f.adult)
ORDER BY (f.search_title = %s) DESC, ts_rank('{0,0,0.1,1}', f.search_vector, q) + 0.4 * f.standing DESC, f.id
"""
_SQLITE_KEYWORDS: Final = "SELECT rowid FROM recommendations_film_search WHERE recommendations_film_search MATCH %s"
_POSTGRES_KEYWORDS: Final = "SELECT id FROM recommendations_film WHERE search_vector @@ to_tsquery('simple', %s)"


def ensure(*, using: str = DEFAULT_DB_ALIAS) -> None:
    """Create the index and what keeps it up to date, where missing. Safe to call at any time."""
    connection = connections[using]
    if connection.vendor == "postgresql":
        statements: Sequence[str] = _POSTGRES
    else:
        missing = INDEX not in connection.introspection.table_names()
        statements = (_FTS5, *_TRIGGERS, _REBUILD) if missing else _TRIGGERS
    with transaction.atomic(using=using), connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)


def words(query: str) -> list[str]:
    """The folded words of a query, bounded in number and length."""
    return [word[:MAX_WORD_LENGTH] for word in fold(query).split()[:MAX_WORDS]]


def find(
    query: str, *, include_adult: bool = False, unlisted: bool = False, using: str = DEFAULT_DB_ALIAS
) -> list[int]:
    """Ids of the (listed) films whose title or people hold every word of `query`, best first.

    The last word may be unfinished.
    """
    wanted = words(query)
    if not wanted:
        return []
    connection = connections[using]
    sql = _POSTGRES_FIND if connection.vendor == "postgresql" else _SQLITE_FIND
    match = _postgres_match(wanted) if connection.vendor == "postgresql" else _sqlite_match(wanted)
    return _ids(connection, sql, [match, unlisted, include_adult, " ".join(wanted)])


def matching_keywords(phrases: Iterable[str], *, using: str = DEFAULT_DB_ALIAS) -> list[int]:
    """Ids of films whose title or companies hold one of `phrases` as whole words in that order."""
    folded = [phrase for phrase in map(fold, phrases) if phrase]
    if not folded:
        return []
    connection = connections[using]
    if connection.vendor == "postgresql":
        match = " | ".join("(" + " <-> ".join(f"{word}:AD" for word in phrase.split()) + ")" for phrase in folded)
        return _ids(connection, _POSTGRES_KEYWORDS, [match])
    match = "{search_title search_companies} : (" + " OR ".join(f'"{phrase}"' for phrase in folded) + ")"
    return _ids(connection, _SQLITE_KEYWORDS, [match])


def _sqlite_match(wanted: Sequence[str]) -> str:
    terms = " AND ".join(f'"{word}"' for word in wanted)
    return f"{{search_title search_people}} : ({terms}*)"


def _postgres_match(wanted: Sequence[str]) -> str:
    return " & ".join([*(f"{word}:AB" for word in wanted[:-1]), f"{wanted[-1]}:*AB"])


def _ids(connection: Any, sql: str, parameters: Sequence[Any]) -> list[int]:
    with connection.cursor() as cursor:
        cursor.execute(sql, parameters)
        return [row[0] for row in cursor.fetchall()]
