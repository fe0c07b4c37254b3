"""The item–item model of this installation: fitted from what its people like, kept in the database, read by version.

A film enters it only with `FEWEST` distinct people who like it, so that no weight shows one person's taste; who they
are is not in it. With fewer films than two it is empty, and says nothing.
"""

from __future__ import annotations

import io
import logging
import time
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from threading import Lock
from typing import TYPE_CHECKING, Any, Final
from uuid import UUID, uuid4

from django.utils import timezone

from accounts.models import WatchEntry
from recommendations.catalogue import state
from recommendations.catalogue.franchise import franchise
from recommendations.models import FeedbackKind, FilmFeedback
from recommendations.ranking import collaborative
from recommendations.retrieval.features import features
from recommendations.retrieval.models import FittedPairs

if TYPE_CHECKING:
    from recommendations.ranking.collaborative import ItemItem

logger = logging.getLogger(__name__)
FEWEST: Final = 5  # distinct people who like a film before the model may know it
LIKED_FROM: Final = 8  # half stars, of ten
FILMS: Final = 3000  # the most liked; time grows with their third power, memory with their square
PEOPLE: Final = 200_000  # those who said something last
A_PERSON: Final = 500  # of a person's films, the newest
ROWS: Final = 5_000_000  # opinions of one kind, the newest
CHANGES: Final = 20  # opinions that came or went since the last fit before it is worth another
SHARE_CHANGED: Final = 0.02
MAX_AGE_SECONDS: Final = 86_400.0  # a change is in the model after a day however small
NAMES: Final = ("ids", "likes", "people", "starts", "targets", "weights")


@dataclass(frozen=True, slots=True)
class Fitted:
    """What a fit found: `opinions` rows of `people` gave a model of `films`, in `seconds`."""

    people: int
    films: int
    opinions: int
    weights: int
    seconds: float
    kilobytes: float


class Models:
    """The model in use, kept in this process until another version stands in the database."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._version: UUID | None = None
        self._model: ItemItem | None = None

    def current(self) -> ItemItem:
        """One small query; empty on a fresh installation and where the bytes cannot be read."""
        version = FittedPairs.objects.filter(pk=FittedPairs.ONLY).values_list("version", flat=True).first()
        with self._lock:
            if self._model is None or version != self._version:
                self._version, self._model = version, _read(version)
            return self._model


current = Models().current


def fit() -> Fitted:
    """Fit the model to what people said until now and put it in use."""
    started, opinions = time.monotonic(), _opinions()
    people = _people()
    model = _model_of(people)
    data = packed(model)
    fitted = Fitted(
        len(people), len(model.ids), opinions, len(model.weights), time.monotonic() - started, len(data) / 1024
    )
    values = {"people": fitted.people, "films": fitted.films, "opinions": opinions, "seconds": fitted.seconds}
    row = values | {"version": uuid4(), "data": data, "fitted_at": timezone.now()}
    FittedPairs.objects.update_or_create(pk=FittedPairs.ONLY, defaults=row)
    return fitted


def due() -> bool:
    """Whether enough came or went since the last fit, or something did a day ago."""
    last = FittedPairs.objects.filter(pk=FittedPairs.ONLY).values_list("fitted_at", "opinions").first()
    fitted_at, before = last or (None, 0)
    changed = _changed_since(fitted_at, before)
    if not changed or fitted_at is None:
        return changed > 0
    old = (timezone.now() - fitted_at).total_seconds() > MAX_AGE_SECONDS
    return old or changed >= max(CHANGES, SHARE_CHANGED * before)


def packed(model: ItemItem) -> bytes:
    """The model as the bytes of a compressed npz."""
    import numpy as np

    file = io.BytesIO()
    held: dict[str, Any] = {name: np.asarray(getattr(model, name)) for name in NAMES}
    np.savez_compressed(file, **held)
    return file.getvalue()


def unpacked(data: bytes) -> ItemItem:
    """The model again. ValueError, OSError or KeyError for bytes that are none; pickles are never read."""
    import numpy as np

    with np.load(io.BytesIO(data), allow_pickle=False) as file:
        held = {name: file[name] for name in NAMES}
    films, weights = len(held["ids"]), len(held["weights"])
    if len(held["starts"]) != films + 1 or held["starts"][-1] != weights or len(held["targets"]) != weights:
        raise ValueError("The arrays of the item–item model do not fit together.")
    return collaborative.ItemItem(
        tuple(held["ids"].tolist()), tuple(held["likes"].tolist()), int(held["people"]),
        held["starts"], held["targets"], held["weights"],
    )  # fmt: skip


def _read(version: UUID | None) -> ItemItem:
    data = FittedPairs.objects.filter(pk=FittedPairs.ONLY, version=version).values_list("data", flat=True).first()
    if not data:
        return collaborative.empty()
    try:
        return unpacked(bytes(data))
    except Exception:
        logger.exception("The item–item model cannot be read; films are ranked without it until it is fitted again.")
        return collaborative.empty()


def _model_of(people: list[dict[int, float]]) -> ItemItem:
    """Without films that too few people like, and without people of whom nothing is left."""
    likes = Counter(film_id for said in people for film_id, value in said.items() if value >= 1.0)
    films = {film_id for film_id, count in likes.most_common(FILMS) if count >= FEWEST}
    left = [{film_id: value for film_id, value in said.items() if film_id in films} for said in people]
    return collaborative.fit_ease([said for said in left if said], traits=_traits(films))


def _traits(film_ids: Iterable[int]) -> dict[int, list[str]]:
    known = features(film_ids, version=state.version())
    return {film.id: [*(key for key, _ in film.traits), f"series:{franchise(film.title)}"] for film in known.values()}


def _people() -> list[dict[int, float]]:
    """What each of the people who said something last likes (1) and has seen without liking it (`SEEN`)."""
    said: dict[int, dict[int, float]] = {}
    for user_id, film_id, value in _newest_first():
        if user_id not in said and len(said) >= PEOPLE:
            continue
        films = said.setdefault(user_id, {})
        if film_id in films or len(films) < A_PERSON:
            films[film_id] = max(value, films.get(film_id, 0.0))
    return list(said.values())


def _newest_first() -> Iterator[tuple[int, int, float]]:
    likes = FilmFeedback.objects.filter(kind=FeedbackKind.LIKE).order_by("-updated_at", "-id")
    for user_id, film_id in likes.values_list("user_id", "film_id")[:ROWS].iterator():
        yield user_id, film_id, 1.0
    seen = WatchEntry.objects.order_by("-created_at", "-id").values_list("user_id", "film_id", "rating")
    for user_id, film_id, rating in seen[:ROWS].iterator():
        yield user_id, film_id, 1.0 if (rating or 0) >= LIKED_FROM else collaborative.SEEN


def _opinions() -> int:
    return FilmFeedback.objects.count() + WatchEntry.objects.count()


def _changed_since(when: datetime | None, before: int) -> int:
    """Opinions that came, changed or went; a deletion shows only in how many there are."""
    if when is None:
        return _opinions()
    came = (
        FilmFeedback.objects.filter(updated_at__gt=when).count()
        + WatchEntry.objects.filter(created_at__gt=when).count()
    )
    return max(came, abs(_opinions() - before))
