"""The films whose vectors lie nearest to an ask: in PostgreSQL by pgvector, else in an embedded index.

A page never waits for the index: while none stands there are no neighbours, and the walks down the ordinary indexes
answer alone. What it finds are candidates: each is looked up and held against every limit afterwards, so an index that
is a little behind can miss a film and never offer a wrong one.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import timedelta
from threading import Lock
from typing import TYPE_CHECKING, Final

from django.db import DEFAULT_DB_ALIAS, DatabaseError, transaction
from django.db.models import Q
from django.utils import timezone

from recommendations.catalogue import state
from recommendations.models import Film
from recommendations.retrieval import embedded_vectors, pgvector, stale
from recommendations.retrieval.features import read
from recommendations.retrieval.layout import LAYOUT, film_vectors
from recommendations.retrieval.models import StaleFilm, VectorIndex

if TYPE_CHECKING:
    from recommendations.retrieval.layout import Vector

BATCH: Final = 2_000
MOST_CHANGES: Final = 20_000  # rows of changes that are caught up with one by one; beyond, all is built anew
IN_TABLE: Final = "pgvector"  # the token of an index that lies in the database
LOOK_EVERY: Final = 15.0  # seconds between two looks at which index stands
PATIENCE: Final = timedelta(hours=1)  # with a build that neither ended nor failed
Progress = Callable[[int], None]
_embedded = embedded_vectors.Embedded()


class _Standing:
    """The token of the index that stands, looked up now and then."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._tokens: dict[str, tuple[float, str]] = {}

    def get(self, using: str) -> str:
        with self._lock:
            at, token = self._tokens.get(using, (0.0, ""))
        if time.monotonic() - at > LOOK_EVERY or not at:
            rows = VectorIndex.objects.using(using).filter(pk=VectorIndex.ONLY, layout=LAYOUT)
            token = rows.values_list("token", flat=True).first() or ""
            with self._lock:
                self._tokens[using] = time.monotonic(), token
        return token

    def forget(self) -> None:
        with self._lock:
            self._tokens = {}


_standing = _Standing()
forget = _standing.forget


def nearest(query: Vector, count: int, *, using: str = DEFAULT_DB_ALIAS) -> list[int]:
    """Ids of the `count` films (about) with the largest inner product, best first; [] while no index stands."""
    token = _standing.get(using)
    if not token or count < 1:
        return []
    if token != IN_TABLE:
        return _embedded.nearest(token, query, count)
    try:
        return pgvector.nearest(query, count, using=using)
    except DatabaseError:  # the table went while we looked: as good as no index
        forget()
        return []


def due(*, using: str = DEFAULT_DB_ALIAS) -> str:
    """What is to be done: "build" all vectors, "update" those of changed films, or "" for nothing."""
    standing = VectorIndex.objects.using(using).filter(pk=VectorIndex.ONLY).first()
    if not Film.objects.using(using).filter(listed=True).exists():
        return ""
    whole = standing is not None and standing.layout == LAYOUT and standing.built_at is not None
    if standing is None or not whole or not _there(standing.token, using):
        return "build"
    changes = StaleFilm.objects.using(using).values("pk")[: MOST_CHANGES + 1].count()
    return "build" if changes > MOST_CHANGES else "update" if changes else ""


def claim(*, using: str = DEFAULT_DB_ALIAS) -> bool:
    """Whether the caller may start to build: nobody began within `PATIENCE`, or who did has ended."""
    rows = VectorIndex.objects.using(using)
    rows.get_or_create(pk=VectorIndex.ONLY)
    free = Q(started_at=None) | Q(started_at__lt=timezone.now() - PATIENCE)
    return rows.filter(free, pk=VectorIndex.ONLY).update(started_at=timezone.now()) == 1


def refresh(*, using: str = DEFAULT_DB_ALIAS, progress: Progress = lambda _films: None) -> int:
    """Do what is due; how many films' vectors were made. Run it in the background, one at a time."""
    work = due(using=using)
    if not work:
        return 0
    moods = StaleFilm.objects.using(using).filter(mood=True).exists()
    try:
        count = _build(using, progress) if work == "build" else _update(using)
    finally:
        VectorIndex.objects.using(using).filter(pk=VectorIndex.ONLY).update(started_at=None)
    if moods:
        state.bump()  # evidence of moods changes no film's row, so this is where the caches hear of it
    forget()
    return count


def _there(token: str, using: str) -> bool:
    return pgvector.available(using=using) if token == IN_TABLE else embedded_vectors.exists(token)


def _build(using: str, progress: Progress) -> int:
    """What changes from here on is written down anew; should this be cut short, the row says that it is due still."""
    VectorIndex.objects.using(using).filter(pk=VectorIndex.ONLY).update(built_at=None)
    StaleFilm.objects.using(using).all().delete()
    batches = _vectors(_listed(using), progress)
    if pgvector.ensure(using=using):
        count = pgvector.build(batches, using=using)
        _stand(IN_TABLE, count, using)
    else:
        token, count = embedded_vectors.build(batches)
        _stand(token, count, using)
    return count


def _update(using: str) -> int:
    changes = stale.waiting(limit=MOST_CHANGES, using=using)
    token = VectorIndex.objects.using(using).values_list("token", flat=True).get(pk=VectorIndex.ONLY)
    ids = sorted({row.film_id for row in changes})
    listed = [film_id for chunk in _chunks(ids) for film_id in _still_listed(chunk, using)]
    gone = sorted(set(ids) - set(listed))
    batches = _vectors(_chunks(listed), lambda _films: None)
    if token == IN_TABLE:
        _stand(token, pgvector.update(gone, batches, using=using), using)
    elif written := embedded_vectors.update(token, gone, batches):
        _stand(*written, using)
    stale.done(changes, using=using)
    return len(listed)


def _still_listed(ids: Sequence[int], using: str) -> list[int]:
    films = Film.objects.using(using).filter(pk__in=ids, listed=True)
    return list(films.order_by("pk").values_list("pk", flat=True))


def _stand(token: str, films: int, using: str) -> None:
    """From now on this index answers; the file of the one before goes."""
    with transaction.atomic(using=using):
        rows = VectorIndex.objects.using(using)
        before = rows.filter(pk=VectorIndex.ONLY).values_list("token", flat=True).first() or ""
        values = {"layout": LAYOUT, "token": token, "films": films, "built_at": timezone.now()}
        rows.update_or_create(pk=VectorIndex.ONLY, defaults=values)
    if before not in (token, IN_TABLE):
        embedded_vectors.drop(before)


def _vectors(chunks: Iterable[Sequence[int]], progress: Progress) -> Iterator[tuple[list[int], Vector]]:
    count = 0
    for chunk in chunks:
        films = list(read(chunk))
        yield [film.id for film in films], film_vectors(films)
        count += len(films)
        progress(count)


def _listed(using: str) -> Iterator[list[int]]:
    last = -1
    films = Film.objects.using(using).filter(listed=True).order_by("pk").values_list("pk", flat=True)
    while chunk := list(films.filter(pk__gt=last)[:BATCH]):
        yield chunk
        last = chunk[-1]


def _chunks(ids: Sequence[int]) -> Iterator[Sequence[int]]:
    for start in range(0, len(ids), BATCH):
        yield ids[start : start + BATCH]
