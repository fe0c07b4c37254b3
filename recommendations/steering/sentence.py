"""One sentence into what it asks for: pieces with their place in the text, and what was not understood. Pure.

No model: rules for lengths, years and ages, a lexicon of phrases, and the reach of a "no". Nothing is guessed quietly:
every piece becomes a chip that can be taken away, and every word that stands for something we cannot ask for is said
back. How well it does on requests labelled by hand: `docs/steering.md`.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Final

from recommendations.steering import ages, durations, lexicon, places, years
from recommendations.steering.canonical import Canonical, canonical
from recommendations.steering.found import Found, free
from recommendations.steering.leftover import left_over
from recommendations.steering.meaning import Piece, meanings, steer_of
from recommendations.steering.scope import Scopes
from recommendations.steering.themes import themes
from recommendations.steering.types import Steer

LONGEST: Final = 300  # characters of a sentence that are read
# Which reading wins where two of the same length claim the same words.
_ORDER: Final = (
    *("spared", "dial", "both", "service", "sliders", "mood"),
    *("heavy", "genre", "avoid", "language", "not-language", "theme"),
)


@dataclass(frozen=True, slots=True)
class Parsed:
    """What a sentence asks for. `pieces` say which words asked for what; `left_over` was not understood."""

    steer: Steer
    pieces: tuple[Piece, ...]
    left_over: tuple[str, ...]


def parse(text: str, *, this_year: int | None = None) -> Parsed:
    """Reads the first `LONGEST` characters. "Recent" counts from `this_year` (today's)."""
    said = canonical(text[:LONGEST])
    plain = lexicon.corrected(said.text)
    said = _as_corrected(said, plain)
    fixed = _first(
        durations.lengths(plain),
        years.years(plain, this_year=this_year or datetime.now(tz=UTC).year),
        ages.ages(plain),
        places.places(plain, text[:LONGEST]),
    )
    candidates = [found for found in (*lexicon.find_all(plain), *themes(plain)) if free(found, fixed)]
    scopes = Scopes(said, candidates, fixed)
    chosen = _choose(candidates, scopes)
    pieces = meanings([*fixed, *chosen], scopes, said)
    claimed = [*fixed, *chosen, *scopes.claims]
    return Parsed(steer_of(pieces), pieces, left_over(said, claimed))


def _as_corrected(said: Canonical, plain: str) -> Canonical:
    """The same tokens under their corrected spelling, with the offsets that go with it."""
    if plain == said.text:
        return said
    return said.respelt(plain.split(" "))


def _first(*rules: Iterable[Found]) -> list[Found]:
    """What the rules found, the earlier rule first where two claim the same words."""
    taken: list[Found] = []
    for rule in rules:
        new = [found for found in rule if free(found, taken)]
        taken += _widest(new)
    return taken


def _widest(found: Sequence[Found]) -> list[Found]:
    """Of pieces of one rule that overlap, the longer; two fields of the very same words stay together."""
    kept: list[Found] = []
    for one in sorted(found, key=lambda piece: (-piece.length, piece.start)):
        if all(not one.overlaps(other) or (one.start, one.end) == (other.start, other.end) for other in kept):
            kept.append(one)
    return kept


def _choose(candidates: Sequence[Found], scopes: Scopes) -> list[Found]:
    """One reading of each word: the longest phrase, then the order above. Topics count only under a "no"."""
    usable = [found for found in candidates if _usable(found, scopes)]
    usable.sort(key=lambda found: (-found.length, _ORDER.index(found.field), found.start))
    chosen: list[Found] = []
    for found in usable:
        if free(found, chosen):
            chosen.append(found)
    return sorted(chosen, key=lambda found: found.start)


def _usable(found: Found, scopes: Scopes) -> bool:
    if found.field in {"avoid", "heavy"}:
        return scopes.denied(found)
    if found.field in {"dial", "mood"} and scopes.denied(found):
        return found.field == "mood"
    return True
