"""Fills the rows of one page: rank, vary, now and then explore, and say of each film where it stands and why."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING, Final

from recommendations.aims import Aim
from recommendations.cards import Chosen, card_of
from recommendations.experiments.rivals import odds
from recommendations.ranking.affinity import RowSpec
from recommendations.ranking.bank import panel_for
from recommendations.ranking.blend import USUAL, Candidate, Scored, Scorer, Weights, best, total_of
from recommendations.ranking.counterfactual import NOWHERE, Place, places
from recommendations.ranking.explore import Chance, Placed, chances, explore
from recommendations.ranking.exposure import last_place
from recommendations.ranking.row_choice import ChosenRow
from recommendations.ranking.variety import Variety
from recommendations.retrieval.offer import Offer
from recommendations.types import FilmCard, Term

if TYPE_CHECKING:
    from recommendations.ranking.panel import Floats, Panel


@dataclass(frozen=True, slots=True)
class Filling:
    """How the rows of a page are filled.

    `explore` is the chance, 0 to 1, that a row gives one place to a film drawn from the next best; `key` (a person or
    session) and the day decide the draw. Films `shown` before do not come again. `rivals`, where there is one, takes
    note of what other strategies would have put in each place that could be drawn, by the film that stands there.
    """

    day: date = date.min
    limit: int = 12
    weights: Weights = USUAL
    shown: Collection[int] = ()
    explore: float = 0.0
    key: str = ""
    exposure: Mapping[int, int] = field(default_factory=dict)
    rivals: dict[int, dict[str, float]] | None = None


USUALLY: Final = Filling()


@dataclass(frozen=True, slots=True)
class Field:
    """A row's candidates as they were scored, and what was picked of the best of them."""

    scorer: Scorer
    panel: Panel
    terms: Mapping[Term, Floats]
    ranked: Sequence[Candidate]
    picked: Sequence[Candidate]


def filled(
    aim: Aim, offer: Offer, rows: Sequence[ChosenRow], filling: Filling
) -> dict[ChosenRow, tuple[FilmCard, ...]]:
    """The cards of each row, in the order of `rows`; no film stands twice."""
    fields = _fields(aim, offer, rows, filling)
    picked, ranked = [fields[row].picked for row in rows], [fields[row].ranked for row in rows]
    drawn = dict(zip(rows, chances(picked, ranked, rate=filling.explore), strict=True))
    placed = {row: explore(fields[row].picked, drawn[row], key=_key(row, filling)) for row in rows}
    if filling.rivals is not None:
        for row, chance in drawn.items():
            filling.rivals.update(_rivals(aim, fields[row], chance, placed[row], filling))
    return {row: _cards(fields[row], placed[row], offer, filling) for row in rows}


def _rivals(
    aim: Aim, field: Field, chance: Chance | None, placed: Sequence[Placed], filling: Filling
) -> dict[int, dict[str, float]]:
    """What other strategies would have put in the place that a row may draw, by the film that came to stand there.

    Of the films that could be drawn there, those that variety alone kept out of the row stay out for the others, too.
    """
    if chance is None:
        return {}
    shown, usual = placed[chance.place].candidate.film.id, field.picked[chance.place]
    candidates = [usual.film.id, *(entry.film.id for entry in chance.others if entry.total <= usual.total)]
    numbers = {film_id: number for number, film_id in enumerate(field.panel.ids)}
    terms = {term: [float(values[numbers[film_id]]) for film_id in candidates] for term, values in field.terms.items()}
    return {
        shown: odds(
            shown=shown,
            candidates=candidates,
            terms=terms,
            weights=filling.weights,
            steered=aim.steered,
            known=aim.known,
        )
    }


def place_in(aim: Aim, offer: Offer, spec: RowSpec, film_id: int, *, today: date) -> Place:
    """Where one film stands among the candidates of a row; no place where it is not one of them."""
    asked = aim.asks(spec.weights, today=today)
    panel = panel_for(tuple(offer.candidates(spec, asked, aim.weights)))
    terms = Scorer(asked, aim.weights).terms(panel)
    return places(panel, terms, [film_id]).get(film_id, NOWHERE)


def _fields(aim: Aim, offer: Offer, rows: Sequence[ChosenRow], filling: Filling) -> dict[ChosenRow, Field]:
    """The row that the catalogue has fewest films for chooses first."""
    variety = Variety(day=filling.day.isoformat(), shown=filling.shown)
    found: dict[ChosenRow, Field] = {}
    for row in sorted(rows, key=lambda row: (offer.breadth(row.spec), -len(row.spec.genres))):
        asked = aim.asks(row.spec.weights, today=filling.day)
        films = offer.candidates(row.spec, asked, filling.weights)
        scorer, panel = Scorer(asked, filling.weights), panel_for(tuple(films))
        terms = scorer.terms(panel)
        ranked = best(panel, total_of(terms), variety.reach(filling.limit))
        found[row] = Field(scorer, panel, terms, ranked, _picked(variety, ranked, filling))
    return found


def _picked(variety: Variety, ranked: Sequence[Candidate], filling: Filling) -> list[Candidate]:
    """What stands in a row, in the order of the scores: its last place is for a film that hardly anybody met."""
    picked = last_place(variety.pick(ranked, filling.limit), variety.free(ranked), filling.exposure)
    variety.take([entry.film.id for entry in picked])
    return picked


def _cards(field: Field, placed: Sequence[Placed], offer: Offer, filling: Filling) -> tuple[FilmCard, ...]:
    found = places(field.panel, field.terms, [one.candidate.film.id for one in placed])
    return tuple(_card(field, one, found[one.candidate.film.id], offer, filling) for one in placed)


def _card(field: Field, placed: Placed, place: Place, offer: Offer, filling: Filling) -> FilmCard:
    film = placed.candidate.film
    entry = Scored(film, field.scorer.split(film))
    chosen = Chosen(place, placed.explored, placed.propensity)
    return card_of(entry, offer.viewer, chosen=chosen, weights=filling.weights)


def _key(row: ChosenRow, filling: Filling) -> str:
    return f"{filling.key}:{filling.day.isoformat()}:{row.spec.key}"
