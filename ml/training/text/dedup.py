"""Exact and near duplicates among texts: MinHash over character shingles, candidates by banding, exact Jaccard last.

A. Broder, 1997, "On the resemblance and containment of documents". Sixteen bands of six rows propose a pair of Jaccard
0.8 with a probability of 0.99, and one of 0.9 practically always.
"""

from __future__ import annotations

import html
import re
import unicodedata
from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Hashes = NDArray[np.uint32]

SHINGLE: Final = 5  # characters
BANDS, ROWS = 16, 6
JACCARD_THRESHOLD: Final = 0.8
CHUNK: Final = 2_000  # texts sketched at once, so that memory stays small
SEED: Final = 20261120
_NOT_WORD: Final = re.compile(r"\W+")


def key(text: str) -> str:
    """Return what two exact duplicates share: letters and digits in lower case, one blank between words.

    Web entities count as the signs they stand for. A text without letters or digits (emoji only) is its own key.
    """
    folded = unicodedata.normalize("NFKC", html.unescape(text).replace("\\n", " ")).lower()
    return _NOT_WORD.sub(" ", folded).strip() or folded.strip()


def shingles(name: str) -> Hashes:
    """Return the distinct hashed character shingles of a key, sorted; a shorter key is one shingle."""
    import numpy as np

    codes = np.frombuffer(name.encode("utf-32-le", "surrogatepass").ljust(4 * SHINGLE, b"\0"), dtype=np.uint32)
    count = len(codes) - SHINGLE + 1
    hashes = np.zeros(count, dtype=np.uint32)
    for at in range(SHINGLE):
        hashes = hashes * np.uint32(0x01000193) + codes[at : at + count]
    return np.unique(hashes ^ (hashes >> np.uint32(15)))


def jaccard(one: Hashes, other: Hashes) -> float:
    """Return the share of the two sets' shingles that both hold, in [0, 1]."""
    import numpy as np

    if min(len(one), len(other)) < JACCARD_THRESHOLD * max(len(one), len(other)):
        return 0.0  # too unlike in size to reach the threshold
    shared = len(np.intersect1d(one, other, assume_unique=True))
    return shared / (len(one) + len(other) - shared)


@dataclass(frozen=True, slots=True)
class Duplicates:
    """Which of the examined texts repeat another one: their positions, exact and near apart, and whose text it is."""

    exact: frozenset[int]
    near: frozenset[int]
    owners: Mapping[int, str]

    @property
    def all(self) -> frozenset[int]:
        """Every position to leave out."""
        return self.exact | self.near


@dataclass(frozen=True, slots=True)
class Sketch:
    """A text's shingles, sorted, and one hash for each band of its MinHash signature."""

    shingles: Hashes
    bands: NDArray[np.uint64]


@dataclass
class Sketches:
    """Sketches by key, made once a text however many indexes look at it."""

    known: dict[str, Sketch] = field(default_factory=dict)

    def of(self, names: Sequence[str]) -> list[Sketch]:
        """Return the sketch of each key."""
        new = [name for name in dict.fromkeys(names) if name not in self.known]
        for start in range(0, len(new), CHUNK):
            part = new[start : start + CHUNK]
            self.known.update(zip(part, _sketch(part), strict=True))
        return [self.known[name] for name in names]


