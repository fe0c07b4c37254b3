"""From lists to figures: every measure by strategy and length, with intervals, and the comparisons we aim at."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from ml.moods import MOODS
from recommendations.evaluation import metrics
from recommendations.evaluation.movielens import MovieLens
from recommendations.evaluation.protocol import named
from recommendations.evaluation.run import Lists, hidden_of

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Bools = NDArray[np.bool_]
    Floats = NDArray[np.float64]

MEASURES: Final = ("ndcg@10", "recall@10", "novelty", "calibration", "diversity")
COVERAGE: Final = "coverage"
# Only the hidden likes that carry the mood that was said are right: what a film for this evening is.
TONIGHT: Final = "ndcg@10:tonight"
FITS: Final = 0.25  # of a film's profile that is the said mood, for the film to be one for tonight
AIMS: Final[tuple[tuple[str, str, int | None], ...]] = (  # ours against another, at a length
    ("ours", "ease", None), ("ours", "ease", 10), ("ours", "popularity", 0), ("ours", "popularity", 1),
)  # fmt: skip


@dataclass(frozen=True, slots=True, eq=False)
class Measured:
    """Values person by person [people], in the order of the cases, by measure; `tops` are the lists themselves."""

    values: Mapping[str, Floats]
    tops: NDArray[np.int64]


class Figures:
    """The figures of one run. Intervals are 95 % over people: bootstrap for means, jackknife for the coverage."""

    def __init__(self, data: MovieLens, lists: Lists, *, seed: int) -> None:
        self._seed, self._films = seed, len(data.films)
        shared = _Shared(data, lists)
        self.measured = {key: shared.measure(rows) for key, rows in lists.tops.items()}

    def table(self) -> dict[str, dict[str, dict[str, Any]]]:
        """`{strategy: {likes: {"ndcg@10": …, "ndcg@10_interval": [low, high], …}}}`."""
        table: dict[str, dict[str, dict[str, Any]]] = {}
        for (strategy, length), one in self.measured.items():
            table.setdefault(strategy, {})[named(length)] = dict(self._row(one))
        return table

    def comparisons(self) -> list[dict[str, Any]]:
        """Differences in NDCG@10 between two strategies on the same people, and how much broader ours covers."""
        pairs = [pair for pair in AIMS if self._has(*pair)]
        lengths = [length for strategy, length in self.measured if strategy == "ours"]
        pairs += [
            (f"ours:{mood}-mood", "ours", length)
            for mood in ("model", "right")
            for length in lengths
            if self._has(f"ours:{mood}-mood", "ours", length)
        ]
        return [self._difference(*pair) for pair in pairs]

    def broader(self) -> float | None:
        """How many times as many films our lists show as EASE's, at all likes."""
        if not self._has("ours", "ease", None):
            return None
        ours, theirs = (metrics.coverage(self.measured[name, None].tops, self._films) for name in ("ours", "ease"))
        return ours / theirs

    def _has(self, one: str, other: str, length: int | None) -> bool:
        return (one, length) in self.measured and (other, length) in self.measured

    def _row(self, one: Measured) -> Iterator[tuple[str, Any]]:
        for name in (*MEASURES, *(one.values.keys() & {TONIGHT})):
            yield name, float(one.values[name].mean())
            yield f"{name}_interval", list(metrics.bootstrap(one.values[name], seed=self._seed))
        yield COVERAGE, metrics.coverage(one.tops, self._films)
        covered = metrics.jackknife(one.tops, lambda tops: metrics.coverage(tops, self._films), seed=self._seed)
        yield f"{COVERAGE}_interval", list(covered)
        yield "people", len(one.tops)

    def _difference(self, one: str, other: str, length: int | None) -> dict[str, Any]:
        found: dict[str, Any] = {"of": one, "against": other, "likes": named(length)}
        for name in ("ndcg@10", TONIGHT):
            ours, theirs = (self.measured[which, length].values for which in (one, other))
            if name in ours and name in theirs:
                gap = ours[name] - theirs[name]
                found |= {name: float(gap.mean()), f"{name}_interval": list(metrics.bootstrap(gap, seed=self._seed))}
        return found


class _Shared:
    """What every strategy's lists are measured against."""

    def __init__(self, data: MovieLens, lists: Lists) -> None:
        import numpy as np

        crowds = [lists.crowds[fold] for fold in lists.fold_of]
        self._hidden = np.concatenate(
            [hidden_of([case], crowd) for case, crowd in zip(lists.cases, crowds, strict=True)]
        )
        self._tonight = self._carrying(data, lists, crowds[0].ids) if lists.felt else None
        self._shares = np.stack([crowd.shares for crowd in crowds])
        names = sorted({name for film in data.films for name in film.genres})
        held = np.array([[float(name in film.genres) for name in names] for film in data.films])
        self._genres = held / np.maximum(held.sum(axis=1, keepdims=True), 1.0)
        own = np.stack(
            [crowd.row(case.shown or tuple(case.hidden)) for case, crowd in zip(lists.cases, crowds, strict=True)]
        )
        mixed = own @ self._genres
        self._own = mixed / np.maximum(mixed.sum(axis=1, keepdims=True), 1e-12)

    def _carrying(self, data: MovieLens, lists: Lists, ids: tuple[int, ...]) -> Bools:
        """The hidden likes that carry the mood their person said, and the film it was drawn from [people, films]."""
        import numpy as np

        shares = np.array([[film.moods[mood] for mood in MOODS] for film in data.films])
        meant = np.array([[film_id == case.meant for film_id in ids] for case in lists.cases])
        carried = (shares[:, [felt.said for felt in lists.felt]] >= FITS).T
        fitting: Bools = self._hidden & (carried | meant)
        return fitting

    def measure(self, rows: Any) -> Measured:
        import numpy as np

        tops = np.array(rows, dtype=np.int64)
        values = {
            "ndcg@10": metrics.ndcg(tops, self._hidden),
            "recall@10": metrics.recall(tops, self._hidden),
            "novelty": metrics.novelty(tops, self._shares),
            "calibration": metrics.calibration(tops, self._genres, self._own),
            "diversity": metrics.diversity(tops, self._genres),
        }
        if self._tonight is not None:
            values[TONIGHT] = metrics.ndcg(tops, self._tonight)
        return Measured(values, tops)
