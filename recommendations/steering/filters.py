"""The filters of the search page: a few of the wishes, and an order. Pure."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Final
from urllib.parse import urlencode

from recommendations.catalogue.genres import NAMES
from recommendations.retrieval.listing import SORTS
from recommendations.steering import query
from recommendations.steering.chips import Chip, chips
from recommendations.steering.panel import Choice, choice, choices
from recommendations.steering.types import Steer

BEST: Final = "best"


@dataclass(frozen=True, slots=True)
class Filters:
    """`kept` is the query that keeps them on the next page; `choices` are the page's controls."""

    steer: Steer
    sort: str
    kept: str
    chips: tuple[Chip, ...]
    choices: tuple[Choice, ...]

    @property
    def any(self) -> bool:
        return bool(self.kept)


def search_filters(data: query.Query) -> Filters:
    """The filters of a query. Raises UnusableWish; an unknown order is the usual one."""
    steer = Steer(wishes=query.read(data).wishes)
    asked = [value for value in data.getlist("sort") if value in SORTS]
    sort = asked[-1] if asked else BEST
    order = [("sort", sort)] if sort != BEST else []
    return Filters(
        steer=steer,
        sort=sort,
        kept=urlencode([*query.parameters(steer), *order]),
        chips=tuple(replace(chip, query=_with_order(chip.query, order)) for chip in chips(steer)),
        choices=_controls(steer, sort),
    )


def _with_order(text: str, order: list[tuple[str, str]]) -> str:
    return "&".join(part for part in (text, urlencode(order)) if part)


def _controls(steer: Steer, sort: str) -> tuple[Choice, ...]:
    genres = steer.wishes.include_genres
    offered = [(name, said) for name, said in SORTS.items() if name != BEST]
    return (
        choice("genre", "Genre", genres[0] if genres else "", [(name, name) for name in NAMES], "Any genre"),
        *(one for one in choices(steer.wishes) if one.parameter != "region"),
        choice("sort", "Order", "" if sort == BEST else sort, offered, "Best match first"),
    )
