"""What deleting leaves behind on disk, and taking it away."""

from django.db import connection


def fold_journal() -> None:
    """Fold SQLite's write-ahead log back into the database, so that no deleted row lingers in it.

    Free pages are overwritten already (`secure_delete`). Does its best: with readers in the way, the log goes later.
    PostgreSQL looks after its own files.
    """
    if connection.vendor == "sqlite" and not connection.in_atomic_block:
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
