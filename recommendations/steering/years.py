"""Years in a sentence: "80s", "early seventies", "before 2000", "the last ten years", "an old one". Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from recommendations.steering.found import Found

OLD: Final = 1979  # "an old film" is from this year or before
RECENT: Final = 5  # years that "recent" reaches back
_YEAR: Final = r"(?:19|20)\d\d"
_DECADE: Final = r"(?:19|20)\d0s"
_PART: Final = r"(?:(?:the )?(?P<part>early|mid|late|beginning of the|end of the|start of the) (?:the )?(?:to )?)?"
_TIME: Final = rf"{_PART}(?:the )?(?P<when>{_DECADE}|{_YEAR})(?! ?(?:minutes|mins|films))"
_SLICES: Final = {"early": (0, 3), "mid": (4, 6), "late": (7, 9)} | {
    "beginning of the": (0, 3),
    "start of the": (0, 3),
    "end of the": (7, 9),
}
_NOT: Final = r"(?:not|no|nothing|never|isnt|dont want (?:anything|something))"
_SINCE: Final = rf"(?:since|starting (?:in|from)|{_NOT} (?:from )?(?:older than|before|earlier than|pre)|as of)"
_UNTIL: Final = (
    rf"(?:until|up to|till|up until|{_NOT} (?:from )?(?:newer than|after|later than|more recent than|"
    rf"past|made after)|by)"
)
_BEFORE: Final = r"(?:(?:from |made |released )?(?:before|pre|prior to|earlier than|older than))"
_AFTER: Final = r"(?:(?:from |made |released )?(?:after|post|newer than|later than|younger than|more recent than|past))"
_SPANS: Final = re.compile(
    rf"(?:between|from|in|of|made)? ?(?:the )?{_PART}(?P<low>{_DECADE}|{_YEAR}) (?:and|to|or|until|"
    rf"till|through|,) (?:the )?(?P<high>{_DECADE}|{_YEAR})\b"
)
_SIDES: Final = tuple(
    (side, re.compile(rf"\b{words} (?:about |around )?{_TIME}\b"))
    for side, words in (("since", _SINCE), ("until", _UNTIL), ("before", _BEFORE), ("after", _AFTER))
)
_FOLLOWED: Final = (
    (
        "since",
        re.compile(
            rf"(?:from )?{_TIME} (?:onwards?|or (?:newer|later|after|younger|above)|and (?:newer|later|after|"
            rf"up)|on\b(?! netflix| prime| disney))"
        ),
    ),
    ("until", re.compile(rf"{_TIME} (?:or (?:older|earlier|before)|and (?:older|earlier|before)|at the latest)")),
)
_EXACT: Final = re.compile(rf"(?:from|in|of|released in|made in|circa)? ?{_TIME}\b")
_LAST: Final = re.compile(
    r"(?:from |in |of |made in )?(?:the )?(?:last|past) (?P<count>\d\d?|couple of|few)? ?(?P<unit>years?|decades?)\b"
)
_WORDS: Final = (
    (
        (
            r"(?:from |of )?(?:this|the 21st|21st) century|(?:something |anything |more )?modern(?: film|"
            r" movie| 1)?s?\b"
        ),
        2000,
        None,
    ),
    (r"(?:from |of )?(?:last|the last|the 20th|20th) century", None, 1999),
    (
        (
            r"(?:something|anything|sth) (?:really |very |properly )?old\b|\ban old (?!man|woman|people|"
            r"couple|friend|lady|age|school|dog|flame)|\bold (?:film|movie|hollywood|classic|timey|1)s?\b|"
            r"\boldies?\b|\bvintage\b|\bgolden age\b|"
            r"\b(?<!modern )(?<!cult )(?<!future )(?<!instant )classics?\b"
        ),
        None,
        OLD,
    ),
)
_NEW: Final = re.compile(
    r"(?:something |anything |a )?(?:fairly |pretty |quite |more )?(?:recent(?:ly released)?|newish|"
    r"new release|latest release|brand new|newer)s?\b(?: film| movie| 1)?s?|\bnew (?:film|movie)s?\b|"
    r"\bthat just came out"
)


def years(text: str, *, this_year: int) -> Iterator[Found]:
    """Every time in the plain form `text`, as `year_from` and `year_to`, inclusive."""
    taken: list[Found] = []
    for low, high, start, end in (*_dated(text), *_relative(text, this_year)):
        found = [
            Found(name, str(year), start, end)
            for name, year in (("year_from", low), ("year_to", high))
            if year is not None
        ]
        if found and not any(found[0].overlaps(other) for other in taken):
            taken.append(found[0])
            yield from found


Times = Iterator[tuple[int | None, int | None, int, int]]


def _dated(text: str) -> Times:
    for match in _SPANS.finditer(text):
        first, last = _reach(match["low"], match["part"]), _reach(match["high"], None)
        yield min(first[0], last[0]), max(first[1], last[1]), match.start(), match.end()
    for side, pattern in (*_FOLLOWED, *_SIDES):
        for match in pattern.finditer(text):
            yield (*_side(side, _reach(match["when"], match["part"])), match.start(), match.end())
    for match in _EXACT.finditer(text):
        yield (*_reach(match["when"], match["part"]), match.start(), match.end())


def _relative(text: str, this_year: int) -> Times:
    for match in _LAST.finditer(text):
        count = {"couple of": 2, "few": 3, None: 1}.get(match["count"]) or int(match["count"])
        yield this_year - count * (10 if match["unit"].startswith("d") else 1), None, match.start(), match.end()
    for pattern, low, high in _WORDS:
        for match in re.finditer(pattern, text):
            yield low, high, match.start(), match.end()
    for match in _NEW.finditer(text):
        yield this_year - RECENT, None, match.start(), match.end()


def _reach(when: str, part: str | None) -> tuple[int, int]:
    """The first and last year of "1994", "1980s" or its early, middle or late years."""
    year = int(when[:4])
    if not when.endswith("s"):
        return year, year
    first, last = _SLICES.get(part or "", (0, 9))
    return year + first, year + last


def _side(side: str, reach: tuple[int, int]) -> tuple[int | None, int | None]:
    first, last = reach
    return {
        "since": (first, None),
        "until": (None, last),
        "before": (None, first - 1),
        "after": (last + 1, None),
    }[side]
