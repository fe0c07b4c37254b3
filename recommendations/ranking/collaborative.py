"""Which films go together in people's likes: an item–item model in closed form (EASE^R). Pure.

H. Steck, "Embarrassingly Shallow Autoencoders for Sparse Data", WWW 2019: each film is predicted from the other films
a person likes, by ridge regression with the diagonal held at zero. With the Gram matrix G of the likes and
P = (G + strength · I)^-1 the weight from film i to film j is -P[i, j] / P[j, j].

Two things are added, both in G. A film that somebody saw without liking it counts a part of a like (`SEEN`): it still
says whom the film finds. And what films share speaks where people are few (O. Jeunen and others, "Closed-Form Models
for Collaborative Filtering with Side-Information", RecSys 2020): every director, actor, genre … stands in the crowd as
a person who likes exactly its films, `SHARED` times over.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]

Said = Collection[int] | Mapping[int, float]  # one person's films: all liked, or 1 for a like and `SEEN` for the rest
# Chosen on MovieLens' training users alone: see docs/recommender.md.
STRENGTH: Final = 150.0
KEEP: Final = 1000
SEEN: Final = 0.5
SHARED: Final = MappingProxyType(
    {"genre": 12.0, "keyword": 2.0, "director": 2.0, "actor": 2.0, "series": 5.0, "decade": 1.0}
)


@dataclass(frozen=True, slots=True, eq=False)
class ItemItem:
    """What a like of one film says about other films.

    `ids` are the films, ascending, and `likes` how many of the `people` like each. The weights that lead out of film
    number i are `weights[starts[i]:starts[i + 1]]`, to the films numbered `targets[...]`; an absent weight is 0.
    """

    ids: tuple[int, ...]
    likes: tuple[int, ...]
    people: int
    starts: NDArray[np.int64]
    targets: NDArray[np.int32]
    weights: NDArray[np.float32]

    def scores(self, history: Mapping[int, float]) -> dict[int, float]:
        """Σ value · weight for every film that the history says something about.

        `history` maps films to -1 (refused) … 1 (liked). Unknown films in it say nothing.
        """
        totals = self.totals(history)
        return {self.ids[place]: float(totals[place]) for place in totals.nonzero()[0]}

    def totals(self, history: Mapping[int, float]) -> Floats:
        """The same in the order of `ids`, with 0 where nothing is said: an array [films]."""
        import numpy as np

        totals = np.zeros(len(self.ids))
        for film_id, value in history.items():
            targets, weights = self._out_of(film_id)
            totals[targets] += value * weights.astype(np.float64)
        return totals

    def pulls(self, film_id: int, history: Mapping[int, float]) -> dict[int, float]:
        """What each film of the history adds to the score of `film_id`; the values add up to that score."""
        place = self.place(film_id)
        found = {source: value * self._weight(source, place) for source, value in history.items()} if place >= 0 else {}
        return {source: value for source, value in found.items() if value}

    def neighbours(self, film_id: int, k: int) -> list[tuple[int, float]]:
        """The `k` films that a like of this one speaks for most, with their weights, the strongest first."""
        targets, weights = self._out_of(film_id)
        order = [place for place in (-weights).argsort(kind="stable")[:k] if weights[place] > 0]
        return [(self.ids[targets[place]], float(weights[place])) for place in order]

    def share(self, film_id: int) -> float:
        """The share of people who like the film, 0 to 1; 0 for a film the model does not know."""
        place = self.place(film_id)
        return self.likes[place] / self.people if place >= 0 and self.people else 0.0

    def place(self, film_id: int) -> int:
        """The film's number in this model, -1 where it has none."""
        place = bisect_left(self.ids, film_id)
        return place if place < len(self.ids) and self.ids[place] == film_id else -1

    def _out_of(self, film_id: int) -> tuple[NDArray[np.int32], NDArray[np.float32]]:
        place = self.place(film_id)
        span = slice(self.starts[place], self.starts[place + 1]) if place >= 0 else slice(0, 0)
        return self.targets[span], self.weights[span]

    def _weight(self, source: int, target: int) -> float:
        targets, weights = self._out_of(source)
        place = int(targets.searchsorted(target))
        return float(weights[place]) if place < len(targets) and targets[place] == target else 0.0


