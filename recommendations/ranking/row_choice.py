"""From a mood mix to rows: which rows answer it, and what each one is there for."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from math import dist, exp
from typing import Final

from ml.moods import AFFECT, MOODS
from recommendations.ranking.affinity import RowSpec, focus

CALLED: Final = {"neutral": "calm"}
REACH: Final = 0.5  # of valence and arousal, each -1 to 1: a mood this far away counts 1/e
SAID: Final = 0.05  # a smaller share of the mix is not put in figures
TRACE: Final = 0.02  # and one below this is not named beside another


@dataclass(frozen=True, slots=True, eq=False)
class ChosenRow:
    """A row on a page. `answers` holds the moods it is there for with their shares of the mix, largest first.

    `instead_of` is the mood that had no more rows of its own where this one was borrowed; "" elsewhere.
    """

    spec: RowSpec
    answers: tuple[tuple[str, float], ...]
    instead_of: str = ""


class _Seats:
    """Shares rows out among moods as Sainte-Laguë shares seats among parties."""

    def __init__(self, specs: Iterable[RowSpec], fillable: Callable[[RowSpec], bool]) -> None:
        self._left, self._fillable = list(specs), fillable
        self._given = dict.fromkeys(MOODS, 0.0)

    def take(self, mix: Mapping[str, float], limit: int) -> list[RowSpec]:
        """Up to `limit` further rows with a weight for `mix`."""
        taken: list[RowSpec] = []
        while self._left and len(taken) < limit:
            best = max(self._left, key=lambda spec: self._gain(spec, mix))  # ties go to the staff's order
            if self._gain(best, mix) <= 0:
                break
            self._left.remove(best)
            if self._fillable(best):
                taken.append(best)
                for mood, weight in best.weights.items():
                    self._given[mood] += weight
        return taken

    def _gain(self, spec: RowSpec, mix: Mapping[str, float]) -> float:
        return sum(mix[mood] * weight / (1 + 2 * self._given[mood]) for mood, weight in spec.weights.items())


def choose_rows(
    specs: Sequence[RowSpec],
    mix: Mapping[str, float],
    *,
    limit: int,
    fillable: Callable[[RowSpec], bool] = lambda _spec: True,
) -> tuple[ChosenRow, ...]:
    """Up to `limit` rows for the whole mix, in the order in which they are chosen.

    Each step takes the row with the largest expected weight, sum over moods of p(mood) · weight(mood, row), p being
    the sharpened mix. A mood that the rows so far gave g counts 1/(1 + 2g): the divisors 1, 3, 5 … of Sainte-Laguë,
    which give each mood its nearest whole share of the rows. With four rows of falling weight a second mood earns one
    from about a quarter of the leader's share; traces earn none. A row that serves two moods is worth its sum, so a
    trace decides between rows that serve the leader alike.

    A row that is not `fillable` takes no seat. When the moods of the mix have no more rows, the moods nearest in
    valence and arousal lend theirs.
    """
    seats = _Seats(specs, fillable)
    own = [ChosenRow(spec, _answers(spec, mix)) for spec in seats.take(focus(mix), limit)]
    around, leading = _around(focus(mix)), max(mix, key=mix.__getitem__)
    lent = seats.take(around, limit - len(own))
    return (*own, *(ChosenRow(spec, _answers(spec, around), leading) for spec in lent))


def row_reason(row: ChosenRow) -> str:
    """One line: the moods the row is there for, with their shares of the reading, and what it stands on."""
    leading = row.answers[0][0]
    if row.instead_of:
        mood, wanted = CALLED.get(leading, leading), CALLED.get(row.instead_of, row.instead_of)
        why = f"No more rows are for {wanted}; this one is for {mood}, close to it"
    else:
        named = [_share(mood, share) for mood, share in row.answers[:2] if share >= TRACE or mood == leading]
        why = f"For {' and '.join(named)}"
    return f"{why}. Stands on {row.spec.stands_on}."


def _share(mood: str, share: float) -> str:
    name = CALLED.get(mood, mood)
    if share > 1 - SAID:
        return name
    return f"the {name} in it ({round(100 * share)} %)" if share >= SAID else f"a trace of {name}"


def _answers(spec: RowSpec, mix: Mapping[str, float]) -> tuple[tuple[str, float], ...]:
    shares = [(mood, mix[mood]) for mood, weight in spec.weights.items() if weight > 0 and mix[mood] > 0]
    return tuple(sorted(shares, key=lambda entry: (-entry[1], entry[0])))


def _around(mix: Mapping[str, float]) -> dict[str, float]:
    """Every mood by how near it lies to those of the mix."""
    return {
        mood: sum(share * exp(-((dist(AFFECT[mood], AFFECT[other]) / REACH) ** 2)) for other, share in mix.items())
        for mood in MOODS
    }
