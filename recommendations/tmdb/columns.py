"""Which columns of a film TMDB's words stand in."""

from __future__ import annotations

from typing import Any, Final

from recommendations.models import Film, Source

# Of any film, and those that only a film without another source takes from TMDB.
SHARED: Final = (
    "tmdb_id", "fetched_at", "asked_at", "original_title", "overview", "poster_path", "backdrop_path", "keywords",
    "tmdb_rating", "tmdb_votes", "tmdb_certificate", "popularity",
)  # fmt: skip
OWN: Final = (
    "source", "imdb_id", "title", "year", "release_date", "runtime", "adult", "directors", "cast", "languages",
    "countries", "companies", "box_office", "listed", "same_as",
)  # fmt: skip
DERIVED: Final = ("standing", "search_title", "search_people", "search_companies")
# Votes move every day. What they change in a page or a ranking is the standing, once it has moved by a step.
QUIET: Final = frozenset({"fetched_at", "asked_at", "popularity", "tmdb_rating", "tmdb_votes"})
STEP: Final = 0.01


def nothing_said(names: tuple[str, ...] = (*SHARED, *OWN, *DERIVED)) -> dict[str, Any]:
    """The values of a film that TMDB said nothing of: a number, unlisted."""
    blank = Film(source=Source.TMDB, title="", listed=False)
    blank.derive()
    return {name: getattr(blank, name) for name in names}
