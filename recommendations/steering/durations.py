"""Lengths in a sentence: "nothing longer than two hours", "1h30", "about ninety minutes", "not too long". Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from recommendations.steering.found import Found

HOUR: Final = 60
LEAST, MOST = 1, 600  # minutes; anything else is not a film's length
SHORT, NOT_LONG, LONG = 90, 120, 150  # what "short", "not too long" and "a long one" mean, in minutes
AROUND: Final = 15  # "about 90 minutes" is this much either way

_HOURS: Final = r"(?:hours?|hrs?|h)"
_MINUTES: Final = r"(?:minutes?|mins?|min|m)"
_REST: Final = (
    rf"(?P<half>a half|half)|(?P<quarter>a quarter)|(?P<three>3 quarters|3 quarter)|(?P<rest>\d\d?)(?: {_MINUTES}\b)?"
)
_ONE: Final = re.compile(
    rf"(?P<halves>\d+) and a half {_HOURS}\b"
    rf"|(?:half an|a half) hour\b(?P<thirty>)"
    rf"|(?P<couple>(?:a )?couple of|a couple|couple) {_HOURS}\b"
    rf"|(?P<clock>\d:\d\d)\b"
    rf"|(?:(?P<hours>\d+(?:\.\d+)?|an?) )?{_HOURS}\b(?: (?:and )?(?:{_REST}))?"
    rf"|(?P<minutes>\d\d?\d?) {_MINUTES}\b"
)
_NOT: Final = r"(?:not|nothing|no|isnt|never|dont want (?:anything|something)|wont be|anything not)"
# What stands before a length, and what after it; the first that fits decides.
_BEFORE: Final = (
    ("max", rf"(?:{_NOT} (?:much )?(?:longer|more|over|above|exceeding) (?:than )?|{_NOT} to exceed )"),
    ("min", rf"(?:{_NOT} (?:shorter|less|under|below) (?:than )?)"),
    (
        "max",
        (
            r"(?:under|less than|below|within|shorter than|at (?:the )?(?:very )?most|max(?:imum)?(?: of)?|"
            r"up to|in less than|inside) "
        ),
    ),
    ("min", r"(?:over|more than|longer than|at least|a minimum of|minimum(?: of)?|min(?: of)?|upwards of) "),
    ("about", r"(?:about|around|roughly|approximately|approx|circa|some) "),
)
_AFTER: Final = (
    ("fine", r" (?:is|are|would be|s) (?:fine|ok|okay|alright|all right|no problem|good)"),
    (
        "max",
        r" ?,? ?(?:max(?:imum)?\b|tops?\b|at (?:the )?(?:very )?most|or (?:less|under|shorter|below)|and under|limit)",
    ),
    ("min", r" ?,? ?(?:min(?:imum)?\b(?! )|or (?:more|longer|over)|at (?:the )?(?:very )?least|and up|\+|plus\b)"),
    ("about", r" (?:or so|ish|or thereabouts|give or take)"),
)
_BETWEEN: Final = re.compile(
    rf"(?:between |from )?(?P<low>\d\d?\d?)(?: (?:{_MINUTES}|{_HOURS}))? (?:and|to|"
    rf"or) (?P<high>\d\d?\d?) (?P<unit>{_MINUTES}|{_HOURS})\b"
)
_BARE: Final = re.compile(
    rf"(?P<not>{_NOT} )?(?P<more>longer|shorter) than (?P<count>\d\d\d?)\b(?! {_HOURS})(?: {_MINUTES}\b)?"
)
_LOOSE: Final = (
    (
        "max",
        NOT_LONG,
        (
            r"(?:not|nothing|isnt|never|aint|wont be|dont want (?:anything|something|it)) (?:too|very|super|"
            r"that|so|overly|particularly) (?:long|lengthy)|not long\b|nothing long\b|no epics? length|"
            r"not a long 1"
        ),
    ),
    (
        "max",
        SHORT,
        (
            r"(?:something|anything|nice and|really|very|fairly|a|pretty|sth|make it|keep it|quite) (?:short|"
            r"quick|brief)(?: (?:1|film|movie|watch|and|but)\b)?(?! of|s)|short(?= and )|^(?:short|quick)\b|"
            r", short\b|short film|short movie|quick watch|on the shorter side|shortish"
        ),
    ),
    (
        "min",
        LONG,
        (
            r"(?:something|anything|nice and|really|very|properly) long\b(?! (?:day|week|time|night|journey|"
            r"shift))|(?:a|nice|good) long (?:1|film|movie|watch)|long film|long movie|as long as possible|"
            r"the longer the better|on the longer side"
        ),
    ),
)


def lengths(text: str) -> Iterator[Found]:
    """Every length in the plain form `text`, as `runtime_min` and `runtime_max` in minutes."""
    taken: list[Found] = []
    exact = [*_between(text), *_bare(text), *_single(text)]
    for found in exact or _loose(text):
        if not any(found.overlaps(other) and (found.start, found.end) != (other.start, other.end) for other in taken):
            taken.append(found)
            yield found


def _between(text: str) -> Iterator[Found]:
    for match in _BETWEEN.finditer(text):
        scale = 60 if match["unit"].startswith("h") else 1
        low, high = (int(match[name]) * scale for name in ("low", "high"))
        yield from _limits(low, high, match.start(), match.end())


def _bare(text: str) -> Iterator[Found]:
    """ "Nothing longer than 100": minutes, as years have four digits."""
    for match in _BARE.finditer(text):
        count, most = int(match["count"]), (match["more"] == "longer") == bool(match["not"])
        yield from _limits(None if most else count, count if most else None, match.start(), match.end())


def _single(text: str) -> Iterator[Found]:
    for match in _ONE.finditer(text):
        minutes = _minutes(match)
        if minutes is None:
            continue
        kind, start, end = _kind(text, match.start(), match.end())
        if kind == "fine":
            yield Found("", "", start, end)
        elif kind == "about":
            yield from _limits(minutes - AROUND, minutes + AROUND, start, end)
        else:
            yield from _limits(minutes if kind == "min" else None, None if kind == "min" else minutes, start, end)


def _kind(text: str, start: int, end: int) -> tuple[str, int, int]:
    """Whether a length is the most, the least or about; a bare one is what somebody has time for, so the most."""
    for kind, pattern in _AFTER:
        if after := re.match(pattern, text[end:]):
            before = re.search(r"(?:about |around )$", text[:start])
            return kind, before.start() if before else start, end + after.end()
    for kind, pattern in _BEFORE:
        # The article of "an hour" belongs to the length, so what stands before it ends there.
        if before := re.search(rf"\b{pattern}$", text[:start]) or re.search(rf"\b{pattern}(?=an? $)", text[:start]):
            return kind, before.start(), end
    return "max", start, end


def _minutes(match: re.Match[str]) -> int | None:
    """A length in minutes; None for the word "hour" alone."""
    said = match.groupdict()
    if said["minutes"]:
        return int(said["minutes"])
    if said["clock"]:
        hours, minutes = map(int, said["clock"].split(":"))
        return hours * HOUR + minutes
    if said["couple"] or said["thirty"] is not None:
        return 2 * HOUR if said["couple"] else HOUR // 2
    extra = int(said["rest"] or 0) + _quarters(said) * HOUR // 4
    hours_said = said["halves"] or said["hours"]
    if not hours_said:
        return HOUR + extra if extra else None
    return round((1.0 if hours_said in {"a", "an"} else float(hours_said)) * HOUR) + extra


def _quarters(said: dict[str, str | None]) -> int:
    """ "A quarter", "a half" and "three quarters" of an hour."""
    return bool(said["quarter"]) + 2 * bool(said["half"] or said["halves"]) + 3 * bool(said["three"])


def _loose(text: str) -> Iterator[Found]:
    for kind, minutes, pattern in _LOOSE:
        for match in re.finditer(rf"(?:{pattern})", text):
            yield Found(f"runtime_{kind}", str(minutes), match.start(), match.end())


def _limits(low: int | None, high: int | None, start: int, end: int) -> Iterator[Found]:
    for name, minutes in (("runtime_min", low), ("runtime_max", high)):
        if minutes is not None and LEAST <= minutes <= MOST:
            yield Found(name, str(minutes), start, end)
