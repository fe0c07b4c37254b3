"""What people say about a film: liked, refused, seen. Everything here may be called twice."""

from __future__ import annotations

from accounts import services as accounts
from accounts.models import User
from recommendations.access import visible_film
from recommendations.errors import UnknownFeedback
from recommendations.models import FeedbackKind, FilmFeedback


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
