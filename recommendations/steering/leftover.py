"""The words of a sentence that asked for nothing we know. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from recommendations.steering.canonical import Canonical
from recommendations.steering.found import Found
from recommendations.steering.words import word_set

MOST: Final = 5  # stretches said back


def left_over(said: Canonical, claimed: Sequence[Found]) -> tuple[str, ...]:
    """Stretches of the person's own words that nothing claims and that hold more than small words."""
    taken = {place for found in claimed for place in said.indexes(found.start, found.end)}
    stretches: list[list[int]] = []
    for place, token in enumerate(said.tokens):
        if place in taken or not token.text[0].isalnum():
            stretches.append([])
        elif not stretches:
            stretches.append([place])
        else:
            stretches[-1].append(place)
    trimmed = [_trimmed(said, stretch) for stretch in stretches]
    return tuple(said.said[said.tokens[one[0]].start : said.tokens[one[-1]].end] for one in trimmed if one)[:MOST]


def _trimmed(said: Canonical, stretch: list[int]) -> list[int]:
    """Without the small words at both ends; nothing where there are no others."""
    telling = [place for place in stretch if said.tokens[place].text not in word_set("small_words")]
    return [place for place in stretch if telling and telling[0] <= place <= telling[-1]]
