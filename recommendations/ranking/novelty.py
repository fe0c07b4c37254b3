"""What is new about a film for one person: recent, unlike what they know, or not one of the big names. Pure.

Each is 0 where its name would not be true of the film, so that a part of the novelty can be spoken of by its name.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Final

from recommendations.types import FilmFeatures

FRESH, UNLIKE, LESSER_KNOWN = 0.3, 0.4, 0.3  # shares of the three, which add up to 1
RECENT_DAYS: Final = 1095.0  # from the release until nobody calls a film recent
BIG_NAME: Final = 0.25  # renown of the best known 7 in 100 of the catalogue
FEW: Final = 5.0  # opinions on kinds of film that "nothing known" weighs as much as
KINDS: Final = ("genre", "keyword", "decade")  # what makes a film another kind of film


def fresh(film: FilmFeatures, today: date | None) -> float:
    """1 on the day of release or before it, falling to 0 over `RECENT_DAYS`; 0 where either day is not known."""
    released = film.release_date
    if released is None or today is None:
        return 0.0
    return 1.0 - min(1.0, max(0, (today - released).days) / RECENT_DAYS)


def familiar(evidence: Mapping[str, int]) -> dict[str, float]:
    """How well a person knows each kind of film, 0 to 1, beside the one of its sort that they know best."""
    known = {key: count for key, count in evidence.items() if is_kind(key)}
    most: dict[str, int] = {}
    for key, count in known.items():
        sort = key.partition(":")[0]
        most[sort] = max(most.get(sort, 0), count)
    return {key: count / most[key.partition(":")[0]] for key, count in known.items()}


def sure(evidence: Mapping[str, int]) -> float:
    """How much is known of what a person knows, from 0 towards 1."""
    decades = sum([count for key, count in evidence.items() if key.startswith("decade:")])
    return decades / (decades + FEW)


def unlike(film: FilmFeatures, known: Mapping[str, float]) -> float:
    """1 for a kind of film that nobody's history holds, 0 for one at least half as familiar as what it holds most."""
    kinds = [(key, share) for key, share in film.traits if is_kind(key)]
    whole = sum([share for _, share in kinds])
    if not known or not whole:
        return 0.0
    return max(0.0, 1.0 - 2.0 * sum([share * known.get(key, 0.0) for key, share in kinds]) / whole)


def lesser_known(film: FilmFeatures) -> float:
    """1 for a film that hardly anybody heard of, 0 for a big name."""
    return 1.0 - min(1.0, (film.standing - film.acclaim) / BIG_NAME)


def is_kind(key: str) -> bool:
    return key.startswith(KINDS)
