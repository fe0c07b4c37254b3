"""For you: what suits one person, evening or no evening, and what it goes back to.

On the first page two short rows come before the long list: films close to what the person liked last, and what waits
on their watchlist. A reading of the last hours is followed; without one no mood is asked.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Final

from django.core.paginator import Page
from django.utils import timezone

from accounts.models import User
from emotions.selectors import own_readings, view_of_row
from emotions.types import ReadingView
from recommendations.access import Visitor
from recommendations.catalogue import state
from recommendations.feedback.models import Saved
from recommendations.lists import EVERYTHING, films_page
from recommendations.models import FeedbackKind, FilmFeedback
from recommendations.retrieval.offer import Offer
from recommendations.retrieval.similar import similar_films
from recommendations.selectors import cards
from recommendations.types import FilmCard, Row
from recommendations.viewers import Viewer, viewer_of

FOLLOWED: Final = timedelta(hours=6)  # how long a reading speaks for the evening
LIKED_ROWS: Final = 2
SAVED_FILMS: Final = 12


@dataclass(frozen=True, slots=True)
class ForYou:
    """`reading` is the one that the list follows, None where no mood is asked; `rows` stand on the first page alone."""

    rows: tuple[Row, ...]
    page: Page[FilmCard]
    reading: ReadingView | None


def for_you(*, user: Visitor, number: int | str = 1, follow: bool = True) -> ForYou:
    """The page of films for this person; `follow` False asks for no mood. A guest gets the catalogue's best known."""
    version = state.version()
    viewer = viewer_of(user, version=version)
    reading = _tonight(user) if follow else None
    mix: Mapping[str, float] = reading.felt if reading else {}
    page = films_page(Offer(viewer, version), EVERYTHING, mix, number)
    rows = tuple(_rows(user, viewer, version)) if isinstance(user, User) and page.number == 1 else ()
    return ForYou(rows, page, reading)


def _tonight(user: Visitor) -> ReadingView | None:
    """The newest reading, where it is of the last hours."""
    if not isinstance(user, User):
        return None
    row = own_readings(user=user).filter(created_at__gte=timezone.now() - FOLLOWED).first()
    return view_of_row(row) if row else None


def _rows(user: User, viewer: Viewer, version: int) -> Iterator[Row]:
    liked = FilmFeedback.objects.filter(user=user, kind=FeedbackKind.LIKE, film__listed=True)
    for film_id, title in liked.values_list("film_id", "film__title")[:LIKED_ROWS]:
        if row := similar_films(film_id=film_id, viewer=viewer, version=version):
            yield replace(row, key=f"like-{film_id}", title=f"Because you liked {title}")
    waiting = Saved.objects.filter(user=user, film__listed=True).values_list("film_id", flat=True)[:SAVED_FILMS]
    if films := tuple(cards(film_ids=list(waiting), user=user)):
        yield Row("saved", "Waiting on your watchlist", "The films you kept for later, the newest first.", films)
