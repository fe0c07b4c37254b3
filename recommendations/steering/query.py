"""A steer as the query of an address, and back: the one form that pages, links and shared addresses use.

Everything is bounded and checked before it is used. What cannot be meant raises UnusableWish, which names the field.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, fields, replace
from typing import Any, Final, Protocol
from urllib.parse import urlencode

from accounts.regions import LANGUAGES, REGIONS
from ml.moods import MOODS
from recommendations.catalogue.folding import fold
from recommendations.catalogue.genres import NAMES
from recommendations.errors import UnusableWish
from recommendations.steering import topics
from recommendations.steering.sentence import LONGEST, Parsed, parse
from recommendations.steering.services import with_siblings
from recommendations.steering.types import Dial, Sliders, Steer, Wishes

MOST: Final = 40  # values of one field
MOST_WORDS: Final = 8
LONGEST_WORD: Final = 40
SENTENCE: Final = "say"
YEARS: Final = (1870, 2100)
MINUTES: Final = (1, 600)
AGES: Final = (0, 18)
LARGEST_SERVICE: Final = 999_999


class Query(Protocol):
    """What Django's QueryDict and a plain mapping of lists have in common."""

    def getlist(self, key: str) -> Sequence[str]: ...


@dataclass(frozen=True, slots=True)
class Lists:
    """A mapping of lists as a query."""

    values: Mapping[str, Sequence[str]]

    def getlist(self, key: str) -> Sequence[str]:
        return self.values.get(key, ())


Check = Callable[[str], Any]


def _one_of(known: Callable[[str], bool], what: str) -> Check:
    def check(value: str) -> str:
        if not known(value):
            raise ValueError(f"There is no {what} by that name.")
        return value

    return check


def _number(low: int, high: int) -> Check:
    def check(value: str) -> int:
        if not (value.isascii() and value.isdigit() and len(value) <= len(str(high)) and low <= int(value) <= high):
            raise ValueError(f"A whole number from {low} to {high}.")
        return int(value)

    return check


def _slider(value: str) -> float:
    if value not in SLIDER_STEPS:
        raise ValueError(f"One of {', '.join(SLIDER_STEPS)}.")
    return float(value)


def _word(value: str) -> str:
    word = fold(value)
    if not word or len(word) > LONGEST_WORD:
        raise ValueError(f"Words of at most {LONGEST_WORD} letters.")
    return word


SLIDER_STEPS: Final = ("0", "0.5", "1", "1.5", "2")
_GENRE: Final = _one_of(NAMES.__contains__, "genre")
_LANGUAGE: Final = _one_of(LANGUAGES.__contains__, "language")
# Parameter, field of `Wishes`, check: first those that hold several values, then those that hold one.
MANY: Final[Mapping[str, tuple[str, Check]]] = {
    "genre": ("include_genres", _GENRE),
    "all": ("all_genres", _GENRE),
    "without": ("exclude_genres", _GENRE),
    "language": ("languages", _LANGUAGE),
    "without-language": ("exclude_languages", _LANGUAGE),
    "service": ("services", _number(1, LARGEST_SERVICE)),
    "avoid": ("avoid", _one_of(topics.TOPICS.__contains__, "topic")),
    "theme": ("words", _word),
    "without-theme": ("exclude_words", _word),
}
ONE: Final[Mapping[str, tuple[str, Check]]] = {
    "least": ("runtime_min", _number(*MINUTES)),
    "most": ("runtime_max", _number(*MINUTES)),
    "from": ("year_from", _number(*YEARS)),
    "to": ("year_to", _number(*YEARS)),
    "age": ("certificate", _number(*AGES)),
    "region": ("region", _one_of(REGIONS.__contains__, "country")),
}
SLIDERS: Final[Mapping[str, str]] = {"for-mood": "mood", "for-taste": "taste", "for-new": "novelty"}
_DIAL: Final = _one_of({dial.value for dial in Dial}.__contains__, "setting of the dial")
_TARGET: Final = _one_of(MOODS.__contains__, "mood")


def read(data: Query) -> Steer:
    """The steer of a query, with its sentence (`say`), if any, laid over the rest. Raises UnusableWish."""
    steer = _steer(data)
    said = sentence(data)
    return merged(steer, said) if said else steer


