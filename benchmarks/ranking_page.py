"""One size of `benchmarks.ranking_scale`: fill, build, ask; prints one JSON object.

python -m benchmarks.ranking_page FILMS PEOPLE EXACT SEED, in an environment that names a throwaway database.
"""

from __future__ import annotations

import json
import random
import statistics
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

ROWS, LENGTH, WARM = 4, 12, 10
CHUNK: Final = 20_000
LIKED: Final = (4, 30)  # films that a made-up person liked, at least and at most


@dataclass
class Person:
    """A made-up person: a taste of films they liked, and tonight's mood."""

    viewer: Any
    mix: dict[str, float]
    rows: list[tuple[Any, Any]] = field(default_factory=list)  # a row with what it asks


def people(count: int, films: int, *, seed: int, version: int) -> list[Person]:
    """Each likes films mostly of two or three genres, and refuses a few others."""
    from benchmarks.synthetic_catalogue import FIRST_ID
    from ml.moods import MOODS
    from recommendations.ranking.affinity import usable_mix
    from recommendations.ranking.taste import Opinion, taste_from
    from recommendations.retrieval.features import features
    from recommendations.viewers import Viewer

    draw = random.Random(seed)
    found = []
    for _ in range(count):
        some = features((FIRST_ID + draw.randrange(films) for _ in range(240)), version=version).values()
        loved = set(draw.sample(sorted({name for film in some for name in film.genres}), 3))
        near = [film for film in some if len(loved & set(film.genres)) > 1][: draw.randint(*LIKED)]
        said = [Opinion(film, 1.0, draw.uniform(0, 400)) for film in near]
        said += [Opinion(film, -0.5, draw.uniform(0, 400)) for film in list(some)[:4]]
        mix = usable_mix({mood: draw.random() ** 4 for mood in MOODS})
        seen = {one.film.id: None for one in said}
        found.append(Person(Viewer(seen=seen, taste=taste_from(said)), mix))
    return found


def page(person: Person, version: int) -> list[list[int]]:
    """Four rows of twelve, as a page makes them: choose rows, gather candidates, rank, vary, take apart."""
    from recommendations.ranking.affinity import focus
    from recommendations.ranking.bank import panel_for
    from recommendations.ranking.blend import Scorer, best
    from recommendations.ranking.row_choice import choose_rows
    from recommendations.ranking.variety import Variety
    from recommendations.retrieval.offer import Offer
    from recommendations.retrieval.row_specs import row_specs

    offer = Offer(person.viewer, version)
    chosen = choose_rows(
        row_specs(version=version), person.mix, limit=ROWS, fillable=lambda spec: len(offer.films(spec)) >= LENGTH
    )
    person.rows = [(row.spec, person.viewer.asks(focus(person.mix, row.spec.weights))) for row in chosen]
    variety, shown = Variety(), []
    for spec, asked in person.rows:
        scorer, panel = Scorer(asked), panel_for(tuple(offer.candidates(spec, asked)))
        picked = variety.pick(best(panel, scorer.totals(panel), variety.reach(LENGTH)), LENGTH)
        for entry in picked:
            scorer.split(entry.film)
        shown.append([entry.film.id for entry in picked])
    return shown


class Watch:
    """Wall and processor time of each person's page; the second hardly heeds what else the machine is doing."""

    def __init__(self) -> None:
        self.walls: list[float] = []
        self.cpus: list[float] = []

    def begin(self) -> None:
        self._wall, self._cpu = time.perf_counter(), time.process_time()

    def end(self) -> tuple[float, float]:
        return time.perf_counter() - self._wall, time.process_time() - self._cpu

    def add(self, wall: float, cpu: float) -> None:
        self.walls.append(1000 * wall)
        self.cpus.append(1000 * cpu)

    def told(self) -> dict[str, float]:
        """Milliseconds a page."""
        cuts = {name: statistics.quantiles(values, n=20) for name, values in (("", self.walls), ("cpu_", self.cpus))}
        found = {"median_ms": statistics.median(self.walls), "p95_ms": cuts[""][18]}
        found |= {"cpu_median_ms": statistics.median(self.cpus), "cpu_p95_ms": cuts["cpu_"][18]}
        return {name: round(value, 2) for name, value in found.items()}


def timed(ask: Callable[[Person], object], asking: Sequence[Person]) -> dict[str, float]:
    watch = Watch()
    for person in asking:
        watch.begin()
        ask(person)
        watch.add(*watch.end())
    return watch.told()


