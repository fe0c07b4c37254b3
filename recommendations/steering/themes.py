"""What a film should be about, beyond the themes of the lexicon: "about whales", "not another ballet film". Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from recommendations.steering.found import Found
from recommendations.steering.words import word_set

MOST_WORDS: Final = 3
_ABOUT: Final = re.compile(
    r"\b(?:about|involving|featuring|revolving around|centred on|centered on|dealing with|documentary on) "
    r"(?:a |an |the |some |my |our |two |2 |old |young )*(?P<theme>[a-z]+(?: [a-z]+){0,2})"
)
_LIFE: Final = re.compile(
    r"\b(?:biography|biopic|life|story|portrait) of (?:a |an |the |some |2 )*(?P<theme>[a-z]+(?: [a-z]+)?)"
)
_ANOTHER: Final = re.compile(
    r"\b(?:not another|no more|no) (?:bloody |stupid |boring |damn )?(?P<theme>[a-z]{4,}) (?:film|movie|flick)s?\b"
)


def themes(text: str) -> Iterator[Found]:
    """Each as a "theme" whose value is the words themselves."""
    for match in (*_ABOUT.finditer(text), *_LIFE.finditer(text)):
        words = _theme(match["theme"].split())
        if words and words[0] not in word_set("no_themes"):
            start = match.start("theme")
            yield Found("theme", " ".join(words), start, match.start("theme") + len(" ".join(words)))
    for match in _ANOTHER.finditer(text):
        yield Found("theme", match["theme"], match.start("theme"), match.end("theme"))


def _theme(words: list[str]) -> list[str]:
    ends = next((place for place, word in enumerate(words) if word in word_set("theme_ends")), MOST_WORDS)
    return words[: min(ends, MOST_WORDS)]
