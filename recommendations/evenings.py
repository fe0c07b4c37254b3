"""A page of films for one evening: the mood, what was set beside it, and the strategy that answers.

TMDB, where there is a key, is asked for all rows at once before they are filled; what was shown to a signed-in person
is written down once a page and day, so that a page loaded again counts once and stays as it is. A page that somebody
steered is theirs and is not written down: experiments compare what strategies offer by themselves.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from typing import Final
from uuid import UUID, uuid5

from django.utils import timezone

from accounts.models import User
from recommendations.access import Visitor
from recommendations.aims import Aim, aim_of
from recommendations.experiments import impressions
from recommendations.experiments.exposure import shown_before
from recommendations.experiments.interleaving import interleave
from recommendations.ranking.affinity import usable_mix
from recommendations.ranking.row_choice import ChosenRow, choose_rows, row_reason
from recommendations.retrieval.offer import Offer
from recommendations.retrieval.row_specs import row_specs
from recommendations.row_filling import Filling, filled
from recommendations.steering.types import Steer, Wishes
from recommendations.tmdb import feed
from recommendations.types import FilmCard, Row

SESSION: Final = timedelta(hours=3)  # films of the pages before this one do not come again within it
HANDS: Final = 5  # how often one may ask for other films of the same evening
PAGES: Final = UUID("5d7c6f52-0b5e-4c1c-9f0e-6d4f0e2f7a11")
Cards = dict[ChosenRow, tuple[FilmCard, ...]]


@dataclass(frozen=True, slots=True)
class Evening:
    """What a page of films is for. `scores` by mood, on any positive scale; `hand` counts from 1 how often other films
    were asked for. `name` tells one person's evenings apart ("reading=12"), "" where nothing is written down.
    """

    scores: Mapping[str, float]
    steer: Steer = field(default_factory=Steer)
    include_seen: bool = False
    hand: int = 1
    rows: int = 4
    films: int = 12
    name: str = ""

    @property
    def as_offered(self) -> bool:
        """Nothing was set or asked for again: what stands there is the strategy's doing, and nobody else's."""
        return self.steer == Steer() and self.hand == 1 and not self.include_seen


@dataclass(frozen=True, slots=True)
class Offered:
    """The rows, and what is missing from them in a line ("" where nothing is). `more`: other films can be asked for."""

    rows: tuple[Row, ...]
    note: str = ""
    more: bool = False


@dataclass(frozen=True, slots=True)
class _Page:
    """Everything that filling the rows stands on; `teams` notes whose pick a film was where two strategies answer."""

    aim: Aim
    offer: Offer
    chosen: Sequence[ChosenRow]
    filling: Filling
    teams: dict[int, str] = field(default_factory=dict)


def offer_films(*, user: Visitor, evening: Evening, day: date | None = None) -> Offered:
    """Rows of films for a whole mood mix, as it was steered. Raises UnknownMood or UnusableScores.

    No film stands twice on a page, nor again on the other hands of an evening; refused films and genres never come,
    seen ones only where they are asked for. Where the moods have too few rows with enough films left, near moods lend
    theirs. The same evening on the same `day` (today) gives the same rows.
    """
    today = day or timezone.localdate()
    page_id = _page_id(user, evening, today)
    page = _page(user, evening, today, page_id)
    fresh = feed.freshen([row.spec for row in page.chosen], page.offer.wishes)
    if page.aim.is_stale():
        page = _page(user, evening, today, page_id)
    cards = _hand(page, evening.hand)
    rows = tuple(Row(row.spec.key, row.spec.title, row_reason(row), films) for row, films in cards.items() if films)
    if page_id and evening.as_offered:
        impressions.log_once(
            user=user,
            rows=rows,
            assigned=page.aim.assigned,
            page_id=page_id,
            teams=page.teams,
            rivals=page.filling.rivals or {},
        )
    return Offered(rows, fresh.note, more=evening.hand < HANDS and bool(rows))


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
    """The rows alone, for a mood that nothing was set beside but `genres`, of which a film has at least one."""
    steer = Steer(wishes=Wishes(include_genres=tuple(genres)))
    evening = Evening(scores, steer, include_seen, rows=limit_rows, films=limit_films)
    return offer_films(user=user, evening=evening, day=day).rows


def _page(user: Visitor, evening: Evening, today: date, page_id: UUID | None) -> _Page:
    aim = aim_of(user, scores=usable_mix(evening.scores), steer=evening.steer)
    offer = aim.offer(include_seen=evening.include_seen)
    filling = Filling(
        day=today,
        limit=evening.films,
        weights=aim.weights,
        shown=_shown(user, page_id),
        explore=aim.assigned.strategy.explore,
        key=str(page_id or ""),
        exposure=shown_before(today),
        rivals=None if page_id is None or aim.assigned.interleaved else {},
    )
    return _Page(aim, offer, _chosen(offer, aim.mix, evening), filling)


def _chosen(offer: Offer, mix: Mapping[str, float], evening: Evening) -> Sequence[ChosenRow]:
    """Rows with enough films to offer; shorter ones only where nothing else is left."""
    specs = [spec for spec in row_specs(version=offer.version) if offer.viewer.refused_genres.isdisjoint(spec.genres)]
    full = choose_rows(specs, mix, limit=evening.rows, fillable=lambda spec: len(offer.films(spec)) >= evening.films)
    taken = {row.spec.key for row in full}
    short = [spec for spec in specs if spec.key not in taken]
    more = choose_rows(short, mix, limit=evening.rows - len(full), fillable=lambda spec: bool(offer.films(spec)))
    return (*full, *more)


def _hand(page: _Page, number: int) -> Cards:
    """The films of this hand: those of the hands before it do not come again."""
    shown = set(page.filling.shown)
    cards: Cards = {}
    for _ in range(min(max(number, 1), HANDS)):
        cards = _filled(replace(page, filling=replace(page.filling, shown=frozenset(shown))))
        shown |= {film.id for films in cards.values() for film in films}
    return cards


def _filled(page: _Page) -> Cards:
    ours = filled(page.aim, page.offer, page.chosen, page.filling)
    rival = page.aim.assigned.rival
    if rival is None:
        return ours
    theirs = filled(page.aim, page.offer, page.chosen, replace(page.filling, weights=rival.steered(page.aim.steered)))
    return {row: _drafted(page, row, ours[row], theirs[row]) for row in page.chosen}


def _drafted(page: _Page, row: ChosenRow, ours: Sequence[FilmCard], theirs: Sequence[FilmCard]) -> tuple[FilmCard, ...]:
    """One row of two strategies by team draft; whose pick each film was is noted in `page.teams`."""
    free = [[film for film in films if film.id not in page.teams] for films in (ours, theirs)]
    ids = [[film.id for film in films] for films in free]
    picks = interleave(ids[0], ids[1], seed=f"{page.filling.key}:{row.spec.key}", limit=page.filling.limit)
    cards = {"a": {film.id: film for film in free[0]}, "b": {film.id: film for film in free[1]}}
    page.teams.update({pick.film_id: pick.team for pick in picks})
    return tuple(cards[pick.team][pick.film_id] for pick in picks)


def _page_id(user: Visitor, evening: Evening, today: date) -> UUID | None:
    """The same for one person, evening and day; None where nothing is written down."""
    if not isinstance(user, User) or not evening.name:
        return None
    return uuid5(PAGES, f"{user.pk}:{evening.name}:{today.isoformat()}")


def _shown(user: Visitor, page_id: UUID | None) -> frozenset[int]:
    """What this person was shown on other pages of this session."""
    if not isinstance(user, User) or page_id is None:
        return frozenset()
    return impressions.lately(user=user, within=SESSION, but=page_id)
