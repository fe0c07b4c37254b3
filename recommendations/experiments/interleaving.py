"""Two rankings in one row, by team draft, and whose films were taken to. Pure.

Radlinski, Kurup and Joachims, "How does clickthrough data reflect retrieval quality?", CIKM 2008.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from random import Random
from typing import Final, Literal

Team = Literal["a", "b"]
TEAMS: Final[tuple[Team, Team]] = ("a", "b")


@dataclass(frozen=True, slots=True)
class Pick:
    film_id: int
    team: Team


def interleave(a: Sequence[int], b: Sequence[int], *, seed: str, limit: int | None = None) -> tuple[Pick, ...]:
    """Both rankings in one list of at most `limit`, each film with the team that picked it.

    In each round a coin says who picks first; each team then picks its best film that is still free. The same `seed`
    draws the same coins. A team whose films have run out leaves the rest to the other.
    """
    coins, rankings = Random(seed), {"a": a, "b": b}
    length = len(set(a) | set(b)) if limit is None else limit
    picks: list[Pick] = []
    taken: set[int] = set()
    while len(picks) < length:
        before = len(picks)
        for team in _order(first_a=coins.random() < 1 / 2):
            best = _best(rankings[team], taken)
            if best is not None and len(picks) < length:
                picks.append(Pick(best, team))
                taken.add(best)
        if len(picks) == before:
            break
    return tuple(picks)


def placements(a: Sequence[int], b: Sequence[int], *, limit: int) -> dict[tuple[int, int], float]:
    """How likely each film is to stand at each position (from 0) over all coins: (film, position) to probability.

    Exact: a round's coin only decides which of two films stands first, unless both teams want the same one; what is
    taken after a round is all that the next one depends on.
    """
    rankings = {"a": a, "b": b}
    found: dict[tuple[int, int], float] = defaultdict(float)
    states: dict[frozenset[int], float] = {frozenset(): 1.0}
    for start in range(0, limit, 2):
        after: dict[frozenset[int], float] = defaultdict(float)
        for taken, chance in states.items():
            for first_a in (True, False):
                picked = _round(rankings, taken, first_a=first_a)[: limit - start]
                for place, film in enumerate(picked, start):
                    found[film, place] += chance / 2
                after[taken | set(picked)] += chance / 2
        states = after
    return dict(found)


def _round(rankings: Mapping[str, Sequence[int]], taken: frozenset[int], *, first_a: bool) -> list[int]:
    now, picked = set(taken), []
    for team in _order(first_a=first_a):
        best = _best(rankings[team], now)
        if best is not None:
            picked.append(best)
            now.add(best)
    return picked


def _order(*, first_a: bool) -> tuple[Team, Team]:
    return ("a", "b") if first_a else ("b", "a")


def _best(ranking: Iterable[int], taken: set[int]) -> int | None:
    return next((film for film in ranking if film not in taken), None)


def credit(picks: Iterable[Pick], rewards: Mapping[int, float]) -> float:
    """What the films of team a earned on one page beyond those of team b; above 0 the page prefers a."""
    return sum(rewards.get(pick.film_id, 0.0) * (1 if pick.team == "a" else -1) for pick in picks)
