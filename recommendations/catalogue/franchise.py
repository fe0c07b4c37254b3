"""Which series a film belongs to, as far as its title tells."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Final

from recommendations.catalogue.folding import fold

_NUMBER: Final = r"(?:\d{1,2}|[ivx]{1,4}|one|two|three)"
_TAIL: Final = re.compile(rf"(?: (?:part|episode|chapter|vol|volume|no|number))? {_NUMBER}$")
_AND_THE: Final = re.compile(r"^(\w+ \w+) (?:and|y) the .+$")
_SUBTITLE: Final = re.compile(r"\s*(?::| [–—-] ).*$")


@lru_cache(maxsize=60_000)
def franchise(title: str) -> str:
    """ "Toy Story 3" and "Toy Story" share a key, and so do films of one name before a colon.

    A title of its own is its own key.
    """
    stem = fold(_SUBTITLE.sub("", title)) or fold(title)
    stem = _TAIL.sub("", stem) or stem
    return _AND_THE.sub(r"\1", stem)
