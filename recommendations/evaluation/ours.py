"""The product's own ranking, fed with MovieLens: the functions that rank films for people, with nothing replaced.

Taste by genres, people and decade, the item–item model, the prior of how well known and reviewed a film is, the mood's
fit and the last place of a list are `recommendations.ranking`; only the films and the likes come from elsewhere.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from recommendations.catalogue.franchise import franchise
from recommendations.evaluation.crowd import Crowd
from recommendations.evaluation.protocol import TOP, Case
from recommendations.ranking import collaborative
from recommendations.ranking.affinity import focus
from recommendations.ranking.blend import Asked, Scorer, best, total_of
from recommendations.ranking.company import Tuning, company_of
from recommendations.ranking.exposure import AMONG, last_place
from recommendations.ranking.panel import panel_of
from recommendations.ranking.taste import Opinion, taste_from
from recommendations.types import FilmFeatures, Term

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from recommendations.ranking.collaborative import ItemItem
    from recommendations.ranking.panel import Panel

    Floats = NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class Shelf:
    """The films that are ranked, once as the ranking reads them and once as arrays."""

    films: tuple[FilmFeatures, ...]
    panel: Panel
    traits: Mapping[int, Sequence[str]]
    by_id: Mapping[int, FilmFeatures]


def shelf_of(films: tuple[FilmFeatures, ...]) -> Shelf:
    traits = {film.id: [*(key for key, _ in film.traits), f"series:{franchise(film.title)}"] for film in films}
    return Shelf(films, panel_of(films), traits, {film.id: film for film in films})


def model_of(crowd: Crowd, shelf: Shelf) -> ItemItem:
    """The item–item model as the product fits it, but for the fewest people a film needs: the folds have few."""
    said = [
        dict.fromkeys(person.seen, collaborative.SEEN) | dict.fromkeys(person.likes, 1.0) for person in crowd.people
    ]
    return collaborative.fit_ease(said, traits=shelf.traits)


@dataclass(eq=False)
class Ours:
    """The ranking for people of one installation. `shown` counts what their lists held, for each kind of list."""

    shelf: Shelf
    model: ItemItem
    tuning: Tuning
    shown: dict[str, Counter[int]] = field(default_factory=lambda: defaultdict(Counter))
    _moods: dict[tuple[float, ...], Floats] = field(default_factory=dict)

    def tops(self, case: Case, length: int | None, mixes: Mapping[str, Mapping[str, float]]) -> dict[str, list[int]]:
        """For each named mood mix (empty: no mood asked) ten films for this person by id, best first, none visible.

        A score is the sum of its terms, so all but the mood are worked out once.
        """
        held = case.visible(length)
        terms = Scorer(self._asked(held)).terms(self.shelf.panel)
        found = {}
        for name, mix in mixes.items():
            totals = total_of({**terms, Term.MOOD: self._mood(mix)} if mix else terms)
            found[name] = self._list(totals, held, self.shown[f"{name} {length}"])
        return found

    def _list(self, totals: Floats, held: Sequence[int], shown: Counter[int]) -> list[int]:
        ranked = [
            entry for entry in best(self.shelf.panel, totals, TOP + AMONG + len(held)) if entry.film.id not in held
        ]
        chosen = [entry.film.id for entry in last_place(ranked[:TOP], ranked[TOP:], shown)]
        shown.update(chosen)
        return chosen

    def _asked(self, held: Sequence[int]) -> Asked:
        taste = taste_from(Opinion(self.shelf.by_id[film_id], 1.0, 0.0) for film_id in held)
        return Asked({}, taste, company=company_of(self.model, dict.fromkeys(held, 1.0), self.tuning, fond=held))

    def _mood(self, mix: Mapping[str, float]) -> Floats:
        key = tuple(mix.values())
        if key not in self._moods:
            self._moods[key] = Scorer(Asked(focus(mix))).terms(self.shelf.panel)[Term.MOOD]
        return self._moods[key]
