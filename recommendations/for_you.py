"""For you: what suits one person, evening or no evening, and what it goes back to.

On the first page two short rows come before the long list: films close to what the person liked last, and what waits
on their watchlist. A reading of the last hours is followed; without one no mood is asked.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Final

from django.core.paginator import Page
from django.utils import timezone

from accounts.models import User
from emotions.selectors import own_readings, view_of_row
from emotions.types import ReadingView
from recommendations.access import Visitor
from recommendations.aims import NO_MOOD, aim_of
from recommendations.feedback.models import Saved
from recommendations.lists import EVERYTHING, films_page
from recommendations.models import FeedbackKind, FilmFeedback
from recommendations.retrieval.similar import similar_films
from recommendations.selectors import cards
from recommendations.steering.types import Steer
from recommendations.tmdb import feed
from recommendations.types import FilmCard, Row
from recommendations.viewers import Viewer

FOLLOWED: Final = timedelta(hours=6)  # how long a reading speaks for the evening
LIKED_ROWS: Final = 2
SAVED_FILMS: Final = 12


@dataclass(frozen=True, slots=True)
class ForYou:
    """`reading` is the one that the list follows, None where no mood is asked; `rows` stand on the first
    page alone. `note` says what is missing, "" where nothing is."""

    rows: tuple[Row, ...]
    page: Page[FilmCard]
    reading: ReadingView | None
    note: str = ""


def for_you(*, user: Visitor, number: int | str = 1, follow: bool = True, steer: Steer | None = None) -> ForYou:
    """The page of films for this person; `follow` False asks for no mood. A guest gets the catalogue's best known.

    What is steered is looked for: the short rows, which keep to no wish of tonight, then stay away.
    """
    reading = _tonight(user) if follow else None
    scores = reading.felt if reading else NO_MOOD
    aim = aim_of(user, scores=scores, steer=steer)
    fresh = feed.freshen([EVERYTHING], aim.wishes)
    if aim.is_stale():
        aim = aim_of(user, scores=scores, steer=steer)
    page = films_page(aim, EVERYTHING, number)
    short = isinstance(user, User) and page.number == 1 and steer in (None, Steer())
    rows = tuple(_rows(user, aim.viewer, aim.version)) if isinstance(user, User) and short else ()
    return ForYou(rows, page, reading, fresh.note)


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
