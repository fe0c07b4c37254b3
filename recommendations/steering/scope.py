"""How far a "no" reaches in a sentence, and which words only give leave ("I don't mind subtitles"). Pure.

A "no" reaches to the first thing it is about, and over "or", "and" and "nor" to the next. Over a comma it reaches only
where the list is closed that way ("no horror, war or gore"): in "no horror, something funny" the second part is a wish.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path
from typing import Final

from recommendations.steering.canonical import Canonical, canonical
from recommendations.steering.found import Found

REACH: Final = 9  # words from a "no" to the first thing it is about
_MARKS: Final = frozenset(".;!?")


@lru_cache(maxsize=1)
def _table() -> dict[str, tuple[str, ...]]:
    text = (Path(__file__).parent / "data" / "negation.toml").read_text(encoding="utf-8")
    return {
        name: tuple(phrase for part in said.split(",") if (phrase := canonical(part).text))
        for name, said in tomllib.loads(text).items()
    }


def _any(name: str) -> str:
    return "|".join(sorted(map(re.escape, _table()[name]), key=len, reverse=True))


@lru_cache(maxsize=8)
def _pattern(name: str) -> re.Pattern[str]:
    if name == "no":
        helped = rf"(?:{_any('helpers')}) (?:really |ever )?(?:{_any('verbs')})"
        return re.compile(rf"\b(?:{helped}|{_any('no')})\b")
    if name in {"after", "left_after"}:
        return re.compile(rf"^(?: (?:{_any('tails')}))?(?: (?:really|always|just|,))* (?:{_any(name)})\b")
    return re.compile(rf"\b(?:{_any(name)})\b")


class Scopes:
    """The reach of every "no" over the `items` of one sentence; words in `taken` mean something else already.

    `claims` are the words that said so.
    """

    def __init__(self, said: Canonical, items: Sequence[Found], taken: Sequence[Found]) -> None:
        self._said, self._taken = said, taken
        self._words = [token.text for token in said.tokens]
        # The longest of the things that begin at a word.
        ordered = sorted(items, key=lambda item: item.length)
        self._starts = {said.indexes(item.start, item.end)[0]: item for item in ordered}
        self._denied: set[int] = set()
        self._left: set[int] = set()
        self.claims: list[Found] = []
        self._walk("leave", self._left)
        self._walk("no", self._denied)
        self._afterwards("left_after", items, self._left)
        self._afterwards("after", items, self._denied)

    def denied(self, item: Found) -> bool:
        """Whether a "no" is about it."""
        return self._touches(item, self._denied)

    def allowed(self, item: Found) -> bool:
        """Whether somebody only said that they would not mind it."""
        return self._touches(item, self._left)

    def _touches(self, item: Found, places: set[int]) -> bool:
        return any(place in places for place in self._said.indexes(item.start, item.end))

    def _walk(self, name: str, places: set[int]) -> None:
        positive = [match.span() for match in _pattern("positive").finditer(self._said.text)]
        for match in _pattern(name).finditer(self._said.text):
            says = Found("", "", *match.span())
            if any(start <= match.start() < end for start, end in positive) or any(map(says.overlaps, self._taken)):
                continue
            reached = self._reach(self._said.indexes(*match.span())[-1] + 1)
            if reached or name == "leave":
                places |= reached
                self.claims.append(says)

    def _afterwards(self, name: str, items: Sequence[Found], places: set[int]) -> None:
        """ "Spiders freak me out": what decides stands behind."""
        for item in items:
            if match := _pattern(name).match(self._said.text[item.end :]):
                places.update(self._said.indexes(item.start, item.end))
                self.claims.append(Found("", "", item.end + 1, item.end + match.end()))

    def _reach(self, place: int) -> set[int]:
        """The words from `place` on that it is about: things, and what joins them."""
        reached: set[int] = set()
        steps = 0
        while place < len(self._words) and steps <= REACH:
            if place in self._starts:
                inside = self._inside(place)
                reached.update(inside)
                place, steps = inside[-1] + 1, 0
            elif self._ends(place, covered=bool(reached)):
                break
            else:
                place, steps = place + 1, steps + 1
        return reached

    def _inside(self, place: int) -> range:
        item = self._starts[place]
        return self._said.indexes(item.start, item.end)

    def _ends(self, place: int, *, covered: bool) -> bool:
        word, table = self._words[place], _table()
        if word == ",":
            return not self._list_goes_on(place)
        if word in _MARKS or word in table["stops"]:
            return True
        joins = (word in table["joins"] or word in table["fills"]) and self._item_near(place + 1)
        return covered and not (word in table["tails"] or joins)

    def _item_near(self, place: int) -> bool:
        """Whether a thing follows, with only small words before it."""
        small = {*_table()["fills"], *_table()["joins"]}
        while place < len(self._words) and place not in self._starts:
            if self._words[place] not in small:
                return False
            place += 1
        return place < len(self._words)

    def _list_goes_on(self, comma: int) -> bool:
        """ "… , war or gore": a thing follows, and an "or", "and" or "nor" before the list ends; or a topic follows."""
        if not self._item_near(comma + 1):
            return False
        place, small = comma + 1, {",", *_table()["fills"], *_table()["tails"]}
        while place < len(self._words):
            if self._words[place] in _table()["joins"]:
                return self._item_near(place + 1)
            if place in self._starts:
                if self._starts[place].field == "avoid":
                    return True
                place = self._inside(place)[-1] + 1
            elif self._words[place] in small:
                place += 1
            else:
                return False
        return False