def sentence(data: Query) -> Parsed | None:
    """What the sentence of a query asks for; None without one. Raises UnusableWish where it is too long."""
    text = _single(data, SENTENCE).strip()
    if len(text) > LONGEST:
        raise UnusableWish(fields={SENTENCE: f"At most {LONGEST} letters."})
    return parse(text) if text else None


def merged(steer: Steer, said: Parsed) -> Steer:
    """A sentence laid over a steer: lists grow, single values are replaced by those that were said."""
    given = {piece.field for piece in said.pieces}
    old, new = steer.wishes, said.steer.wishes
    wishes = {
        field.name: _both(getattr(old, field.name), getattr(new, field.name))
        for field in fields(Wishes)
        if field.name in given
    }
    return replace(
        steer,
        dial=said.steer.dial if "dial" in given else steer.dial,
        target=said.steer.target if "target" in given else steer.target,
        sliders=said.steer.sliders if "sliders" in given else steer.sliders,
        wishes=replace(old, **wishes),
    )


def write(steer: Steer) -> str:
    """The query that `read` makes the same steer of; "" where nothing is set."""
    return urlencode(parameters(steer))


def parameters(steer: Steer) -> list[tuple[str, str]]:
    """Names and values of everything that is set, in one fixed order."""
    wishes, usual = steer.wishes, Steer()
    found = [("dial", steer.dial.value)] if steer.dial is not usual.dial else []
    found += [("target", steer.target)] if steer.target else []
    found += [
        (name, f"{value:g}") for name, field in SLIDERS.items() if (value := getattr(steer.sliders, field)) != 1.0
    ]
    found += [(name, str(value)) for name, (field, _) in MANY.items() for value in getattr(wishes, field)]
    found += [
        (name, str(value)) for name, (field, _) in ONE.items() if (value := getattr(wishes, field)) not in (None, "")
    ]
    return [*found, ("mine", "1")] if wishes.my_services else found


def _steer(data: Query) -> Steer:
    values: dict[str, Any] = {field: _many(data, name, check) for name, (field, check) in MANY.items()}
    singles = {field: _checked(data, name, check) for name, (field, check) in ONE.items()}
    values |= {field: value for field, value in singles.items() if value is not None}
    values["services"] = with_siblings(values["services"])
    wishes = Wishes(**values, my_services=_single(data, "mine") == "1")
    _in_order(wishes)
    sliders = {field: _checked(data, name, _slider) for name, field in SLIDERS.items()}
    return Steer(
        dial=Dial(_checked(data, "dial", _DIAL) or Dial.MATCH),
        target=_checked(data, "target", _TARGET) or "",
        sliders=Sliders(**{field: value for field, value in sliders.items() if value is not None}),
        wishes=wishes,
    )


def _in_order(wishes: Wishes) -> None:
    for name, low, high in (
        ("most", wishes.runtime_min, wishes.runtime_max),
        ("to", wishes.year_from, wishes.year_to),
    ):
        if low is not None and high is not None and low > high:
            raise UnusableWish(fields={name: f"This is {high}, and the least is {low}: nothing lies between."})


def _many(data: Query, name: str, check: Check) -> tuple[Any, ...]:
    limit = MOST_WORDS if check is _word else MOST
    values = [value for value in data.getlist(name)[: limit + 1] if value]
    if len(values) > limit:
        raise UnusableWish(fields={name: f"At most {limit}."})
    return tuple(dict.fromkeys(_run(name, check, value) for value in values))


def _checked(data: Query, name: str, check: Check) -> Any:
    value = _single(data, name)
    return _run(name, check, value) if value else None


def _run(name: str, check: Check, value: str) -> Any:
    try:
        return check(value)
    except ValueError as error:
        raise UnusableWish(fields={name: str(error)}) from None


def _single(data: Query, name: str) -> str:
    values = data.getlist(name)
    return str(values[-1]) if values else ""


def _both(old: Any, new: Any) -> Any:
    return tuple(dict.fromkeys((*old, *new))) if isinstance(new, tuple) else new
