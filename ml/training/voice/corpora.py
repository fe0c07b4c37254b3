"""Labelled voices: RAVDESS, EmoDB, CREMA-D, TESS, SAVEE by the names of their files, folders of classes, manifests.

Every clip has a speaker, since splits are made by speaker (`ml.training.voice.splits`).
"""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType
from typing import Final

from ml.errors import BadRecipe
from ml.moods import VOICE9
from ml.training.voice import names

SOUND: Final = frozenset({".wav", ".flac", ".mp3", ".ogg", ".oga", ".opus", ".m4a", ".mp4", ".webm"})
REQUIRED: Final = ("input", "label", "speaker")
ALIASES: Final[Mapping[str, str]] = MappingProxyType(
    {
        **{label: label for label in VOICE9},
        "anger": "angry",
        "fear": "fearful",
        "afraid": "fearful",
        "happiness": "happy",
        "joy": "happy",
        "sadness": "sad",
        "surprise": "surprised",
        "disgusted": "disgust",
        "bored": "boredom",
        "ps": "surprised",
    }
)
LICENCES: Final[Mapping[str, str]] = MappingProxyType(
    {
        "ravdess": "RAVDESS (Livingstone & Russo, 2018): CC BY-NC-SA 4.0",
        "emodb": "Berlin Database of Emotional Speech, EmoDB (Burkhardt et al., 2005): free for research, none stated",
        "crema-d": "CREMA-D (Cao et al., 2014): Open Database Licence 1.0",
        "tess": "TESS (Pichora-Fuller & Dupuis, 2020): CC BY-NC-ND 4.0",
        "savee": "SAVEE (Haq & Jackson, 2009): research only",
    }
)


@dataclass(frozen=True, slots=True)
class LabelledClip:
    """A recording with its class (of VOICE9) and who speaks; `fold` is where a manifest puts it, `input` its id."""

    path: Path
    label: str
    corpus: str
    speaker: str  # unique over all corpora: "ravdess-01"
    sex: str = ""  # "female", "male", or "" where it is not known
    fold: int | None = None
    input: str = ""


@dataclass(frozen=True, slots=True)
class Collection:
    """What was found, and the known sets whose sound is not there: nothing can be measured on these."""

    clips: tuple[LabelledClip, ...]
    not_measured: tuple[str, ...] = ()


_READERS: Final[Mapping[str, Callable[[Path], names.Named | None]]] = MappingProxyType(
    {
        "ravdess": names.ravdess,
        "emodb": names.emodb,
        "crema-d": names.crema_d,
        "tess": names.tess,
        "savee": names.savee,
    }
)


def read_corpora(data: Path, wanted: Sequence[str] = ()) -> Collection:
    """Read every known set that stands in a folder of its name below `data`, or only those `wanted`.

    Another folder below `data` is read as one of class folders when it is wanted by name. Sets without a clip are told
    in `not_measured`. BadRecipe for a wanted set that is neither known nor a folder.
    """
    folders = {folder.name.lower().replace("_", "-"): folder for folder in _folders(data)}
    folders |= {"crema-d": folders["cremad"]} if "cremad" in folders else {}
    if strange := sorted({*wanted} - _READERS.keys() - folders.keys()):
        raise BadRecipe(f"{', '.join(strange)} is neither a known set of voices nor a folder of {data.name}.")
    found = {name: _read(name, folders.get(name)) for name in wanted or _READERS}
    clips = tuple(clip for one in found.values() for clip in one)
    return Collection(clips, tuple(name for name, one in found.items() if not one))


def read_class_folders(folder: Path, corpus: str) -> tuple[LabelledClip, ...]:
    """Read CLASS/SPEAKER/FILE or CLASS/SPEAKER_FILE. BadRecipe for an unknown class or a file without a speaker."""
    clips = []
    for path in _sounds(folder):
        label, *rest = path.relative_to(folder).parts
        if not rest:
            raise BadRecipe(f"{path.name} lies in no folder of a class.")
        speaker, mark, _ = rest[0].rpartition(".")[0].partition("_") if rest[1:] == [] else (rest[0], "/", "")
        if not mark:
            raise BadRecipe(f"{label}/{rest[0]} names no speaker: write CLASS/SPEAKER/FILE or CLASS/SPEAKER_FILE.")
        clips.append(_clip(path, folder.parent, label_of(label), corpus, speaker))
    return tuple(clips)


def read_manifest(path: Path, data: Path) -> tuple[LabelledClip, ...]:
    """Read a CSV with the columns input, label, speaker and, if it has them, corpus, sex, fold; inputs below `data`.

    BadRecipe for a file without these columns, a row without a speaker, an unknown label, or sound that is not there.
    """
    with path.open(newline="", encoding="utf-8") as file:
        rows = csv.DictReader(file)
        if missing := [name for name in REQUIRED if name not in (rows.fieldnames or ())]:
            raise BadRecipe(f"{path.name} has no column {', '.join(missing)}: a split by speaker needs them all.")
        clips = tuple(_of_row(row, data, path.name) for row in rows)
    if absent := [clip.input for clip in clips if not clip.path.is_file()]:
        raise BadRecipe(f"{path.name}: {absent[0]} and {len(absent) - 1} more are not in {data.name}.")
    return clips


def label_of(word: str) -> str:
    """Return the class that a set's own word stands for. BadRecipe for one that stands for none."""
    if (label := ALIASES.get(word.strip().lower())) is None:
        raise BadRecipe(f"{word} is no class of voices; those are {', '.join(VOICE9)}.")
    return label


def labels_by_corpus(clips: Sequence[LabelledClip]) -> dict[str, tuple[str, ...]]:
    """Return which classes each corpus knows, in VOICE9's order."""
    found: dict[str, set[str]] = {}
    for clip in clips:
        found.setdefault(clip.corpus, set()).add(clip.label)
    return {corpus: tuple(label for label in VOICE9 if label in known) for corpus, known in sorted(found.items())}


def _of_row(row: Mapping[str, str], data: Path, name: str) -> LabelledClip:
    if not row["speaker"]:
        raise BadRecipe(f"{name}: {row['input']} has no speaker.")
    fold = int(row["fold"]) if (row.get("fold") or "").isdigit() else None
    corpus = row.get("corpus") or Path(name).stem
    label = label_of(row["label"])
    return LabelledClip(data / row["input"], label, corpus, row["speaker"], row.get("sex") or "", fold, row["input"])


def _folders(data: Path) -> Iterator[Path]:
    yield from sorted(path for path in data.iterdir() if path.is_dir()) if data.is_dir() else ()


def _sounds(folder: Path) -> Iterator[Path]:
    yield from sorted(path for path in folder.rglob("*") if path.suffix.lower() in SOUND)


def _read(name: str, folder: Path | None) -> tuple[LabelledClip, ...]:
    if folder is None:
        return ()
    if name not in _READERS:
        return read_class_folders(folder, name)
    sexes = names.crema_d_sexes(folder) if name == "crema-d" else {}
    read = ((path, _READERS[name](path)) for path in _sounds(folder))
    return tuple(
        _clip(path, folder.parent, found.label, name, found.speaker, found.sex or sexes.get(found.speaker, ""))
        for path, found in read
        if found is not None
    )


def _clip(path: Path, data: Path, label: str, corpus: str, speaker: str, sex: str = "") -> LabelledClip:
    return LabelledClip(path, label, corpus, f"{corpus}-{speaker}", sex, None, str(path.relative_to(data)))
