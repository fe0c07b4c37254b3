"""Where a film would stand if one term were taken out: the ranking itself, made again without it. Pure."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from recommendations.ranking.blend import total_of
from recommendations.types import Term

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from recommendations.ranking.panel import Floats, Panel

SHIFT: Final = 5  # places that the mood must have lifted a film by before it is worth saying
DECIMALS: Final = 12  # of a total; what lies behind them is rounding, and the id decides


@dataclass(frozen=True, slots=True)
class Place:
    """Places among a row's candidates, from 1: as ranked, and had no mood been asked. None where there is none."""

    place: int | None
    without_mood: int | None


NOWHERE: Final = Place(None, None)


def places(panel: Panel, terms: Mapping[Term, Floats], film_ids: Collection[int]) -> dict[int, Place]:
    """The places of these films among all films of the panel; `terms` as `Scorer.terms` gives them."""
    place = standing(panel, total_of(terms), film_ids)
    if not terms[Term.MOOD].any():
        return {film_id: Place(at, None) for film_id, at in place.items()}
    without = standing(panel, total_without(terms, Term.MOOD), film_ids)
    return {film_id: Place(at, without[film_id]) for film_id, at in place.items()}


def total_without(terms: Mapping[Term, Floats], term: Term) -> Floats:
    """The scores [films] that a ranking with `Weights.without(term)` gives."""
    return total_of({other: values for other, values in terms.items() if other is not term})


def standing(panel: Panel, totals: Floats, film_ids: Collection[int]) -> dict[int, int]:
    """The place of each of these films among the panel's, from 1: how many stand before it, and one.

    Films that are not in the panel are passed over.
    """
    import numpy as np

    rounded, ids = totals.round(DECIMALS), np.array(panel.ids, dtype=np.int64)
    numbers = {film_id: number for number, film_id in enumerate(panel.ids)}
    return {film_id: 1 + _before(rounded, ids, numbers[film_id], film_id) for film_id in film_ids if film_id in numbers}


def _before(totals: Floats, ids: NDArray[np.int64], number: int, film_id: int) -> int:
    own = totals[number]
    return int((totals > own).sum() + ((totals == own) & (ids < film_id)).sum())


def told(place: Place, *, explored: bool = False) -> str:
    """Where the film stands in its row's ranking and what the mood did for it; "" where it was not ranked."""
    if place.place is None:
        return ""
    if explored:
        return f"The ranking has it {ordinal(place.place)}: we put it here to learn whether it suits you."
    return " ".join(filter(None, (f"It ranks {ordinal(place.place)} for this row.", without_mood(place))))


def without_mood(place: Place) -> str:
    """ "Without your mood it would be 14th." where the mood lifted the film by `SHIFT` places or more; else ""."""
    if place.place is None or place.without_mood is None or place.without_mood < place.place + SHIFT:
        return ""
    return f"Without your mood it would be {ordinal(place.without_mood)}."


def ordinal(number: int) -> str:
    """1st, 2nd, 3rd, 4th … 11th, 21st."""
    teens = number % 100 in (11, 12, 13)
    return f"{number}{'th' if teens else {1: 'st', 2: 'nd', 3: 'rd'}.get(number % 10, 'th')}"
