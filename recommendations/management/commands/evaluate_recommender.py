"""`manage.py evaluate_recommender --movielens DIR`: the product's ranking beside others, on people it never saw."""

from __future__ import annotations

import json
from argparse import ArgumentTypeError
from collections.abc import Callable, Mapping
from dataclasses import asdict
from pathlib import Path
from typing import Any, TypeVar

from django.core.management.base import BaseCommand, CommandError, CommandParser

from ml.errors import MlError
from ml.management.progress import progress_bar
from recommendations.errors import CatalogueUnreadable
from recommendations.evaluation import ldos, moods, movielens, protocol, report, run
from recommendations.evaluation.figures import Figures

T = TypeVar("T")
UNREADABLE = (OSError, KeyError, ValueError, CatalogueUnreadable)


class Command(BaseCommand):
    """Tables and comparisons; with --json one object and nothing else on standard output."""

    help = "Evaluate the ranking of films offline on MovieLens (see docs/recommender.md for the protocol)."

    def add_arguments(self, parser: CommandParser) -> None:
        """Declare the arguments."""
        parser.add_argument(
            "--movielens", type=Path, metavar="DIR", help="folder with ratings.csv, links.csv, movies.csv"
        )
        parser.add_argument(
            "--ldos", type=Path, metavar="FILE", help="LDOS-CoMoDa.csv: check the map of genres to moods"
        )
        parser.add_argument("--json", action="store_true", dest="as_json")
        parser.add_argument("--likes", type=_lengths, default=protocol.LENGTHS, help="history lengths, 0,1,3,5,10,all")
        parser.add_argument("--strategies", type=_strategies, default=run.STRATEGIES, help="some of them, by comma")
        parser.add_argument("--seed", type=int, default=protocol.SEED)
        parser.add_argument(
            "--confusion-from", type=Path, metavar="FILE", help="measure the text model on this manifest"
        )
        parser.add_argument("--write", type=Path, metavar="DIR", help="write films.json and a chart there")

    def handle(self, *args: Any, **options: Any) -> None:
        """Evaluate and print. CommandError for files that cannot be read and libraries that are missing."""
        if not (options["movielens"] or options["ldos"] or options["confusion_from"]):
            raise CommandError("Nothing to do: name --movielens DIR, --ldos FILE or --confusion-from FILE.")
        try:
            self._evaluate(options)
        except MlError as error:
            raise CommandError(error.message) from error
        except ImportError as error:
            raise CommandError(f"{error.name} is not installed: make train-deps") from error

    def _evaluate(self, options: Mapping[str, Any]) -> None:
        found: dict[str, Any] = {"seed": options["seed"]}
        confusion = self._confusion(options)
        found["confusion"] = moods.as_json(confusion)
        if options["movielens"]:
            settings = run.Settings(options["seed"], options["likes"], options["strategies"])
            found |= _films(_read(movielens.load, options["movielens"]), confusion, settings)
        if options["ldos"]:
            found["ldos"] = asdict(ldos.check(_read(ldos.load, options["ldos"]), seed=options["seed"]))
        self._say(found, as_json=options["as_json"])
        if options["write"]:
            report.write(options["write"], found)

    def _confusion(self, options: Mapping[str, Any]) -> moods.Confusion:
        manifest = options["confusion_from"]
        return moods.measured(manifest) if manifest else _read(moods.committed, moods.COMMITTED)

    def _say(self, found: Mapping[str, Any], *, as_json: bool) -> None:
        if as_json:
            self.stdout.write(json.dumps(found.get("figures", found)))
            return
        if "figures" in found:
            self.stdout.write(f"{report.tables(found['figures'])}\n")
            self.stdout.write(f"{report.differences(found['comparisons'], found['broader'])}\n")
        self.stdout.write(json.dumps({name: found[name] for name in ("chosen", "ldos") if name in found}, indent=1))


def _read(load: Callable[[Path], T], path: Path) -> T:
    try:
        return load(path)
    except UNREADABLE as error:
        raise CommandError(f"{path} cannot be read: {error}") from error


def _films(data: movielens.MovieLens, confusion: moods.Confusion, settings: run.Settings) -> dict[str, Any]:
    lists = run.run(data, confusion, settings, progress_bar)
    figures = Figures(data, lists, seed=settings.seed)
    return {
        "data": {"films": len(data.films), "known": data.known, "people": len(data.people), "likes": data.likes},
        "figures": figures.table(),
        "comparisons": figures.comparisons(),
        "broader": figures.broader(),
        "chosen": lists.chosen,
    }


def _lengths(text: str) -> tuple[int | None, ...]:
    return tuple(None if word == "all" else int(word) for word in text.split(","))


def _strategies(text: str) -> tuple[str, ...]:
    names = tuple(text.split(","))
    if unknown := set(names) - set(run.STRATEGIES):
        raise ArgumentTypeError(f"no such strategy: {', '.join(sorted(unknown))}")
    return names
