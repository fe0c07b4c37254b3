"""The people a strategy learns from, as arrays, and the plain strategies that ours stands beside."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property, partial
from typing import TYPE_CHECKING, Final

from recommendations.evaluation.movielens import Person
from recommendations.evaluation.protocol import Case
from recommendations.ranking.collaborative import gram_of, weights_of

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]
    Places = NDArray[np.int64]

# Scores of all films for one person of whom so many likes are shown: an array [films].
Scores = Callable[[Case, int | None], "Floats"]
ITERATIONS: Final = 15
ALL: Final = 10**6


@dataclass(frozen=True, eq=False)
class Crowd:
    """Training people. `ids` are the films in the order of every array."""

    people: Sequence[Person]
    ids: tuple[int, ...]

    @cached_property
    def places(self) -> dict[int, int]:
        return {film_id: place for place, film_id in enumerate(self.ids)}

    @cached_property
    def gram(self) -> Floats:
        """How many people like both [films, films]."""
        return gram_of([person.likes for person in self.people], self.ids)

    @cached_property
    def likes(self) -> Floats:
        """How many people like each film [films]."""
        return self.gram.diagonal().copy()

    @cached_property
    def shares(self) -> Floats:
        """The share of people who like each film, as if one more person liked every film [films]: above 0."""
        shares: Floats = (self.likes + 1.0) / (len(self.people) + 1.0)
        return shares

    def row(self, films: Sequence[int]) -> Floats:
        """1 for each of these films, else 0 [films]."""
        import numpy as np

        row = np.zeros(len(self.ids))
        row[self.at(films)] = 1.0
        return row

    def at(self, films: Sequence[int]) -> Places:
        import numpy as np

        return np.array([self.places[film_id] for film_id in films], dtype=np.int64)


def chance(crowd: Crowd, *, seed: int) -> Scores:
    """A draw, the same for the same person and length."""
    import numpy as np

    def scores(case: Case, length: int | None) -> Floats:
        return np.random.default_rng((seed, case.person.id, ALL if length is None else length)).random(len(crowd.ids))

    return scores


def popularity(crowd: Crowd) -> Scores:
    """How many people like the film."""
    return lambda _case, _length: crowd.likes


def item_knn(crowd: Crowd, *, near: int, shrinkage: float) -> Scores:
    """Cosine of the likes, damped by `shrinkage`, of each film's `near` nearest (Deshpande and Karypis, TOIS 2004)."""
    import numpy as np

    root = np.sqrt(np.maximum(crowd.likes, 1e-12))
    alike = crowd.gram / (np.outer(root, root) + shrinkage)
    np.fill_diagonal(alike, 0.0)
    near = min(near, len(alike))
    least = np.partition(alike, -near, axis=0)[-near]
    return partial(_linear, crowd, np.where(alike >= least, alike, 0.0))


def ease(crowd: Crowd, *, strength: float) -> Scores:
    """EASE^R as published (Steck, WWW 2019), on likes alone."""
    return partial(_linear, crowd, weights_of(crowd.gram.copy(), strength))


def ials(crowd: Crowd, *, factors: int, regularization: float, alpha: float, seed: int) -> Scores:
    """Implicit matrix factorisation (Hu, Koren and Volinsky, ICDM 2008) by the library `implicit`.

    A test person is folded in: their factors are solved for with the films' held. ImportError without the library.
    """
    import numpy as np
    from implicit.cpu.als import AlternatingLeastSquares
    from scipy.sparse import csr_matrix
    from threadpoolctl import threadpool_limits

    with threadpool_limits(1, "blas"):
        model = AlternatingLeastSquares(
            factors=factors, regularization=regularization, alpha=alpha, iterations=ITERATIONS, num_threads=1,
            random_state=seed,
        )  # fmt: skip
        liked = np.stack([crowd.row(person.likes) for person in crowd.people])
        model.fit(csr_matrix(liked, dtype=np.float32), show_progress=False)

    def scores(case: Case, length: int | None) -> Floats:
        row = csr_matrix(crowd.row(case.visible(length))[None], dtype=np.float32)
        return np.asarray(model.item_factors @ np.ravel(model.recalculate_user(0, row)), dtype=np.float64)

    return scores


def _linear(crowd: Crowd, weights: Floats, case: Case, length: int | None) -> Floats:
    totals: Floats = weights[crowd.at(case.visible(length))].sum(axis=0)
    return totals