class DuplicateIndex:
    """Texts that others must not repeat, each under its owner: whatever a report should call it by."""

    def __init__(self, protected: Iterable[str] = (), owner: str = "", sketches: Sketches | None = None) -> None:
        self.sketches = sketches or Sketches()
        self._places: dict[str, int] = {}
        self._owners: list[str] = []
        self._buckets: list[dict[int, list[int]]] = [{} for _ in range(BANDS)]
        self._shingles: list[Hashes] = []
        self.add(protected, owner)

    def add(self, texts: Iterable[str], owner: str) -> None:
        """Protect `texts`; one that is there already stays its first owner's."""
        names = [name for name in dict.fromkeys(key(text) for text in texts) if name not in self._places]
        for name, sketch in zip(names, self.sketches.of(names), strict=True):
            self._join(name, sketch, owner)

    def find(self, texts: Sequence[str]) -> Duplicates:
        """Return the positions in `texts` that repeat a protected text exactly or nearly (Jaccard >= 0.8)."""
        return self._examine(texts)

    def grow(
        self, texts: Sequence[str], owners: Sequence[str], *, parents: Sequence[str] = (), own_near: bool = False
    ) -> Duplicates:
        """Do what `find` does, and protect each text that repeats nothing, so that later ones are held against it.

        With `parents`, each text was made from the parent at its place, and may resemble that one. With `own_near`, a
        text may resemble, though not equal, texts of its own owner.
        """
        return self._examine(texts, owners, parents, own_near=own_near)

    def _examine(
        self, texts: Sequence[str], owners: Sequence[str] = (), parents: Sequence[str] = (), *, own_near: bool = False
    ) -> Duplicates:
        names = [key(text) for text in texts]
        exact: dict[int, str] = {}
        near: dict[int, str] = {}
        for at, (name, sketch) in enumerate(zip(names, self.sketches.of(names), strict=True)):
            parent = self._places.get(key(parents[at])) if parents else None
            place = self._places.get(name)
            if place is not None and place != parent:
                exact[at] = self._owners[place]
            elif (close := self._nearest(sketch, {place, parent}, owners[at] if own_near else None)) is not None:
                near[at] = self._owners[close]
            elif owners and place is None:
                self._join(name, sketch, owners[at])
        return Duplicates(frozenset(exact), frozenset(near), exact | near)

    def _join(self, name: str, sketch: Sketch, owner: str) -> None:
        place = self._places[name] = len(self._owners)
        self._owners.append(owner)
        self._shingles.append(sketch.shingles)
        for bucket, band in zip(self._buckets, sketch.bands.tolist(), strict=True):
            bucket.setdefault(band, []).append(place)

    def _nearest(self, sketch: Sketch, but: Container[int | None], spared: str | None) -> int | None:
        """Return the first place in the index whose text is a near duplicate, `but` those and what is `spared`'s."""
        found = {
            place
            for bucket, band in zip(self._buckets, sketch.bands.tolist(), strict=True)
            for place in bucket.get(band, ())
            if place not in but and self._owners[place] != spared
        }
        close = (at for at in sorted(found) if jaccard(sketch.shingles, self._shingles[at]) >= JACCARD_THRESHOLD)
        return next(close, None)


@cache
def _permutations() -> tuple[NDArray[np.uint64], NDArray[np.uint64]]:
    """Return multipliers (odd) and offsets of the hash family (Dietzfelbinger et al., 1997, multiply-shift)."""
    import numpy as np

    random = np.random.default_rng(SEED)
    drawn = random.integers(0, 2**64, size=(2, BANDS * ROWS), dtype=np.uint64)
    return drawn[0] | np.uint64(1), drawn[1]


def _sketch(names: Sequence[str]) -> Iterator[Sketch]:
    """Yield the sketch of each key of one chunk."""
    import numpy as np

    sets = [shingles(name) for name in names]
    starts = np.cumsum([0, *(len(own) for own in sets[:-1])])
    values = np.concatenate(sets).astype(np.uint64)
    folded = np.zeros((len(sets), BANDS), dtype=np.uint64)
    for at, (multiplier, offset) in enumerate(zip(*_permutations(), strict=True)):
        smallest = np.minimum.reduceat((values * multiplier + offset) >> np.uint64(32), starts)
        folded[:, at // ROWS] = folded[:, at // ROWS] * np.uint64(0x9E3779B97F4A7C15) + smallest
    return (Sketch(own, bands) for own, bands in zip(sets, folded, strict=True))
