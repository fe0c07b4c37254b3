"""Long lists of films: everything that suits one person, and everything a row holds, page by page."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from django.core.paginator import Page, Paginator
from django.utils import timezone

from recommendations.access import Visitor
from recommendations.aims import NO_MOOD, Aim, aim_of
from recommendations.cards import card_of
from recommendations.catalogue import state
from recommendations.errors import UnknownRow
from recommendations.ranking.affinity import RowSpec
from recommendations.ranking.blend import Scorer, shortlist
from recommendations.retrieval.row_specs import row_specs
from recommendations.steering.types import Steer
from recommendations.types import FilmCard

PAGE_SIZE: Final = 24
LONGEST: Final = 10 * PAGE_SIZE  # a list that nobody scrolls to the end of need not be ranked to its end
EVERYTHING: Final = RowSpec("everything", "Everything", (), (), (), "", {})


def row_page(
    *,
    user: Visitor,
    key: str,
    scores: Mapping[str, float] = NO_MOOD,
    steer: Steer | None = None,
    include_seen: bool = False,
    number: int | str = 1,
) -> tuple[RowSpec, Page[FilmCard]]:
    """A row and a page of all its films for this person. `scores`: the mood that is asked, empty for none.

    Raises UnknownRow, UnknownMood or UnusableScores.
    """
    spec = next((spec for spec in row_specs(version=state.version()) if spec.key == key), None)
    if spec is None:
        raise UnknownRow
    aim = aim_of(user, scores=scores, steer=steer)
    return spec, films_page(aim, spec, number, include_seen=include_seen)


def films_page(aim: Aim, spec: RowSpec, number: int | str, *, include_seen: bool = False) -> Page[FilmCard]:
    """A page of the row's films for this person, best first; a number out of range gives the nearest page."""
    asked, offer = aim.asks(spec.weights, today=timezone.localdate()), aim.offer(include_seen=include_seen)
    films = offer.candidates(spec, asked, aim.weights)
    page: Page[Any] = Paginator(shortlist(films, Scorer(asked, aim.weights), LONGEST), PAGE_SIZE).get_page(number)
    page.object_list = [card_of(entry, aim.viewer, weights=aim.weights) for entry in page.object_list]
    return page
