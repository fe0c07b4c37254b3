"""The behavioural suite as data: templates and fills from TOML, expanded into typed cases, the same in every process.

CheckList style (M. Ribeiro et al., 2020, "Beyond Accuracy: Behavioral Testing of NLP Models with CheckList"): a
minimum functionality test (MFT) names the moods that a reading may have, or may not have; an invariance test (INV) says
that a change must not matter; a directional test (DIR) says which way a probability must go.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import chain, zip_longest
from pathlib import Path
from typing import Any, Final

from ml.behaviour.perturb import PERTURBATIONS, SHAPES
from ml.errors import BadManifest
from ml.moods import MOODS

FOLDER: Final = Path(__file__).parent
SHARED: Final = FOLDER / "fills.toml"
KINDS: Final = ("MFT", "INV", "DIR")
FILLS: Final = 10  # cases a template
MAX_CASES, MAX_TEXT = 20_000, 500
_SLOT: Final = re.compile(r"\{(\w+)(?::(\w+))?\}")
_KEYS: Final = frozenset(
    {"name", "kind", "templates", "expect", "refuse", "mood", "direction", "by", "tolerance", "perturb", "swap"}
)


@dataclass(frozen=True, slots=True)
class Case:
    """One check. `texts` is one text (MFT) or a text and its changed form (INV, DIR).

    `moods`: the ones expected, or those that are wrong where `refused` (MFT); those whose summed probability moves
    (DIR).
    `tolerance`: the largest change of the top probability (INV). `by`: the least change in the wanted direction (DIR),
    which a small negative value makes "no worse than". `group`: dimension and group of the first text (fairness).
    """

    capability: str
    test: str
    kind: str
    template: str
    texts: tuple[str, ...]
    moods: tuple[str, ...] = ()
    refused: bool = False
    tolerance: float = 0.0
    rises: bool = True
    by: float = 0.0
    group: tuple[str, str] | None = None


@dataclass(frozen=True, slots=True)
class Fill:
    """A word or phrase for a slot, and the moods it carries where its list is a labelled one."""

    text: str
    moods: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class _File:
    """What a file and the shared one define."""

    capability: str
    fills: Mapping[str, tuple[Fill, ...]]
    groups: Mapping[str, Mapping[str, tuple[str, ...]]]


def suite(folder: Path = FOLDER) -> tuple[Case, ...]:
    """Return every case of the capabilities in `folder`, by the files' names. BadManifest for a bad one."""
    paths = sorted(path for path in folder.glob("*.toml") if path.name != SHARED.name)
    cases = tuple(chain.from_iterable(map(load, paths)))
    if not 0 < len(cases) <= MAX_CASES:
        raise BadManifest(f"A suite has 1 to {MAX_CASES} cases, {folder.name} has {len(cases)}.")
    return cases


def load(path: Path) -> tuple[Case, ...]:
    """Return the cases of one capability. BadManifest when the file does not hold what it must."""
    try:
        shared, raw = (tomllib.loads(file.read_text(encoding="utf-8")) for file in (SHARED, path))
        fills = {**_fills(shared), **_fills(raw)}
        file = _File(raw["capability"], fills, _groups(raw.get("groups", {})))
        return tuple(case for test in raw["tests"] for case in _cases(file, test))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError, KeyError, TypeError, ValueError) as error:
        raise BadManifest(f"{path.name}: {error!r}") from error


def _fills(raw: Mapping[str, Any]) -> dict[str, tuple[Fill, ...]]:
    fills = {name: tuple(map(Fill, words)) for name, words in raw.get("lists", {}).items()}
    for name, by_mood in raw.get("labelled", {}).items():
        columns = [[Fill(word, _moods(label.split("|"))) for word in words] for label, words in by_mood.items()]
        fills[name] = tuple(fill for row in zip_longest(*columns) for fill in row if fill)
    return fills


def _moods(names: Sequence[str]) -> tuple[str, ...]:
    if unknown := set(names) - set(MOODS):
        raise ValueError(f"no such mood: {', '.join(sorted(unknown))}")
    return tuple(names)


