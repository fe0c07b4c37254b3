"""The words of a sentence that asked for nothing we know. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from recommendations.steering.canonical import Canonical
from recommendations.steering.found import Found

MOST: Final = 5  # stretches said back
SMALL: Final = frozenset(
    """
    a an the and or but nor so to of for from with on in at by as into than then it its this that these those there here
    i im id ive ill we were wed weve you your me us my our he she they them his her who what which when where how why
    is are was be been being am do does did done have has had having can could would should will shall may might must
    not no nothing none never any anything some something someone anyone everything 1 1s sth stuff thing things kind
    sort type please thanks thank hi hello hey just only really very quite rather pretty bit little lot lots too also
    even still maybe perhaps possibly ideally preferably want wants wanted need needs like likes love looking look find
    give show watch watching see film films movie movies flick flicks picture tonight today evening night now want
    fancy feel feeling feels mood lets let get got getting make makes made go going think thinking guess about around
    up out over good great nice best one ok okay sure yes yeah fine all every each other another more most much many
    would whats im thats dont doesnt isnt cant wont lets if because while after before until again time well or hmm um
    ah oh anyway recommend recommendation suggest suggestion options option choose pick us both together between
    tv thing ones preferably cinema whatever either mine ours though however then must wanna gonna gotta something
    """.split()
)


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
    telling = [place for place in stretch if said.tokens[place].text not in SMALL]
    return [place for place in stretch if telling and telling[0] <= place <= telling[-1]]
