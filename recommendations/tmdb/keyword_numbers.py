"""TMDB's numbers for words, remembered for a week: a question goes by number, people and staff write words."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from hashlib import sha256
from typing import Any, Final

from moodflix_site.common import memos
from recommendations.catalogue.folding import fold
from recommendations.tmdb import asks
from recommendations.tmdb.asks import Ask
from recommendations.tmdb.errors import TmdbError

KEPT: Final = 7 * 86_400  # seconds
AT_ONCE: Final = 6  # look-ups that one round may carry beside its questions


def known(words: Iterable[str]) -> dict[str, tuple[int, ...] | None]:
    """The numbers of each word: () where TMDB has no such keyword, None where it was not asked yet."""
    keys = {word: _key(word) for word in words if fold(word)}
    kept = memos.get_many(list(keys.values())) if keys else {}
    return {word: kept.get(key) for word, key in keys.items()}


def look_ups(numbers: Mapping[str, tuple[int, ...] | None]) -> dict[str, Ask[tuple[int, ...]]]:
    """Questions for the first few words whose numbers are not known."""
    unknown = [word for word, found in numbers.items() if found is None]
    return {word: asks.keyword_ids(word) for word in unknown[:AT_ONCE]}


def remember(asked: Iterable[str], answers: Sequence[Any]) -> None:
    found = {
        _key(word): answer for word, answer in zip(asked, answers, strict=True) if not isinstance(answer, TmdbError)
    }
    if found:
        memos.put_many(found, KEPT)


def _key(word: str) -> str:
    return f"tmdb:keyword:{sha256(fold(word).encode()).hexdigest()[:32]}"
