"""Offering films, and writing down what people say about them. Everything here may be called twice."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import replace
from datetime import date

from django.utils import timezone

from accounts import services as accounts
from accounts.models import User
from recommendations.access import Visitor, visible_film
from recommendations.catalogue import state
from recommendations.errors import UnknownFeedback
from recommendations.models import FeedbackKind, FilmFeedback
from recommendations.ranking.affinity import usable_mix
from recommendations.ranking.row_choice import ChosenRow, choose_rows, row_reason
from recommendations.retrieval.offer import Offer
from recommendations.retrieval.row_specs import row_specs
from recommendations.row_filling import USUALLY, Filling, filled
from recommendations.types import Row
from recommendations.viewers import viewer_of


def rows_for(
    *,
    user: Visitor,
    scores: Mapping[str, float],
    limit_rows: int = 4,
    limit_films: int = 12,
    include_seen: bool = False,
    genres: Collection[str] = (),
    day: date | None = None,
    filling: Filling = USUALLY,
) -> tuple[Row, ...]:
    """Rows of films for a whole mood mix. `scores` by mood, any positive scale. Raises UnknownMood or UnusableScores.

    No film stands twice on a page; refused films and genres never come, seen ones only with `include_seen`. `genres`
    keeps to films with at least one of these. Where the moods have too few rows with `limit_films` films left, near
    moods lend theirs. `filling` says how the rows are filled. The same input on the same `day` (today) gives the same
    rows.
    """
    mix, version = usable_mix(scores), state.version()
    offer = Offer(viewer_of(user, version=version), genres, include_seen, version)
    rows = _rows(offer, mix, limit_rows, limit_films)
    filling = replace(filling, day=day or timezone.localdate(), limit=limit_films)
    cards = filled(offer, rows, mix, filling)
    return tuple(Row(row.spec.key, row.spec.title, row_reason(row), films) for row, films in cards.items() if films)


def _rows(offer: Offer, mix: Mapping[str, float], limit: int, length: int) -> tuple[ChosenRow, ...]:
    """Rows with `length` films to offer; shorter ones only where nothing else is left."""
    specs = [spec for spec in row_specs(version=offer.version) if offer.viewer.refused_genres.isdisjoint(spec.genres)]
    full = choose_rows(specs, mix, limit=limit, fillable=lambda spec: len(offer.films(spec)) >= length)
    taken = {row.spec.key for row in full}
    short = [spec for spec in specs if spec.key not in taken]
    more = choose_rows(short, mix, limit=limit - len(full), fillable=lambda spec: bool(offer.films(spec)))
    return (*full, *more)


def like(*, user: User, film_id: int) -> None:
    """Raises UnknownFilm. Takes the place of a refusal."""
    _say(user, film_id, FeedbackKind.LIKE)


def dislike(*, user: User, film_id: int) -> None:
    """ "Not for me": the film is never offered again until this is undone. Raises UnknownFilm."""
    _say(user, film_id, FeedbackKind.DISLIKE)


def mark_seen(*, user: User, film_id: int, rating: int | None = None) -> None:
    """Seen it, perhaps with a rating in half stars (1 to 10). Raises UnknownFilm or BadInput."""
    film = visible_film(user=user, film_id=film_id)
    accounts.mark_seen(user=user, film_id=film.pk, title=film.title, year=film.year, rating=rating)


def undo(*, user: User, film_id: int, kind: str) -> bool:
    """Take back a "like", "dislike" or "seen"; whether there was one. An opinion that changed meanwhile stays.

    What somebody said stays theirs to take back when the film itself is gone or shut to them. Raises UnknownFeedback
    for another kind.
    """
    if kind == "seen":
        return accounts.unmark_seen(user=user, film_id=film_id)
    if kind not in FeedbackKind.values:
        raise UnknownFeedback
    deleted, _ = FilmFeedback.objects.filter(user=user, film_id=film_id, kind=kind).delete()
    return deleted > 0


def _say(user: User, film_id: int, kind: FeedbackKind) -> None:
    film = visible_film(user=user, film_id=film_id)
    FilmFeedback.objects.update_or_create(user=user, film=film, defaults={"kind": kind})