def fit_ease(
    likes: Sequence[Said],
    *,
    strength: float = STRENGTH,
    keep: int = KEEP,
    traits: Mapping[int, Collection[str]] = MappingProxyType({}),
) -> ItemItem:
    """The model of a crowd: `likes` holds the films of each person.

    `strength` is the ridge (λ of the paper; more of it trusts rare pairs less); of the weights that lead to a film
    only the `keep` largest by absolute value stay. `traits` are what films may share ("director:…"). Time grows with
    films³, memory with films².
    """
    counts = Counter(film_id for films in likes for film_id, value in _values(films).items() if value >= 1.0)
    if not counts:
        return empty()
    ids = tuple(sorted(counts))
    gram = gram_of(likes, ids)
    add_shared(gram, ids, traits)
    return pruned(weights_of(gram, strength), ids, [counts[film_id] for film_id in ids], len(likes), keep=keep)


def gram_of(likes: Sequence[Said], ids: Sequence[int]) -> Floats:
    """How many people like both: an array [films, films] in the order of `ids`; other films are passed over."""
    import numpy as np

    places = {film_id: place for place, film_id in enumerate(ids)}
    gram = np.zeros((len(ids), len(ids)))
    for films in likes:
        held = {places[film_id]: value for film_id, value in _values(films).items() if film_id in places}
        at, values = np.array(list(held), dtype=np.int64), np.array(list(held.values()))
        gram[np.ix_(at, at)] += np.outer(values, values)
    return gram


def add_shared(
    gram: Floats, ids: Sequence[int], traits: Mapping[int, Collection[str]], shared: Mapping[str, float] = SHARED
) -> None:
    """Add to `gram`, for each trait, someone who likes all of its films, weighed by the trait's kind."""
    import numpy as np

    owners: dict[str, list[int]] = defaultdict(list)
    for place, film_id in enumerate(ids):
        for key in dict.fromkeys(traits.get(film_id, ())):
            owners[key].append(place)
    for key, places in owners.items():
        weight = shared.get(key.partition(":")[0], 0.0)
        if weight and len(places) > 1:
            gram[np.ix_(places, places)] += weight


def weights_of(gram: Floats, strength: float) -> Floats:
    """The weights [from, to] in closed form; a film says nothing about itself. `gram` is used up."""
    import numpy as np

    gram[np.diag_indices_from(gram)] += strength
    weights: Floats = np.linalg.inv(gram).astype(np.float64, copy=False)
    weights /= -np.diag(weights)
    np.fill_diagonal(weights, 0.0)
    return weights


def pruned(weights: Floats, ids: tuple[int, ...], likes: Sequence[int], people: int, *, keep: int) -> ItemItem:
    """The `keep` largest weights that lead to each film, as a model."""
    import numpy as np

    size = len(ids)
    kept = np.zeros(weights.shape, dtype=bool)
    if keep < size:
        largest = np.argpartition(-np.abs(weights), keep, axis=0)[:keep]
        kept[largest, np.arange(size)] = True
    else:
        kept[:] = True
    sources, targets = (kept & (weights != 0)).nonzero()
    starts = np.concatenate(([0], np.bincount(sources, minlength=size).cumsum()))
    values = weights[sources, targets].astype(np.float32)
    return ItemItem(ids, tuple(likes), people, starts.astype(np.int64), targets.astype(np.int32), values)


def empty() -> ItemItem:
    """A model that knows no film and says nothing."""
    import numpy as np

    nothing = np.zeros(1, dtype=np.int64)
    return ItemItem((), (), 0, nothing, np.zeros(0, dtype=np.int32), np.zeros(0, dtype=np.float32))


def _values(films: Said) -> Mapping[int, float]:
    return films if isinstance(films, Mapping) else dict.fromkeys(films, 1.0)
