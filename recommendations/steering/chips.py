"""Everything that is set, as chips that a person can take away one by one. Pure."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any, Final

from accounts.regions import LANGUAGES, REGIONS
from recommendations.steering import query, topics
from recommendations.steering.services import BY_ID, name_of
from recommendations.steering.types import Dial, Sliders, Steer, Wishes

CALLED: Final[Mapping[Dial, str]] = {
    Dial.LIFT: "Lift",
    Dial.CALM: "Calm",
    Dial.CATHARTIC: "Cathartic",
    Dial.SURPRISE: "Surprise me",
}
_HOUR: Final = 60
_SLIDERS: Final = {"mood": "mood", "taste": "your taste", "novelty": "what is new"}


@dataclass(frozen=True, slots=True)
class Chip:
    """`field` is that of the steer, `query` the address's query without this chip; `name` says what it is."""

    field: str
    value: str
    name: str
    query: str


def chips(steer: Steer) -> tuple[Chip, ...]:
    """One chip for each thing that is set; a length or years with both ends are one."""
    return tuple(_all(steer))


def _all(steer: Steer) -> Iterator[Chip]:
    if steer.dial is not Dial.MATCH:
        yield _chip("dial", steer.dial.value, CALLED[steer.dial], replace(steer, dial=Dial.MATCH))
    if steer.target:
        yield _chip("target", steer.target, f"Towards {steer.target}", replace(steer, target=""))
    for name, called in _SLIDERS.items():
        if (value := getattr(steer.sliders, name)) != 1.0:
            usual = replace(steer, sliders=replace(steer.sliders, **{name: getattr(Sliders(), name)}))
            yield _chip("sliders", f"{name}:{value:g}", f"{_amount(value)} {called}", usual)
    yield from _lists(steer)
    yield from _ranges(steer)


def _lists(steer: Steer) -> Iterator[Chip]:
    wishes = steer.wishes
    for field, say in _SAID.items():
        for value in getattr(wishes, field):
            yield _chip(field, str(value), say(value), _without(steer, field, value))
    for number in dict.fromkeys(BY_ID[number].ids[0] if number in BY_ID else number for number in wishes.services):
        ids = BY_ID[number].ids if number in BY_ID else (number,)
        left = tuple(other for other in wishes.services if other not in ids)
        yield _chip("services", str(number), f"On {name_of(number)}", _with(steer, services=left))
    if wishes.my_services:
        yield _chip("my_services", "1", "On my services", _with(steer, my_services=False))


def _ranges(steer: Steer) -> Iterator[Chip]:
    wishes = steer.wishes
    if said := _between(wishes.runtime_min, wishes.runtime_max, "At least", "At most", length):
        yield _chip("runtime", said, said, _with(steer, runtime_min=None, runtime_max=None))
    if said := _years(wishes):
        yield _chip("years", said, said, _with(steer, year_from=None, year_to=None))
    if wishes.certificate is not None:
        yield _chip("certificate", str(wishes.certificate), _age(wishes.certificate), _with(steer, certificate=None))
    if wishes.region:
        where = REGIONS.get(wishes.region, wishes.region)
        yield _chip("region", wishes.region, f"In {where}", _with(steer, region=""))


_SAID: Final[Mapping[str, Callable[[Any], str]]] = {
    "include_genres": str,
    "all_genres": str,
    "exclude_genres": lambda name: f"No {name.lower()}",
    "languages": lambda code: f"In {LANGUAGES.get(code, code)}",
    "exclude_languages": lambda code: f"Not in {LANGUAGES.get(code, code)}",
    "avoid": lambda key: f"Avoid: {topics.label(key).lower()}",
    "words": lambda word: f"“{word}”",
    "exclude_words": lambda word: f"No “{word}”",
}


def _chip(field: str, value: str, name: str, left: Steer) -> Chip:
    return Chip(field, value, name, query.write(left))


def _with(steer: Steer, **changed: Any) -> Steer:
    return replace(steer, wishes=replace(steer.wishes, **changed))


def _without(steer: Steer, field: str, value: Any) -> Steer:
    return _with(steer, **{field: tuple(other for other in getattr(steer.wishes, field) if other != value)})


def _amount(value: float) -> str:
    return "No" if value == 0 else "Less" if value < 1 else "More"


def length(minutes: int) -> str:
    """ "1 h 30", "2 h" or "45 min"."""
    hours, rest = divmod(minutes, _HOUR)
    return f"{hours} h {rest:02}" if hours and rest else f"{hours} h" if hours else f"{rest} min"


def _between(low: int | None, high: int | None, least: str, most: str, say: Callable[[int], str]) -> str:
    if low is not None and high is not None:
        return f"{say(low)} to {say(high)}"
    return f"{least} {say(low)}" if low is not None else f"{most} {say(high)}" if high is not None else ""


def _years(wishes: Wishes) -> str:
    low, high = wishes.year_from, wishes.year_to
    if low is not None and low == high:
        return str(low)
    if low is not None and high == low + 9 and low % 10 == 0:
        return f"The {low}s"
    return _between(low, high, "From", "Until", str)


def _age(limit: int) -> str:
    return "For all ages" if limit == 0 else f"Fine from age {limit}"
