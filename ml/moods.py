"""The canonical moods, how each one sits on the circumplex, and the maps from every dataset's own labels."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import Final

MOODS: Final = ("anger", "disgust", "fear", "joy", "love", "neutral", "sadness", "surprise")
MOODS7: Final = tuple(mood for mood in MOODS if mood != "disgust")

# (valence, arousal), each in [-1, 1]. Our own approximate placement of the words on Russell's circumplex
# (J. Russell, 1980, "A circumplex model of affect"); not measured on labelled valence or arousal data.
AFFECT: Final[Mapping[str, tuple[float, float]]] = MappingProxyType(
    {
        "anger": (-0.65, 0.75),
        "disgust": (-0.65, 0.25),
        "fear": (-0.70, 0.70),
        "joy": (0.85, 0.45),
        "love": (0.80, 0.20),
        "neutral": (0.00, -0.10),
        "sadness": (-0.75, -0.45),
        "surprise": (0.15, 0.75),
    }
)

_SAME: Final = {mood: mood for mood in MOODS}


def _groups(**groups: str) -> Mapping[str, str]:
    """Map each word of `mood="word word"` to its mood."""
    return MappingProxyType({label: mood for mood, labels in groups.items() for label in labels.split()})


def _own(*labels: str, **renamed: str) -> Mapping[str, str]:
    """Labels that are moods already, and those that go by another name."""
    return MappingProxyType({**{label: _SAME[label] for label in labels}, **renamed})


# What a row without any label stands for: neutral in the multi-label sets (SemEval-2018 E-c, BRIGHTER), else nothing.
NO_LABEL: Final = "(no label)"

# The one table of labels; `ml.training.labels` holds it against a table that an evaluation brings.
LABEL_MAPS: Final[Mapping[str, Mapping[str, str]]] = MappingProxyType(
    {
        "goemotions": _groups(
            anger="anger annoyance disapproval",
            disgust="disgust",
            fear="fear nervousness",
            joy="admiration amusement approval excitement gratitude joy optimism relief pride",
            love="love caring desire",
            sadness="sadness disappointment embarrassment grief remorse",
            surprise="surprise realization confusion curiosity",
            neutral="neutral",
        ),
        "meld": _own("anger", "disgust", "fear", "joy", "neutral", "sadness", "surprise"),
        "semeval": _own(
            *("anger", "disgust", "fear", "joy", "love", "sadness", "surprise"),
            **{"optimism": "joy", "pessimism": "sadness", NO_LABEL: "neutral"},
        ),
        "emoevent": _own("joy", "sadness", "anger", "disgust", "fear", "surprise", others="neutral"),
        "dair": _own("sadness", "joy", "love", "anger", "fear", "surprise"),
        "isear": _own("joy", "fear", "anger", "sadness", "disgust", shame="sadness", guilt="sadness"),
        "crowdflower": _groups(
            joy="happiness fun enthusiasm relief",
            love="love",
            sadness="sadness",
            fear="worry",
            anger="anger hate",
            surprise="surprise",
            neutral="neutral",
        ),
        "brighter": _own("anger", "disgust", "fear", "joy", "sadness", "surprise", **{NO_LABEL: "neutral"}),
    }
)

# GoEmotions' 28 labels in the order of its own label file (Demszky et al., 2020).
GOEMOTIONS: Final = (*sorted(set(LABEL_MAPS["goemotions"]) - {"neutral"}), "neutral")

# The feelings that a journal speaks of. Derived, not trained: no labelled data for them is known here.
JOURNAL: Final = (
    "anxious", "calm", "content", "excited", "frustrated", "grateful",
    "happy", "hopeful", "overwhelmed", "proud", "sad", "tired",
)  # fmt: skip

# What a voice can say. The first five are always available; RAVDESS (Livingstone & Russo, 2018) adds three, and EmoDB
# (Burkhardt et al., 2005) boredom.
VOICE4: Final = ("happy", "sad", "angry", "neutral")  # those that every set has: for scores from one set to another
VOICE5: Final = ("happy", "sad", "angry", "surprised", "neutral")
RAVDESS8: Final = ("neutral", "calm", "happy", "sad", "angry", "fearful", "disgust", "surprised")
EMODB7: Final = ("angry", "boredom", "disgust", "fearful", "happy", "sad", "neutral")
VOICE9: Final = (*RAVDESS8, "boredom")
VOICE_MOODS: Final = _groups(
    neutral="neutral calm boredom",
    joy="happy",
    sadness="sad",
    anger="angry",
    fear="fearful",
    disgust="disgust",
    surprise="surprised",
)
# (valence, arousal) of the classes that say more than their mood does: in a voice, calm is pleasant and boredom is not.
# Our own placement like that of the moods, not measured.
VOICE_AFFECT: Final[Mapping[str, tuple[float, float]]] = MappingProxyType(
    {"calm": (0.30, -0.50), "boredom": (-0.30, -0.45)}
)

# What can be asked of a model and scored: with one label a row, unless it stands in MULTI_LABEL.
HEADS: Final[Mapping[str, tuple[str, ...]]] = MappingProxyType(
    {
        "moods": MOODS,
        "moods7": MOODS7,
        "journal": JOURNAL,
        "goemotions": GOEMOTIONS,
        "voice4": VOICE4,
        "voice5": VOICE5,
        "ravdess8": RAVDESS8,
        "emodb7": EMODB7,
    }
)
MULTI_LABEL: Final = frozenset({"goemotions"})


def moods_of(dataset: str, labels: Sequence[str]) -> tuple[str, ...]:
    """Return the distinct moods that `labels` of `dataset` stand for, in canonical order.

    A label without a mood (SemEval's anticipation and trust) is passed over; a row whose labels all lack one
    gives an empty tuple. No label at all is NO_LABEL. KeyError for an unknown dataset.
    """
    mapping = LABEL_MAPS[dataset]
    found = {mapping[label] for label in labels or (NO_LABEL,) if label in mapping}
    return tuple(mood for mood in MOODS if mood in found)


def ranked(scores: Mapping[str, float]) -> tuple[str, ...]:
    """Return the moods of `scores`, largest share first; equal shares in canonical order, which is the alphabet's."""
    return tuple(sorted(scores, key=lambda mood: (-scores[mood], mood)))


def affect(scores: Mapping[str, float]) -> tuple[float, float]:
    """Return the expected (valence, arousal) of a whole mix, each in [-1, 1]."""
    valence, arousal = (sum(scores[mood] * AFFECT[mood][axis] for mood in MOODS) for axis in (0, 1))
    return valence, arousal


def affect_of_voice(classes: Mapping[str, float]) -> tuple[float, float]:
    """Return the expected (valence, arousal) of a mix of `VOICE9`'s classes, each in [-1, 1]."""
    places = {name: VOICE_AFFECT.get(name) or AFFECT[VOICE_MOODS[name]] for name in classes}
    valence, arousal = (sum(share * places[name][axis] for name, share in classes.items()) for axis in (0, 1))
    return valence, arousal


def doubt(scores: Mapping[str, float]) -> float:
    """Return the entropy of a mix over its maximum: 0 is one mood alone, 1 is all alike."""
    entropy = -sum(share * math.log(share) for share in scores.values() if share > 0)
    return min(1.0, entropy / math.log(len(MOODS)))


def moods7(scores: Mapping[str, float]) -> dict[str, float]:
    """Merge disgust into anger: eight scores in, seven out, the same sum."""
    merged = {mood: scores[mood] for mood in MOODS7}
    merged["anger"] += scores["disgust"]
    return merged