def _groups(raw: Mapping[str, Mapping[str, Sequence[str]]]) -> dict[str, dict[str, tuple[str, ...]]]:
    """Return the members of every group by dimension; `pattern` puts each of a group's words into each phrase."""
    result = {}
    for dimension, table in raw.items():
        patterns = table.get("pattern", ["{word}"])
        named = {group: words for group, words in table.items() if group != "pattern"}
        result[dimension] = {
            group: tuple(pattern.format(word=word) for word in words for pattern in patterns)
            for group, words in named.items()
        }
        if len({len(members) for members in result[dimension].values()}) != 1:
            raise ValueError(f"the groups of {dimension} must have as many members each")
    return result


def _cases(file: _File, test: Mapping[str, Any]) -> Iterator[Case]:
    if unknown := test.keys() - _KEYS:
        raise ValueError(f"{test['name']}: unknown {', '.join(sorted(unknown))}")
    if test["kind"] not in KINDS:
        raise ValueError(f"{test['name']}: kind must be one of {', '.join(KINDS)}")
    for at, template in enumerate(test["templates"]):
        if "swap" in test:
            yield from _swapped(file, test, template)
        else:
            yield from _filled(file, test, at, [template] if isinstance(template, str) else template)


def _filled(file: _File, test: Mapping[str, Any], at: int, forms: Sequence[str]) -> Iterator[Case]:
    """Fill one template `FILLS` times; lists start where the template before stopped, so that every word is used."""
    slots = sorted({slot for form in forms for slot, _ in _SLOT.findall(form)})
    seen: set[tuple[str, ...]] = set()
    for turn in range(FILLS):
        chosen = {slot: _pick(file.fills[slot], at, turn, rank) for rank, slot in enumerate(slots)}
        texts = _texts(test, [_fill(form, chosen) for form in forms])
        if texts in seen or max(map(len, texts)) > MAX_TEXT:
            raise ValueError(f"{test['name']}: {texts[0][:80]!r} comes twice or is too long")
        seen.add(texts)
        yield _case(file, test, " -> ".join(forms), texts, chosen)


def _pick(fills: Sequence[Fill], at: int, turn: int, rank: int) -> Fill:
    return fills[(turn + at * FILLS + rank * at) % len(fills)]


def _fill(form: str, chosen: Mapping[str, Fill]) -> str:
    return _SLOT.sub(partial(_shaped, chosen), form)


def _shaped(chosen: Mapping[str, Fill], slot: re.Match[str]) -> str:
    text = chosen[slot[1]].text
    return SHAPES[slot[2]](text) if slot[2] else text


def _texts(test: Mapping[str, Any], filled: Sequence[str]) -> tuple[str, ...]:
    """Return what a case reads. ValueError for a pair whose change changes nothing, or a wrong count of texts."""
    texts = (filled[0], PERTURBATIONS[test["perturb"]](filled[0])) if "perturb" in test else tuple(filled)
    if len(texts) != (1 if test["kind"] == "MFT" else 2) or len(set(texts)) != len(texts):
        raise ValueError(f"{test['name']}: {filled[0]!r} needs one text, or two that differ")
    return texts


def _case(
    file: _File, test: Mapping[str, Any], template: str, texts: tuple[str, ...], chosen: Mapping[str, Fill]
) -> Case:
    kind, refused = test["kind"], "refuse" in test
    named = test.get({"MFT": "refuse" if refused else "expect", "DIR": "mood"}.get(kind, ""), ())
    moods = chosen[named].moods if isinstance(named, str) else _moods(named)
    if kind != "INV" and not moods:
        raise ValueError(f"{test['name']}: no mood is named")
    rises = {"rise": True, "fall": False}[test["direction"]] if kind == "DIR" else True
    tolerance = float(test["tolerance"]) if kind == "INV" else 0.0
    by = float(test["by"]) if kind == "DIR" else 0.0
    return Case(file.capability, test["name"], kind, template, texts, moods, refused, tolerance, rises, by)


def _swapped(file: _File, test: Mapping[str, Any], template: str) -> Iterator[Case]:
    """Pair every member of a group with the one at its place in the next group."""
    for dimension in test["swap"]:
        groups = list(file.groups[dimension].items())
        for (group, members), (_, others) in zip(groups, [*groups[1:], groups[0]], strict=True):
            for member, other in zip(members, others, strict=True):
                texts = _texts(test, [_fill(template, {"person": Fill(person)}) for person in (member, other)])
                tolerance = float(test["tolerance"])
                yield Case(
                    file.capability, test["name"], test["kind"], template, texts,
                    tolerance=tolerance, group=(dimension, group),
                )  # fmt: skip
