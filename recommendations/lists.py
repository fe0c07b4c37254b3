"""Long lists of films: everything that suits one person, and everything a row holds, page by page."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any, Final

from django.core.paginator import Page, Paginator

from recommendations.access import Visitor
from recommendations.cards import card_of
from recommendations.catalogue import state
from recommendations.errors import UnknownRow
from recommendations.ranking.affinity import RowSpec, focus, usable_mix
from recommendations.ranking.blend import Scorer, shortlist
from recommendations.retrieval.offer import Offer
from recommendations.retrieval.row_specs import row_specs
from recommendations.types import FilmCard
from recommendations.viewers import viewer_of

PAGE_SIZE: Final = 24
LONGEST: Final = 10 * PAGE_SIZE  # a list that nobody scrolls to the end of need not be ranked to its end
EVERYTHING: Final = RowSpec("everything", "Everything", (), (), (), "", {})


def row_page(
    *,
    user: Visitor,
    key: str,
    scores: Mapping[str, float] = MappingProxyType({}),
    include_seen: bool = False,
    number: int | str = 1,
) -> tuple[RowSpec, Page[FilmCard]]:
    """A row and a page of all its films for this person. `scores`: the mood that is asked, empty for none.

    Raises UnknownRow, UnknownMood or UnusableScores.
    """
    version = state.version()
    spec = next((spec for spec in row_specs(version=version) if spec.key == key), None)
    if spec is None:
        raise UnknownRow
    offer = Offer(viewer_of(user, version=version), version, include_seen)
    return spec, films_page(offer, spec, usable_mix(scores) if scores else {}, number)


def films_page(offer: Offer, spec: RowSpec, mix: Mapping[str, float], number: int | str) -> Page[FilmCard]:
    """A page of the row's films for this person, best first; a number out of range gives the nearest page.

    `mix` is the mood that is asked, empty where none is.
    """
    scorer = Scorer(offer.viewer.asks(focus(mix, spec.weights) if mix else {}))
    page: Page[Any] = Paginator(shortlist(offer.films(spec), scorer, LONGEST), PAGE_SIZE).get_page(number)
    page.object_list = [card_of(entry, offer.viewer) for entry in page.object_list]
    return page
