"""How far a "no" reaches in a sentence, and which words only give leave ("I don't mind subtitles"). Pure.

A "no" reaches to the first thing it is about, and over "or", "and" and "nor" to the next. Over a comma it reaches only
where the list is closed that way ("no horror, war or gore"): in "no horror, something funny" the second part is a wish.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

from recommendations.steering.canonical import Canonical
from recommendations.steering.found import Found

REACH: Final = 9  # words from a "no" to the first thing it is about
_POSITIVE: Final = re.compile(
    r"\b(?:nothing but|not (?:only|just|necessarily|bothered|sure|fussed|picky|much time)|why not|cant wait|no (?:idea|matter|problem|worries|preference|rush|thanks|clue|1 else)|if not|or not|dont know|not a clue|whether or not|cant (?:decide|think|sleep|choose)|no time|not feeling (?:well|great|good))\b"
)
_LEAVE: Final = re.compile(
    r"\b(?:dont mind|do not mind|wouldnt mind|dont care (?:about|if)|not fussed about|open to)\b"
)
_NO: Final = re.compile(
    r"\b(?:not in the mood for|not in mood for|had enough of|have enough of|enough of|sick of|tired of|fed up with|bored of|bored with|over with"
    r"|(?:i |we )?(?:really )?(?:dont|do not|doesnt|didnt|never|cant|cannot|wont|wouldnt|couldnt|please dont) (?:really |ever )?(?:want|like|watch|do|stand|take|handle|bear|deal with|cope with|stomach|face|need|love|enjoy|fancy|feel like|care for|give me|show me|be|have|see|show|include)(?: to)?(?: watch| see| deal with| think about| sit through| be)?"
    r"|hates?|dislikes?|loathes?|detests?|cant abide|avoid(?:ing)?|skip(?:ping)?|without|minus|except(?: for)?|excluding|exclude|other than|apart from|anything but|rather than|instead of|leave out|keep out|stay away from|steer clear of"
    r"|(?:afraid|scared|terrified|frightened|triggered|upset) (?:of|by)|phobia of|phobic about|allergic to|free of|free from|neither|nor|no more|nothing|nowt|none of|none|no|not|never|isnt|arent|aint|wasnt|dont|hold the|non|zero|0)\b"
)
_AFTER: Final = re.compile(
    r"^(?: (?:movies|films|scenes|stuff|things))?(?: (?:really|always|just))? (?:(?:freaks?|creeps?|weirds?|grosses?) (?:me|us) out|(?:upsets?|triggers?|scares?|bothers?|terrif(?:y|ies)|disturbs?) (?:me|us|her|him)|makes? (?:me|us) (?:sick|ill|anxious|cry|queasy)|(?:is|are) (?:out|off the table|a no|not ok|not okay|not for me|too much(?: for me)?)|(?:free|phobia)\b)"
)
_STOPS: Final = frozenset(
    (
        *(
            ".",
            ";",
            "!",
            "?",
            "but",
            "something",
            "someone",
            "though",
            "however",
            "ideally",
            "prefer",
            "preferably",
            "only",
        ),
        *("maybe", "id", "lets", "instead", "because", "since", "so", "although", "rather", "unless", "as", "then"),
    )
)
_JOINS: Final = frozenset(("and", "or", "nor", "and/or", "plus"))
_FILLS: Final = frozenset(
    (
        *(
            "a",
            "an",
            "any",
            "the",
            "too",
            "much",
            "more",
            "no",
            "not",
            "of",
            "all",
            "that",
            "any",
            "kind",
            "sort",
            "very",
        ),
        *(
            "also",
            "really",
            "even",
            "other",
            "another",
            "please",
            "anything",
            "lots",
            "stories",
            "about",
            "with",
            "either",
        ),
    )
)
_TAILS: Final = frozenset(
    (
        "film",
        "films",
        "movie",
        "movies",
        "stuff",
        "scenes",
        "stories",
        "story",
        "please",
        "things",
        "content",
        "1s",
        "1",
    )
)


class Scopes:
    """The reach of every "no" over the `items` of one sentence."""

    def __init__(self, said: Canonical, items: Sequence[Found], taken: Sequence[Found]) -> None:
        self._said = said
        self._words = [token.text for token in said.tokens]
        self._starts = {said.indexes(item.start, item.end)[0]: item for item in sorted(items, key=_length)}
        self._denied: set[int] = set()
        self._left: set[int] = set()
        self.claims: list[Found] = []
        self._walk(_LEAVE, self._left, taken, quiet=True)
        self._walk(_NO, self._denied, taken, quiet=False)
        self._afterwards(items)

    def denied(self, item: Found) -> bool:
        """Whether a "no" is about it."""
        return self._touches(item, self._denied)

    def allowed(self, item: Found) -> bool:
        """Whether somebody only said that they would not mind it."""
        return self._touches(item, self._left)

    def _touches(self, item: Found, places: set[int]) -> bool:
        return any(place in places for place in self._said.indexes(item.start, item.end))

    def _walk(self, pattern: re.Pattern[str], places: set[int], taken: Sequence[Found], *, quiet: bool) -> None:
        positive = [match.span() for match in _POSITIVE.finditer(self._said.text)]
        for match in pattern.finditer(self._said.text):
            inside = any(start <= match.start() < end for start, end in positive)
            claimed = any(other.start < match.end() and match.start() < other.end for other in taken)
            if inside or (claimed and not quiet):
                continue
            reached = self._reach(self._said.indexes(*match.span())[-1] + 1)
            if reached or quiet:
                places |= reached
                self.claims.append(Found("", "", *match.span()))

    def _reach(self, place: int) -> set[int]:
        """The words from `place` on that it is about: things, and what joins them."""
        reached: set[int] = set()
        covered, steps = False, 0
        while place < len(self._words) and steps <= REACH:
            word = self._words[place]
            if place in self._starts:
                item = self._starts[place]
                inside = self._said.indexes(item.start, item.end)
                reached.update(inside)
                covered, steps, place = True, 0, inside[-1] + 1
            elif word == "," and not self._list_goes_on(place):
                break
            elif word in _STOPS or (covered and not self._carries_on(place, word)):
                break
            else:
                place, steps = place + 1, steps + 1
        return reached

    def _carries_on(self, place: int, word: str) -> bool:
        return word in _TAILS or word == "," or ((word in _JOINS or word in _FILLS) and self._item_near(place + 1))

    def _item_near(self, place: int) -> bool:
        """Whether a thing follows, with only small words before it."""
        while place < len(self._words) and place not in self._starts:
            if self._words[place] not in _FILLS and self._words[place] not in _JOINS:
                return False
            place += 1
        return place < len(self._words)

    def _list_goes_on(self, comma: int) -> bool:
        """ "… , war or gore": a thing follows, and an "or", "and" or "nor" before the list ends."""
        place = comma + 1
        if not self._item_near(place):
            return False
        while place < len(self._words):
            word = self._words[place]
            if word in _JOINS:
                return self._item_near(place + 1)
            if place in self._starts:
                item = self._starts[place]
                if item.field == "avoid":
                    return True
                place = self._said.indexes(item.start, item.end)[-1] + 1
            elif word == "," or word in _FILLS or word in _TAILS:
                place += 1
            else:
                return False
        return False

    def _afterwards(self, items: Sequence[Found]) -> None:
        """ "Spiders freak me out": the no stands behind."""
        for item in items:
            if match := _AFTER.match(self._said.text[item.end :]):
                self._denied.update(self._said.indexes(item.start, item.end))
                self.claims.append(Found("", "", item.end + 1, item.end + match.end()))


def _length(item: Found) -> int:
    return item.length
