"""Trim the source's two tables to the embedded catalogue.

One pure pass from rows to lines, and a count of what was dropped. Source: the `movies.db` of the PyPI package
`bokeh_sampledata` 2026.1, structured data of Wikidata under CC0-1.0.
"""

from __future__ import annotations

import re
import sqlite3
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

from recommendations.catalogue.genres import BY_NAME, ORDER, SOURCE_NAMES
from recommendations.catalogue.table import COLUMNS, SEPARATOR
from recommendations.errors import CatalogueUnreadable

CAST_KEPT: Final = 8
NAMES_KEPT: Final = 4
SHORTEST_MINUTES: Final = 5
_SUFFIX: Final = re.compile(r", (?=(?:Jr|Sr)\.?(?:,|$)|I{2,3}(?:,|$)|IV(?:,|$))")
_QUERY: Final = """
SELECT o.*, t.Rating AS Score, t.Reviews AS Reviews, t.BoxOffice AS BoxOffice, t.Production AS Production
FROM omdb o JOIN tomatoes t USING (ID) ORDER BY o.ID
"""
Record = dict[str, Any]


@dataclass(slots=True)
class Trimmed:
    """Lines of the table in `COLUMNS` order, by id, and how many values or rows were dropped, by reason."""

    lines: list[list[str]]
    dropped: Counter[str] = field(default_factory=Counter)


def read_source(path: Path) -> list[Record]:
    """Every film of the source. CatalogueUnreadable where `path` is no such database."""
    try:
        with sqlite3.connect(f"file:{path}?mode=ro", uri=True) as connection:
            connection.row_factory = sqlite3.Row
            return [dict(row) for row in connection.execute(_QUERY)]
    except sqlite3.Error as error:
        raise CatalogueUnreadable(f"{path.name} is not the films database this command reads.") from error


def trim(records: Iterable[Record]) -> Trimmed:
    """One line a film, in the order of ids; see `docs/catalogue.md` for every rule."""
    rows = list(records)
    dropped: Counter[str] = Counter()
    kept = list(_without_second_cuts(rows, dropped))
    fame = _fame(kept)
    return Trimmed([_line(row, fame, dropped) for row in kept], dropped)


def split_names(text: str | None) -> list[str]:
    """Names from a comma-separated cell; "Ed Begley, Jr." stays one name."""
    protected = _SUFFIX.sub("\0", text or "")
    return [name.strip().replace("\0", ", ") for name in protected.split(",") if name.strip()]


def _without_second_cuts(rows: list[Record], dropped: Counter[str]) -> Iterator[Record]:
    """Two cuts of one film share an IMDb id: the one with more reviews stands for both."""
    best: dict[str, Record] = {}
    for row in sorted(rows, key=lambda row: (-(row["Reviews"] or 0), row["ID"])):
        best.setdefault(row["imdbID"], row)
    for row in rows:
        if best[row["imdbID"]] is row:
            yield row
        else:
            dropped["row: second cut of a film under the same IMDb id"] += 1


def _fame(rows: Iterable[Record]) -> Counter[str]:
    """How many reviews a person's films gathered, films they direct themselves aside.

    The source lists a cast by the alphabet, so this is what brings its best-known names to the front.
    """
    fame: Counter[str] = Counter()
    for row in rows:
        directors = set(split_names(row["Director"]))
        for name in split_names(row["Cast"]):
            if name not in directors:
                fame[name] += row["Reviews"] or 0
    return fame


def _line(row: Record, fame: Counter[str], dropped: Counter[str]) -> list[str]:
    values = {
        "id": row["ID"],
        "imdb_id": row["imdbID"],
        "title": row["Title"].strip(),
        "year": row["Year"],
        "release_date": _release_date(row["Released"], dropped),
        "runtime": _runtime(row["Runtime"], dropped),
        "certificate": row["Rating"] or "",
        "genres": SEPARATOR.join(_genres(row["Genre"])),
        "directors": SEPARATOR.join(_some(split_names(row["Director"]), NAMES_KEPT, "directors", dropped)),
        "cast": SEPARATOR.join(_cast(row, fame, dropped)),
        "languages": SEPARATOR.join(_some(split_names(row["Language"]), NAMES_KEPT, "languages", dropped)),
        "countries": SEPARATOR.join(_some(split_names(row["Country"]), NAMES_KEPT, "countries", dropped)),
        "companies": SEPARATOR.join(_some(split_names(row["Production"]), NAMES_KEPT, "companies", dropped)),
        "rating": _rating(row),
        "reviews": row["Reviews"] or 0,
        "box_office": round(row["BoxOffice"]) if row["BoxOffice"] else "",
        "oscars": row["Oscars"] or 0,
    }
    return [str(values[column]) for column in COLUMNS]


def _release_date(released: str, dropped: Counter[str]) -> str:
    """1 January is how the source writes "some time that year" (two films in three), so it is no date."""
    if not released.endswith("-01-01"):
        return released
    dropped["value: release date of 1 January (only the year is known)"] += 1
    return ""


def _runtime(minutes: float | None, dropped: Counter[str]) -> str:
    if minutes is None:
        return ""
    if minutes < SHORTEST_MINUTES:
        dropped[f"value: runtime under {SHORTEST_MINUTES} minutes (a slip in the source)"] += 1
        return ""
    return str(round(minutes))


def _genres(text: str) -> list[str]:
    names = {SOURCE_NAMES.get(name, name) for name in split_names(text)}
    if unknown := names - BY_NAME.keys():
        raise CatalogueUnreadable(f"The source has genres without a place in the map: {', '.join(sorted(unknown))}.")
    return sorted(names, key=ORDER.__getitem__)


def _cast(row: Record, fame: Counter[str], dropped: Counter[str]) -> list[str]:
    directors = set(split_names(row["Director"]))
    names = sorted(split_names(row["Cast"]), key=lambda name: (name in directors, -fame[name], name))
    return _some(names, CAST_KEPT, "cast", dropped)


def _some(names: list[str], limit: int, what: str, dropped: Counter[str]) -> list[str]:
    if extra := len(names) - limit:
        dropped[f"value: {what} beyond the first {limit}"] += max(extra, 0)
    return names[:limit]


def _rating(row: Record) -> str:
    """The critics' mean on 0 to 10; where only Metacritic has one, that score over ten."""
    if row["Score"] is not None:
        return f"{row['Score']:g}"
    return f"{row['Metacritic'] / 10:g}" if row["Metacritic"] is not None else ""
