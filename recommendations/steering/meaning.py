"""From words that were found to what they ask for. Pure."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, fields, replace
from itertools import pairwise
from typing import Final

from recommendations.steering.canonical import Canonical
from recommendations.steering.found import Found
from recommendations.steering.scope import Scopes
from recommendations.steering.services import SERVICES
from recommendations.steering.types import Dial, Sliders, Steer, Wishes

_PLURAL: Final = frozenset(item.name for item in fields(Wishes) if item.type.startswith("tuple"))
_NUMBERS: Final = frozenset(("runtime_min", "runtime_max", "year_from", "year_to", "certificate"))
_DENIED_MOODS: Final = {"fear": ("exclude_genres", "Horror"), "sadness": ("dial", "lift")}


@dataclass(frozen=True, slots=True)
class Piece:
    """A field of the steer, the value it takes, and the place of the words in the person's own text."""

    field: str
    value: str
    start: int
    end: int


def meanings(found: Sequence[Found], scopes: Scopes, said: Canonical) -> tuple[Piece, ...]:
    """What each piece asks for, in the order in which it was said."""
    pieces = [piece for one in found if one.field for piece in _meaning(one, scopes, said)]
    pieces += _genres([one for one in found if one.field in {"genre", "both"}], scopes, said)
    unique = {(piece.field, piece.value): piece for piece in sorted(pieces, key=lambda piece: -piece.start)}
    return tuple(sorted(_agreed(unique.values()), key=lambda piece: (piece.start, piece.field)))


def _meaning(found: Found, scopes: Scopes, said: Canonical) -> Iterable[Piece]:
    start, end = said.span(found.start, found.end)
    if scopes.allowed(found):
        return
    for name, value in _asks(found, denied=scopes.denied(found)):
        yield Piece(name, value, start, end)


Asks = Iterable[tuple[str, str]]


def _asks(found: Found, *, denied: bool) -> Asks:
    kind, value = found.field, found.value
    if kind in _NUMBERS or kind in {"region", "sliders"}:
        return ((kind, value),)
    if kind in {"avoid", "spared"}:
        return (("avoid", value),)
    if kind == "theme":
        return (("exclude_words" if denied else "words", value),)
    return _OTHERS[kind](found, denied) if kind in _OTHERS else ()


def _dial(found: Found, _denied: bool) -> Asks:  # noqa: FBT001 (one of `_OTHERS`)
    yield "dial", found.value
    if found.value == "cathartic" and re.search(r"cry|sob|weep", found.words):
        yield "target", "sadness"


def _mood(found: Found, denied: bool) -> Asks:  # noqa: FBT001
    if not denied:
        yield "target", found.value
    elif found.value in _DENIED_MOODS:
        yield _DENIED_MOODS[found.value]


def _service(found: Found, denied: bool) -> Asks:  # noqa: FBT001
    """Where a film should not stream is nobody's wish to keep."""
    if not denied:
        yield ("my_services", "1") if found.value == "mine" else ("services", found.value)


def _language(found: Found, denied: bool) -> Asks:  # noqa: FBT001
    name = "exclude_languages" if denied != (found.field == "not-language") else "languages"
    for code in found.value.split("+"):
        yield name, code


_OTHERS: Final[Mapping[str, Callable[[Found, bool], Asks]]] = {
    "dial": _dial,
    "heavy": lambda _found, _denied: (("dial", "lift"),),
    "mood": _mood,
    "service": _service,
    "language": _language,
    "not-language": _language,
}


def _genres(found: Sequence[Found], scopes: Scopes, said: Canonical) -> Iterable[Piece]:
    """Excluded ones as they are; of the others, all are meant unless a comma or an "or" stands between two of them."""
    free = [one for one in found if not scopes.allowed(one)]
    for one in free:
        if scopes.denied(one):
            for name in one.value.split("+"):
                yield Piece("exclude_genres", name, *said.span(one.start, one.end))
    wanted = [one for one in free if not scopes.denied(one)]
    names = dict.fromkeys(name for one in wanted for name in one.value.split("+"))
    either = any(_either(said.text[one.end : other.start]) for one, other in pairwise(wanted))
    kind = "include_genres" if either or len(names) == 1 else "all_genres"
    for one in wanted:
        for name in one.value.split("+"):
            yield Piece(kind, name, *said.span(one.start, one.end))


def _either(between: str) -> bool:
    return bool(re.fullmatch(r"(?: ?(?:,|or|a|an|some|maybe|perhaps|even|and/or|film|movie))+ ?", between)) and (
        "or" in between.split() or "," in between
    )


def _agreed(pieces: Iterable[Piece]) -> list[Piece]:
    """Where a genre or word is both asked for and refused, the refusal stands."""
    pieces = list(pieces)
    refused = {(piece.field, piece.value) for piece in pieces}
    against = {
        "include_genres": "exclude_genres",
        "all_genres": "exclude_genres",
        "words": "exclude_words",
        "languages": "exclude_languages",
    }
    return [piece for piece in pieces if (against.get(piece.field, ""), piece.value) not in refused and piece.field]


def steer_of(pieces: Iterable[Piece]) -> Steer:
    """The steer that the pieces make; of two values for one place, the one said last."""
    given: dict[str, list[str]] = {}
    for piece in pieces:
        given.setdefault(piece.field, []).append(piece.value)
    return Steer(
        dial=Dial(given["dial"][-1]) if "dial" in given else Dial.MATCH,
        target=given.get("target", [""])[-1],
        sliders=replace(
            Sliders(),
            **{name: float(value) for name, _, value in (said.partition(":") for said in given.get("sliders", ()))},
        ),
        wishes=_wishes(given),
    )


def _wishes(given: dict[str, list[str]]) -> Wishes:
    values: dict[str, object] = {name: tuple(given[name]) for name in _PLURAL & given.keys()}
    values |= {name: int(given[name][-1]) for name in _NUMBERS & given.keys()}
    if "services" in given:
        values["services"] = tuple(number for key in given["services"] for number in SERVICES[key].ids)
    if "region" in given:
        values["region"] = given["region"][-1]
    values["my_services"] = "my_services" in given
    return replace(Wishes(), **values)  # type: ignore[arg-type]
