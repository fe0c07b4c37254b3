"""`manage.py behaviour text`: what a reading does when the text is changed in a way that matters, or does not."""

from __future__ import annotations

import csv
import json
from argparse import ArgumentParser
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Final

from django.core.management.base import BaseCommand, CommandError

from ml import pool
from ml.behaviour import sanity
from ml.behaviour.run import Gap, Rate, gaps, rates, read_all, texts_of
from ml.behaviour.suite import suite
from ml.errors import MlError
from ml.evaluation import usable
from ml.feelings import derive
from ml.management.progress import progress_bar
from ml.types import ModelSpec, Prediction

COLUMNS: Final = ("model", "capability", "kind", "n", "passed", "rate", "low", "high")
GAP_COLUMNS: Final = ("model", "dimension", "mood", "highest", "lowest", "gap", "n")
GAP_LABEL: Final = "largest gap between group means"


@dataclass(frozen=True, slots=True)
class _Report:
    model: str
    suite: str
    rates: tuple[Rate, ...]
    gaps: tuple[Gap, ...] = ()


class Command(BaseCommand):
    """Prints and writes pass rates with 95 % Wilson intervals, as they are; with --json one object.

    The suite "behaviour" checks the moods; "sanity" checks what is derived from them and is no measurement.
    """

    help = "Run the behavioural or the sanity suite on a text model."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Declare the arguments."""
        parser.add_argument("modality", choices=["text"])
        parser.add_argument("--suite", default="behaviour", choices=["behaviour", "sanity"])
        parser.add_argument("--model", help="name of a model or a tier; by default the best whose weights load")
        parser.add_argument("--json", action="store_true", dest="as_json")
        parser.add_argument("--out", type=Path, help="CSV of the rates; rows of other models in it are kept")

    def handle(self, *args: Any, **options: Any) -> None:
        """Run, print and write. CommandError for a model that cannot be used or a file that cannot be written."""
        try:
            report = RUNS[options["suite"]](usable(options["modality"], options["model"]))
            if options["out"]:
                _write(report, options["out"])
        except MlError as error:
            raise CommandError(error.message) from error
        except OSError as error:
            raise CommandError(f"{options['out']}: {error.strerror}") from error
        self.stdout.write(json.dumps(asdict(report)) if options["as_json"] else _page(report))


def _read(spec: ModelSpec, texts: Sequence[str]) -> dict[str, Prediction]:
    return read_all(pool.get(spec).predict, texts, progress_bar)


def _behaviour(spec: ModelSpec) -> _Report:
    cases = suite()
    scores = {text: one.scores for text, one in _read(spec, texts_of(cases)).items()}
    return _Report(spec.name, "behaviour", rates(cases, scores), gaps(cases, scores))


def _sanity(spec: ModelSpec) -> _Report:
    known = sanity.load()
    read = _read(spec, known.texts)
    derived = {text: derive(text, one.scores, one.labels) for text, one in read.items()}
    return _Report(spec.name, "sanity", sanity.rates(known, derived))


RUNS: Final = {"behaviour": _behaviour, "sanity": _sanity}


def _page(report: _Report) -> str:
    note = "" if report.suite == "behaviour" else " (a sanity suite, not a measurement)"
    lines = [f"{report.model}, {report.suite} suite{note}", ""]
    lines.append(f"{'capability':<14}{'kind':<10}{'n':>6}{'passed':>8}{'rate':>9}  95 %")
    for one in report.rates:
        counts = f"{one.n:>6}{one.passed:>8}{one.rate:>9.2%}  {one.low:.2%} to {one.high:.2%}"
        lines.append(f"{one.capability:<14}{one.kind:<10}{counts}")
    lines += ["", GAP_LABEL] if report.gaps else []
    for gap in report.gaps:
        where = f"{gap.mood}: {gap.highest} over {gap.lowest}" if gap.gap else "none"
        lines.append(f"{gap.dimension:<14}{gap.gap:>7.4f}  {where}, {gap.n} texts")
    return "\n".join(lines)


def _write(report: _Report, path: Path) -> None:
    _replace(path, COLUMNS, report.model, [asdict(one) for one in report.rates])
    if report.gaps:
        _replace(path.with_name(f"{path.stem}_gaps{path.suffix}"), GAP_COLUMNS, report.model, map(asdict, report.gaps))


def _replace(path: Path, columns: Sequence[str], model: str, rows: Iterable[dict[str, Any]]) -> None:
    """Write `rows` of `model` to a table that may hold other models' rows, which stay; floats to four decimals."""
    others: list[dict[str, Any]] = []
    if path.exists():
        with path.open(encoding="utf-8", newline="") as file:
            others = [row for row in csv.DictReader(file) if row["model"] != model]
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, columns, lineterminator="\n")
        writer.writeheader()
        for row in [*others, *({"model": model, **row} for row in rows)]:
            writer.writerow({key: f"{value:.4f}" if isinstance(value, float) else value for key, value in row.items()})
