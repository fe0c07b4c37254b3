"""Which evening somebody came from, as the addresses of cards and the forms beside them say."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from django.http import QueryDict

from moodflix_site.common.pages import row_id
from recommendations.steering.types import Dial

DIALS: Final = frozenset(Dial)


@dataclass(frozen=True, slots=True)
class Evening:
    """Where a press came from. Whose reading `reading_id` is, is checked where it is used. `row` is "" for none."""

    reading_id: int | None = None
    dial: str = ""
    row: str = ""


NOWHERE: Final = Evening()


def evening_of(query: Mapping[str, str] | str) -> Evening:
    """From a query ("reading=12&row=comedy&dial=lift"), as text or read already. What cannot be read is left out.

    An address leaves out a dial that stands where it usually does.
    """
    fields = QueryDict(query) if isinstance(query, str) else query
    number, dial = row_id(fields.get("reading", "")), fields.get("dial", Dial.MATCH.value)
    if number is None:
        return Evening(row=fields.get("row", "")[:40])
    return Evening(number, dial if dial in DIALS else "", fields.get("row", "")[:40])
