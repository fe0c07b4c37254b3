"""Exact and near-duplicate detection between sets of texts (MinHash with locality-sensitive hashing)."""

from __future__ import annotations

import re
import unicodedata
import zlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from datasketch import MinHash, MinHashLSH

PERMUTATIONS: Final = 64
SHINGLE: Final = 5  # characters
CANDIDATE_THRESHOLD: Final = 0.6  # the LSH proposes from here on; the exact Jaccard decides
JACCARD_THRESHOLD: Final = 0.8
_NOT_WORD: Final = re.compile(r"\W+")


def key(text: str) -> str:
    """Return what two exact duplicates share: letters and digits in lower case, one blank between words.

    A text without letters or digits (emoji only) is its own key.
    """
    folded = unicodedata.normalize("NFKC", text).lower()
    return _NOT_WORD.sub(" ", folded).strip() or folded.strip()


def shingles(text: str) -> frozenset[int]:
    """Return the hashed character shingles of a text's key; a shorter text is one shingle."""
    whole = key(text)
    count = max(1, len(whole) - SHINGLE + 1)
    return frozenset(zlib.crc32(whole[start : start + SHINGLE].encode()) for start in range(count))


def jaccard(one: frozenset[int], other: frozenset[int]) -> float:
    """Return the share of the two sets' shingles that both hold, in [0, 1]."""
    return len(one & other) / len(one | other)


@dataclass(frozen=True, slots=True)
class Duplicates:
    """Which of the examined texts repeat a protected one: their positions, exact and near apart."""

    exact: frozenset[int]
    near: frozenset[int]

    @property
    def all(self) -> frozenset[int]:
        """Every position to leave out."""
        return self.exact | self.near


class DuplicateIndex:
    """Protected texts (tests, validation) that training rows must not repeat."""

    def __init__(self, protected: Iterable[str]) -> None:
        unique = {key(text): text for text in protected}
        self._keys = unique.keys()
        self._shingles = [shingles(text) for text in unique.values()]
        self._lsh = self._index()

    def _index(self) -> MinHashLSH:
        from datasketch import MinHashLSH

        lsh = MinHashLSH(threshold=CANDIDATE_THRESHOLD, num_perm=PERMUTATIONS)
        with lsh.insertion_session() as session:
            for position, sketch in enumerate(_sketches(self._shingles)):
                session.insert(position, sketch, check_duplication=False)
        return lsh

    def find(self, texts: Sequence[str]) -> Duplicates:
        """Return the positions in `texts` that repeat a protected text exactly or nearly (Jaccard >= 0.8)."""
        exact = frozenset(position for position, text in enumerate(texts) if key(text) in self._keys)
        rest = [position for position in range(len(texts)) if position not in exact]
        sets = [shingles(texts[position]) for position in rest]
        near = (
            position
            for position, own, sketch in zip(rest, sets, _sketches(sets), strict=True)
            if self._repeats(own, sketch)
        )
        return Duplicates(exact, frozenset(near))

    def _repeats(self, own: frozenset[int], sketch: MinHash) -> bool:
        return any(jaccard(own, self._shingles[match]) >= JACCARD_THRESHOLD for match in self._lsh.query(sketch))


def _sketches(sets: Sequence[frozenset[int]]) -> Iterable[MinHash]:
    from datasketch import MinHash

    sketches: Iterable[MinHash] = MinHash.generator(sets, num_perm=PERMUTATIONS, seed=1, hashfunc=_identity)
    return sketches


def _identity(value: int) -> int:
    return value
