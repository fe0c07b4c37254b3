"""The embedded catalogue as it lies on disk: the trimmed table and where it comes from."""

from __future__ import annotations

import csv
import gzip
import hashlib
import io
import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from recommendations.errors import CatalogueUnreadable

DATA: Final = Path(__file__).resolve().parent / "data"
TABLE: Final = DATA / "catalogue.csv.gz"
PROVENANCE: Final = DATA / "provenance.json"
SEPARATOR: Final = "|"
COLUMNS: Final = (
    "id", "imdb_id", "title", "year", "release_date", "runtime", "certificate", "genres", "directors", "cast",
    "languages", "countries", "companies", "rating", "reviews", "box_office", "oscars",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class CatalogueFilm:
    """One film of the table. Unknown values are None or empty.

    `rating` is 0 to 10, `runtime` minutes, `box_office` US dollars.
    """

    id: int
    imdb_id: str
    title: str
    year: int
    release_date: str | None
    runtime: int | None
    certificate: str
    genres: tuple[str, ...]
    directors: tuple[str, ...]
    cast: tuple[str, ...]
    languages: tuple[str, ...]
    countries: tuple[str, ...]
    companies: tuple[str, ...]
    rating: float | None
    reviews: int
    box_office: int | None
    oscars: int


def read(path: Path = TABLE) -> Iterator[CatalogueFilm]:
    """Yield the films of the table in the order of ids. CatalogueUnreadable for a file of another make."""
    try:
        with gzip.open(path, "rt", encoding="utf-8", newline="") as file:
            lines = csv.reader(file)
            if tuple(next(lines, ())) != COLUMNS:
                raise CatalogueUnreadable(f"{path.name} has other columns than this version reads.")
            yield from map(_film, lines)
    except (OSError, EOFError, ValueError) as error:
        raise CatalogueUnreadable(f"{path.name} cannot be read; build it again.") from error


def write(lines: Sequence[Sequence[str]], path: Path) -> str:
    """Write the table so that the same lines give the same bytes; return the sha256 of the file."""
    text = io.StringIO(newline="")
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(COLUMNS)
    writer.writerows(lines)
    packed = gzip.compress(text.getvalue().encode(), compresslevel=9, mtime=0)
    path.write_bytes(packed)
    return hashlib.sha256(packed).hexdigest()


def digest(path: Path) -> str:
    """The sha256 of a file. CatalogueUnreadable where there is none."""
    try:
        with path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except OSError as error:
        raise CatalogueUnreadable(f"{path.name} cannot be read.") from error


def provenance(path: Path = PROVENANCE) -> dict[str, Any]:
    """Where the table comes from, as the build command wrote it."""
    return dict(json.loads(path.read_text(encoding="utf-8")))


def _film(line: Sequence[str]) -> CatalogueFilm:
    cell = dict(zip(COLUMNS, line, strict=True))
    return CatalogueFilm(
        id=int(cell["id"]),
        imdb_id=cell["imdb_id"],
        title=cell["title"],
        year=int(cell["year"]),
        release_date=cell["release_date"] or None,
        runtime=int(cell["runtime"]) if cell["runtime"] else None,
        certificate=cell["certificate"],
        **{name: _names(cell[name]) for name in ("genres", "directors", "cast", "languages", "countries", "companies")},
        rating=float(cell["rating"]) if cell["rating"] else None,
        reviews=int(cell["reviews"]),
        box_office=int(cell["box_office"]) if cell["box_office"] else None,
        oscars=int(cell["oscars"]),
    )


def _names(cell: str) -> tuple[str, ...]:
    return tuple(cell.split(SEPARATOR)) if cell else ()