def plain(asking: Sequence[Person], version: int) -> tuple[dict[str, float], list[list[list[int]]]]:
    """Score every film for every row and sort: how long a person's page takes, and the best twelve of each row."""
    import numpy as np

    from recommendations.models import Film
    from recommendations.ranking.blend import Scorer
    from recommendations.ranking.panel import panel_of
    from recommendations.retrieval.candidates import holds
    from recommendations.retrieval.features import read

    ids = list(Film.objects.order_by("pk").values_list("pk", flat=True))
    totals: list[list[list[Any]]] = [[[] for _ in person.rows] for person in asking]
    spent, watch = [(0.0, 0.0)] * len(asking), Watch()
    order_of: list[int] = []
    for start in range(0, len(ids), CHUNK):
        panel = panel_of(list(read(ids[start : start + CHUNK])))
        order_of += panel.ids
        inside: dict[str, Any] = {}
        for number, person in enumerate(asking):
            for place, (spec, asked) in enumerate(person.rows):
                if spec.key not in inside:
                    inside[spec.key] = np.array([holds(spec, film, version=version) for film in panel.films])
                watch.begin()
                values = Scorer(asked).totals(panel)
                values[~inside[spec.key]] = -np.inf
                spent[number] = _sum(spent[number], watch.end())
                values[[place for place, film in enumerate(panel.films) if film.id in person.viewer.seen]] = -np.inf
                totals[number][place].append(values.astype(np.float32))
    truth = []
    for number, rows in enumerate(totals):
        whole = [np.concatenate(row) for row in rows]
        watch.begin()
        orders = [np.argsort(-row, kind="stable") for row in whole]
        watch.add(*_sum(spent[number], watch.end()))
        truth.append([[order_of[at] for at in order[:LENGTH]] for order in orders])
    return watch.told(), truth


def _sum(one: tuple[float, float], other: tuple[float, float]) -> tuple[float, float]:
    return one[0] + other[0], one[1] + other[1]


def recall(asking: Sequence[Person], truth: list[list[list[int]]], version: int) -> dict[str, float]:
    """How much of the true best twelve is among the candidates: of the walk alone, and of the union."""
    from recommendations.retrieval.offer import Offer

    kept: dict[str, list[float]] = {"walk": [], "union": [], "candidates": []}
    for person, rows in zip(asking, truth, strict=True):
        offer = Offer(person.viewer, version)
        for (spec, asked), best in zip(person.rows, rows, strict=True):
            union = offer.candidates(spec, asked)
            for name, films in (("walk", offer.films(spec)), ("union", union)):
                kept[name].append(len({film.id for film in films} & set(best)) / len(best))
            kept["candidates"].append(float(len(union)))
    return {name: round(statistics.mean(values), 4) for name, values in kept.items()} | {
        "union_worst_row": round(min(kept["union"]), 4)
    }


def main(films: int, count: int, exact: int, seed: int) -> dict[str, Any]:
    import django

    django.setup()
    from django.core.management import call_command
    from django.db import connection

    from benchmarks.synthetic_catalogue import fill
    from recommendations.catalogue import state
    from recommendations.models import Film
    from recommendations.retrieval import vectors
    from recommendations.retrieval.candidates import pool
    from recommendations.retrieval.models import VectorIndex
    from recommendations.retrieval.row_specs import row_specs

    call_command("migrate", verbosity=0)
    if Film.objects.count() != films:
        fill(films, seed=seed)
    began = time.perf_counter()
    made = vectors.refresh()
    built = time.perf_counter() - began
    version = state.version()
    everybody = people(WARM + count, films, seed=seed, version=version)
    for spec in row_specs(version=version):
        pool(spec, version=version)  # a process walks down each row's index once for each version of the catalogue
    for person in everybody[:WARM]:
        page(person, version)
    asking = everybody[WARM:]
    ours = timed(lambda person: page(person, version), asking)
    again = timed(lambda person: page(person, version), asking)
    held = asking[:exact]
    slow, truth = plain(held, version)
    kind = VectorIndex.objects.values_list("token", flat=True).get()
    return {
        "films": films,
        "database": connection.vendor,
        "vectors": "pgvector" if kind == vectors.IN_TABLE else "embedded",
        "people": count,
        "ours": ours,
        "again": again,
        "plain": slow,
        "cpu_ratio": round(slow["cpu_median_ms"] / ours["cpu_median_ms"], 2),
        "recall": recall(held, truth, version),
        "vectors_s": round(built, 1) if made else None,
    }


if __name__ == "__main__":
    print(json.dumps(main(*map(int, sys.argv[1:5]))))
