"""What the published sets of voices say in the names of their files: the class, who speaks, and of which sex."""

from __future__ import annotations

import csv
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from ml.moods import RAVDESS8


@dataclass(frozen=True, slots=True)
class Named:
    """A file's class of VOICE9, its speaker within the set, and the speaker's sex ("" where the name does not say)."""

    label: str
    speaker: str
    sex: str = ""


_EMODB: Final = {
    "W": "angry",
    "L": "boredom",
    "E": "disgust",
    "A": "fearful",
    "F": "happy",
    "T": "sad",
    "N": "neutral",
}
_EMODB_MEN: Final = frozenset({"03", "10", "11", "12", "15"})
_CREMA: Final = {
    "ANG": "angry",
    "DIS": "disgust",
    "FEA": "fearful",
    "HAP": "happy",
    "NEU": "neutral",
    "SAD": "sad",
}
_TESS: Final = {
    "angry": "angry",
    "disgust": "disgust",
    "fear": "fearful",
    "happy": "happy",
    "neutral": "neutral",
    "ps": "surprised",
    "sad": "sad",
}
_SAVEE: Final = {
    "a": "angry",
    "d": "disgust",
    "f": "fearful",
    "h": "happy",
    "n": "neutral",
    "sa": "sad",
    "su": "surprised",
}
_SAVEE_FILE: Final = re.compile(r"(?:(?P<speaker>DC|JE|JK|KL)_)?(?P<code>sa|su|[adfhn])\d{1,2}", re.IGNORECASE)


def ravdess(path: Path) -> Named | None:
    """Read "03-01-06-01-02-01-12": modality, channel, emotion, intensity, statement, repetition, actor; odd: a man.

    Only spoken sound counts (modality 03, channel 01): songs are another matter.
    """
    found = re.fullmatch(r"03-01-0(?P<emotion>[1-8])(-\d\d){3}-(?P<actor>\d\d)", path.stem)
    if found is None:
        return None
    return Named(RAVDESS8[int(found["emotion"]) - 1], found["actor"], "male" if int(found["actor"]) % 2 else "female")


def emodb(path: Path) -> Named | None:
    """Read "03a01Fa": speaker, text, emotion (the German word's first letter), version."""
    found = re.fullmatch(r"(?P<speaker>\d{2})[ab]\d{2}(?P<emotion>[WLEAFTN])[a-z]?", path.stem)
    if found is None:
        return None
    speaker = found["speaker"]
    return Named(_EMODB[found["emotion"]], speaker, "male" if speaker in _EMODB_MEN else "female")


def crema_d(path: Path) -> Named | None:
    """Read "1001_DFA_ANG_XX": actor, sentence, emotion, level."""
    found = re.fullmatch(rf"(?P<actor>\d+)_[A-Z]+_(?P<emotion>{'|'.join(_CREMA)})_[A-Z]+", path.stem)
    return Named(_CREMA[found["emotion"]], found["actor"]) if found else None


def crema_d_sexes(folder: Path) -> Mapping[str, str]:
    """Return each actor's sex from the set's own table `VideoDemographics.csv`, where it is there."""
    path = folder / "VideoDemographics.csv"
    if not path.is_file():
        return {}
    with path.open(newline="", encoding="utf-8") as file:
        return {row["ActorID"]: row["Sex"].lower() for row in csv.DictReader(file)}


def tess(path: Path) -> Named | None:
    """Read "OAF_back_angry": actress, word, emotion."""
    found = re.fullmatch(rf"(?P<speaker>[a-z]+)_\w+_(?P<emotion>{'|'.join(_TESS)})", path.stem.lower())
    return Named(_TESS[found["emotion"]], found["speaker"].upper(), "female") if found else None


def savee(path: Path) -> Named | None:
    """Read "DC_a01", or "a01" in a folder DC: one of four men, then the emotion's letters."""
    found = _SAVEE_FILE.fullmatch(path.stem)
    if found is None:
        return None
    return Named(_SAVEE[found["code"].lower()], (found["speaker"] or path.parent.name).upper(), "male")
