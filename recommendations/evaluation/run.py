"""The offline evaluation: every strategy on every fold, and what it chose for itself on training people alone."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final

from ml.moods import MOODS
from recommendations.evaluation import crowd as plain
from recommendations.evaluation import metrics, moods, protocol
from recommendations.evaluation.crowd import Crowd, Scores
from recommendations.evaluation.movielens import MovieLens
from recommendations.evaluation.ours import Ours, Shelf, model_of, shelf_of
from recommendations.evaluation.protocol import LENGTHS, TOP, Case, Fold
from recommendations.ranking.company import Tuning

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from recommendations.evaluation.moods import Confusion, Felt

    Floats = NDArray[np.float64]
    Places = NDArray[np.int64]

STRATEGIES: Final = (
    "random", "popularity", "item-knn", "ials", "ease", "ours", "ours:right-mood", "ours:model-mood",
)  # fmt: skip
CHOSEN_ON: Final[tuple[int | None, ...]] = (1, 3, 5, 10, None)
OPTIONS: Final[Mapping[str, tuple[Mapping[str, float], ...]]] = {
    "item-knn": tuple({"near": near, "shrinkage": damp} for near in (30, 100, 300) for damp in (0.0, 10.0, 30.0)),
    "ials": tuple(
        {"factors": factors, "regularization": ridge, "alpha": alpha}
        for factors, ridge, alpha in ((32, 1.0, 3.0), (64, 1.0, 3.0))
    ),
    "ease": tuple({"strength": strength} for strength in (100.0, 200.0, 400.0)),
}
Progress = Callable[[Iterable[str]], Iterable[str]]


@dataclass(frozen=True, slots=True)
class Settings:
    seed: int = protocol.SEED
    lengths: tuple[int | None, ...] = LENGTHS
    strategies: tuple[str, ...] = STRATEGIES


@dataclass(eq=False)
class Lists:
    """The lists of ten by strategy and length, in the order of `cases`; `chosen` is what each fold settled on."""

    cases: list[Case] = field(default_factory=list)
    fold_of: list[int] = field(default_factory=list)
    felt: list[Felt] = field(default_factory=list)
    crowds: list[Crowd] = field(default_factory=list)
    tops: dict[tuple[str, int | None], list[Sequence[int]]] = field(default_factory=dict)
    chosen: dict[str, list[Mapping[str, float]]] = field(default_factory=dict)

    def add(self, strategy: str, length: int | None, rows: Sequence[Sequence[int]]) -> None:
        self.tops.setdefault((strategy, length), []).extend(rows)


def run(data: MovieLens, confusion: Confusion, settings: Settings, progress: Progress = iter) -> Lists:
    """All strategies on all folds. ImportError where a strategy's library is missing."""
    lists, shelf = Lists(), shelf_of(data.films)
    folds = protocol.folds(data, seed=settings.seed)
    shown: dict[str, Any] = {}
    steps = [f"{number} {name}" for number in range(len(folds)) for name in _fitted(settings.strategies)]
    for step in progress(steps):
        number, name = int(step.split()[0]), step.split()[1]
        if number == len(lists.crowds):
            lists.crowds.append(Crowd(folds[number].training, data.ids))
            lists.cases.extend(folds[number].cases)
            lists.fold_of.extend([number] * len(folds[number].cases))
        if name == "ours":
            _run_ours(lists, folds[number], shelf, confusion, settings, shown)
        else:
            _run_plain(lists, name, folds[number], settings)
    return lists


def _fitted(strategies: Sequence[str]) -> list[str]:
    return list(dict.fromkeys(name.partition(":")[0] for name in strategies))


def _run_plain(lists: Lists, name: str, fold: Fold, settings: Settings) -> None:
    crowd = lists.crowds[-1]
    options = OPTIONS.get(name, ({},))
    chosen = options[0]
    if len(options) > 1:
        inner = protocol.held_out(fold.training, seed=settings.seed)
        held = Crowd(inner.training, crowd.ids)
        chosen = max(options, key=lambda option: _judged(_plain(name, held, option, settings.seed), held, inner.cases))
    lists.chosen.setdefault(name, []).append(chosen)
    scores = _plain(name, crowd, chosen, settings.seed)
    for length in settings.lengths:
        lists.add(name, length, _tops(scores, crowd, fold.cases, length, settings.seed).tolist())


def _plain(name: str, crowd: Crowd, option: Mapping[str, Any], seed: int) -> Scores:
    if name == "random":
        return plain.chance(crowd, seed=seed)
    if name == "ials":
        return plain.ials(crowd, **option, seed=seed)
    if name == "item-knn":
        return plain.item_knn(crowd, **option)
    return plain.ease(crowd, **option) if name == "ease" else plain.popularity(crowd)


def _judged(scores: Scores, crowd: Crowd, cases: Sequence[Case]) -> float:
    """Mean NDCG over history lengths."""
    hidden = hidden_of(cases, crowd)
    tops = [_tops(scores, crowd, cases, length, 0) for length in CHOSEN_ON]
    return float(sum(metrics.ndcg(some, hidden).mean() for some in tops)) / len(tops)


def _tops(scores: Scores, crowd: Crowd, cases: Sequence[Case], length: int | None, seed: int) -> Places:
    """The numbers of each person's best ten; a seeded draw breaks ties."""
    import numpy as np

    draw = np.random.default_rng(seed).random(len(crowd.ids))
    rows = []
    for case in cases:
        totals = scores(case, length).copy()
        totals[crowd.at(case.visible(length))] = -np.inf
        rows.append(np.lexsort((draw, -totals))[:TOP])
    return np.array(rows)


def hidden_of(cases: Sequence[Case], crowd: Crowd) -> NDArray[np.bool_]:
    import numpy as np

    return np.array([crowd.row(tuple(case.hidden)) for case in cases], dtype=bool)


def _run_ours(
    lists: Lists, fold: Fold, shelf: Shelf, confusion: Confusion, settings: Settings, shown: dict[str, Any]
) -> None:
    crowd = lists.crowds[-1]
    ours = Ours(shelf, model_of(crowd, shelf), Tuning())
    ours.shown.update(shown)  # one installation after the other: the lists of one fold are not forgotten in the next
    wanted = [name for name in settings.strategies if name.startswith("ours")]
    behind = confusion.behind(_priors(crowd, shelf))
    felt = [moods.felt(shelf.by_id[case.meant], confusion, seed=(settings.seed, case.person.id)) for case in fold.cases]
    lists.felt.extend(felt)
    mixes = [_mixes(one, wanted, behind) for one in felt]
    for length in settings.lengths:
        found = [ours.tops(case, length, mix) for case, mix in zip(fold.cases, mixes, strict=True)]
        for name in wanted:
            lists.add(name, length, [crowd.at(tops[name]).tolist() for tops in found])
    shown.update(ours.shown)


def _mixes(felt: Felt, wanted: Sequence[str], behind: Floats) -> dict[str, Mapping[str, float]]:
    mixes: dict[str, Mapping[str, float]] = {
        "ours": {},
        "ours:right-mood": moods.only(felt.said),
        "ours:model-mood": moods.mix_of(behind[felt.read]),
    }
    return {name: mixes[name] for name in wanted}


def _priors(crowd: Crowd, shelf: Shelf) -> Floats:
    """How often each mood would be said: the mean profile of what training people like."""
    import numpy as np

    profiles = np.array([[film.moods[mood] for mood in MOODS] for film in shelf.films])
    priors: Floats = crowd.likes @ profiles / crowd.likes.sum()
    return priors
