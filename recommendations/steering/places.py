"""Where films are from, where they play and where somebody watches, in a sentence. Pure.

"From Japan" asks for Japanese, "streaming in Canada" for what one can watch there, "a love story in Paris" for a film
that plays there. A country without any of these is said back as not understood.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import Final

from accounts.regions import REGIONS
from recommendations.steering import lexicon
from recommendations.steering.canonical import canonical
from recommendations.steering.found import Found
from recommendations.steering.lexicon import phrases

_HERE: Final = re.compile(
    r"(?:i live|we live|im|i am|were|we are|based|living|watching|streaming|stream|available|showing|"
    r"on offer|services|netflix|prime|disney plus|whats on) (?:right now |currently |today |"
    r"here )?in $"
)
_PLAYS: Final = (
    r"(?:set|takes place|taking place|happens|happening|located|filmed|shot|plays|playing|story|"
    r"stories|romance|mystery|thriller|comedy|drama|film|movie|adventure|1|something|love)"
)


@lru_cache(maxsize=1)
def _regions() -> dict[str, str]:
    """Country names as people say them, to their codes."""
    names = {canonical(name).text: code for code, name in REGIONS.items() if "(" not in name}
    return names | {phrase: code for code, said in phrases("region").items() for phrase in said}


def places(text: str, said: str) -> Iterator[Found]:
    """Regions, languages and settings in the plain form; `said` is the person's own text, whose capitals tell names."""
    for match in re.finditer(r"\bfrom (?:the )?(?P<name>[a-z]+(?: [a-z]+)?)", text):
        yield from _from(match)
    for match in re.finditer(r"\bin (?:the )?(?P<name>[a-z]+(?: [a-z]+){0,2})", text):
        yield from _in(match, text, said)


def _from(match: re.Match[str]) -> Iterator[Found]:
    for name in _shorter(match["name"]):
        for codes, countries in phrases("country").items():
            if name in countries:
                yield Found("language", codes, match.start(), match.start("name") + len(name))
                return


def _in(match: re.Match[str], text: str, said: str) -> Iterator[Found]:
    for name in _shorter(match["name"]):
        end = match.start("name") + len(name)
        before = text[: match.start("name")].replace(" the ", " ")
        if name in _regions() and (_HERE.search(before) or next(lexicon.find("service", before), None)):
            here = re.search(
                r"(?:i live |we live |im |i am |were |we are |based |available |streaming |whats )?$",
                text[: match.start()],
            )
            yield Found("region", _regions()[name], here.start() if here else match.start(), end)
            return
        if _is_setting(name, text[: match.start()], said):
            yield Found("theme", name, match.start(), end)
            return


def _is_setting(name: str, before: str, said: str) -> bool:
    """A name, written with a capital or known as a theme, after a word for a film or "set"."""
    written = all(re.search(rf"\b{word.capitalize()}", said) for word in name.split())
    known = name in phrases("theme")["themes"] or name in _regions()
    return (written or known) and bool(re.search(rf"\b{_PLAYS}s? (?:thats |which is |that is )?(?:set )?$", before))


def _shorter(name: str) -> list[str]:
    """The words, and ever fewer of them from the end."""
    words = name.split()
    return [" ".join(words[:count]) for count in range(len(words), 0, -1)]
