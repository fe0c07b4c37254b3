"""Offering films, and writing down what people say about them. Everything here may be called twice."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import replace
from datetime import date
from itertools import chain

from django.utils import timezone

from accounts import services as accounts
from accounts.models import User
from recommendations import state
from recommendations.affinity import ChosenRow, RowSpec, choose_rows, focus, row_reason, row_specs, usable_mix
from recommendations.blend import Scored, Scorer, Variety, shortlist
from recommendations.candidates import pool
from recommendations.cards import card_of
from recommendations.errors import UnknownFeedback, UnknownFilm
from recommendations.models import FeedbackKind, Film, FilmFeedback
from recommendations.profiles import features
from recommendations.types import FilmFeatures, Row
from recommendations.viewers import Viewer, Visitor, viewer_of


def rows_for(
    *,
    user: Visitor,
    scores: Mapping[str, float],
    limit_rows: int = 4,
    limit_films: int = 12,
    include_seen: bool = False,
    genres: Collection[str] = (),
    day: date | None = None,
) -> tuple[Row, ...]:
    """Rows of films for a whole mood mix. `scores` by mood, any positive scale. Raises UnknownMood or UnusableScores.

    No film stands twice on a page; refused films and genres never come, seen ones only with `include_seen`. `genres`
    keeps to films with at least one of these. The same input on the same `day` (today) gives the same rows.
    """
    mix, version = usable_mix(scores), state.version()
    viewer = viewer_of(user, version=version)
    without = viewer.refused if include_seen else viewer.refused | viewer.seen.keys()
    found = {
        row: _films(row.spec, viewer, without=without, genres=genres, version=version)
        for row in choose_rows(row_specs(version=version), mix, limit=limit_rows)
    }
    variety = Variety(day=(day or timezone.localdate()).isoformat())
    picked: dict[ChosenRow, list[Scored]] = {}
    # The row with the fewest films to choose from chooses first; the page shows them in the order of the mood.
    for row in sorted(found, key=lambda row: (len(found[row]), -len(row.spec.genres))):
        scorer = Scorer(viewer.asks(focus(mix, row.spec.weights)))
        picked[row] = variety.pick(shortlist(found[row], scorer, variety.reach(limit_films)), limit_films)
    return tuple(_row(row, picked[row], viewer) for row in found if picked[row])


def _films(
    spec: RowSpec, viewer: Viewer, *, without: frozenset[int], genres: Collection[str], version: int
) -> list[FilmFeatures]:
    """What the row could hold for this person: its best films by standing.

    With `genres`, the best of each of them in it.
    """
    narrowed = [replace(spec, genres=(*spec.genres, name)) for name in genres if name not in spec.genres]
    specs = narrowed if genres and len(narrowed) == len(set(genres)) else [spec]
    ids = chain.from_iterable(pool(one, version=version, without=without) for one in specs)
    return [film for film in features(ids, version=version).values() if viewer.allows(film)]


def _row(row: ChosenRow, films: list[Scored], viewer: Viewer) -> Row:
    return Row(row.spec.key, row.spec.title, row_reason(row), tuple(card_of(entry, viewer) for entry in films))


def like(*, user: User, film_id: int) -> None:
    """Raises UnknownFilm. Takes the place of a refusal."""
    _say(user, film_id, FeedbackKind.LIKE)


def dislike(*, user: User, film_id: int) -> None:
    """ "Not for me": the film is never offered again until this is undone. Raises UnknownFilm."""
    _say(user, film_id, FeedbackKind.DISLIKE)


def mark_seen(*, user: User, film_id: int, rating: int | None = None) -> None:
    """Seen it, perhaps with a rating in half stars (1 to 10). Raises UnknownFilm or BadInput."""
    film = known_film(film_id)
    accounts.mark_seen(user=user, film_id=film.pk, title=film.title, year=film.year, rating=rating)


def undo(*, user: User, film_id: int, kind: str) -> bool:
    """Take back a "like", "dislike" or "seen"; whether there was one. An opinion that changed meanwhile stays.

    Raises UnknownFeedback for another kind.
    """
    if kind == "seen":
        return accounts.unmark_seen(user=user, film_id=film_id)
    if kind not in FeedbackKind.values:
        raise UnknownFeedback
    deleted, _ = FilmFeedback.objects.filter(user=user, film_id=film_id, kind=kind).delete()
    return deleted > 0


def known_film(film_id: int) -> Film:
    """The film. Raises UnknownFilm."""
    film = Film.objects.filter(pk=film_id).first() if 0 < film_id <= accounts.LARGEST_ID else None
    if film is None:
        raise UnknownFilm
    return film


def _say(user: User, film_id: int, kind: FeedbackKind) -> None:
    film = known_film(film_id)
    FilmFeedback.objects.update_or_create(user=user, film=film, defaults={"kind": kind})
