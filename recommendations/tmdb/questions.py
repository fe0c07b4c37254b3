"""From a row of ours and an evening's wishes to one question that TMDB can answer. Pure.

TMDB's answer may be wider than the wishes (it cannot mix "all of" and "one of", knows no Sport and one language at a
time): whatever it names is held against the wishes here all the same.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Final

from recommendations.catalogue.certificates import at_most
from recommendations.ranking.affinity import RowSpec
from recommendations.steering.types import Wishes
from recommendations.tmdb.genres import NUMBERS
from recommendations.tmdb.types import Discover

FEW_VOTES: Final = 20  # a film that fewer people rated is not asked for: its score says nothing yet
GROWN_UP: Final = 18
Numbers = Mapping[str, tuple[int, ...] | None]
"""TMDB's keywords by our word: () where it has none, None where nobody has asked yet."""


def words(specs: Iterable[RowSpec], wishes: Wishes) -> tuple[str, ...]:
    """The words whose numbers the questions would need, each once."""
    needed = (*(word for spec in specs for word in spec.keywords), *wishes.words, *wishes.exclude_words)
    return tuple(dict.fromkeys(needed))


def question(spec: RowSpec, wishes: Wishes, numbers: Numbers) -> Discover | None:
    """What to ask for this row; None where TMDB has no genre or keyword for what the row stands on."""
    every, some = _genres(spec, wishes)
    country, certificate = _certificate(wishes)
    keywords = asked_by(spec, wishes, numbers)
    excluded = _numbers((*spec.without, *wishes.exclude_genres))
    if every is None or some is None or certificate is None or (spec.keywords and not keywords):
        return None
    if set(every) & set(excluded):
        return None
    return Discover(
        genres=every,
        any_genres=some,
        without_genres=excluded,
        any_keywords=_of(keywords, numbers),
        without_keywords=_of(wishes.exclude_words, numbers),
        providers=wishes.services if wishes.region else (),
        region=wishes.region if wishes.services else "",
        runtime_min=wishes.runtime_min,
        runtime_max=wishes.runtime_max,
        votes_min=FEW_VOTES,
        released_from=date(wishes.year_from, 1, 1) if wishes.year_from else None,
        released_to=date(wishes.year_to, 12, 31) if wishes.year_to else None,
        certificate_country=country,
        certificate=certificate,
        original_language=wishes.languages[0] if len(wishes.languages) == 1 else "",
    )


def asked_by(spec: RowSpec, wishes: Wishes, numbers: Numbers) -> tuple[str, ...]:
    """The words that the question goes by: the row's own, or else the evening's themes."""
    return tuple(word for word in spec.keywords or wishes.words if numbers.get(word))


def _genres(spec: RowSpec, wishes: Wishes) -> tuple[tuple[int, ...] | None, tuple[int, ...] | None]:
    """Those that all hold and, without any, those of which one does. None: TMDB has no such genre."""
    wanted = [*spec.genres, *wishes.all_genres]
    included = _numbers(wishes.include_genres)
    if not all(name in NUMBERS for name in wanted) or (wishes.include_genres and not included):
        return None, None
    every = _numbers(wanted)
    if len(wishes.include_genres) == 1:
        every = tuple(dict.fromkeys((*every, *included)))
    return every, () if every else included


def _certificate(wishes: Wishes) -> tuple[str, str | None]:
    if wishes.certificate is None or wishes.certificate >= GROWN_UP:
        return "", ""
    country, name = at_most(wishes.certificate, wishes.region)
    return country, name or None


def _numbers(names: Iterable[str]) -> tuple[int, ...]:
    return tuple(NUMBERS[name] for name in dict.fromkeys(names) if name in NUMBERS)


def _of(chosen: Sequence[str], numbers: Numbers) -> tuple[int, ...]:
    return tuple(number for word in chosen for number in numbers.get(word) or ())
