"""A voice's classes as the labels of a head, both as a model gives them and as a labelled set names them.

A head of fewer classes: neutral gathers calm and boredom, what the head has no word for is left out, and the rest are
made to sum to 1 again. Of the head "moods" a mood's score is the sum of its classes', as in the product.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import TYPE_CHECKING, Final

from ml.errors import HeadMissing
from ml.moods import HEADS, VOICE5, VOICE9, VOICE_MOODS

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]

_OWN: Final = MappingProxyType({label: label for label in VOICE9})
_FEW: Final = MappingProxyType({label: label for label in VOICE5} | {"calm": "neutral", "boredom": "neutral"})
_MOODS7: Final = MappingProxyType({name: {"disgust": "anger"}.get(mood, mood) for name, mood in VOICE_MOODS.items()})

# What each class counts as; a class whose label the head lacks says nothing there.
_CLASSES: Final[Mapping[str, Mapping[str, str]]] = MappingProxyType(
    {
        "moods": VOICE_MOODS,
        "moods7": _MOODS7,
        "voice4": _FEW,
        "voice5": _FEW,
        "ravdess8": _OWN,
        "emodb7": _OWN,
    }
)
VOICE_HEADS: Final = tuple(_CLASSES)
_STRICT: Final = frozenset({"voice4"})  # rows count only under the label that they bear: calm is left out


def row_label(label: str, head: str) -> str | None:
    """Return what a row labelled with the class `label` counts as under `head`; None: such rows are left out.

    HeadMissing for a head that is no voice's.
    """
    if head not in _CLASSES:
        raise HeadMissing(f"A voice has no head {head}; it has {', '.join(VOICE_HEADS)}.")
    if head in _STRICT:
        return label if label in HEADS[head] else None
    said = _CLASSES[head].get(label)
    return said if said in HEADS[head] else None


def head_matrix(shares: Floats, head: str, classes: tuple[str, ...] = VOICE9) -> Floats:
    """Return what shares (n, classes), each row summing to 1, say of each label of `head`: (n, labels).

    HeadMissing for a head that is no voice's, or when the classes lack one of its labels.
    """
    import numpy as np

    said = [_CLASSES.get(head, {}).get(name) for name in classes]
    if missing := set(HEADS[head]) - set(said) - {"love"}:
        raise HeadMissing(f"A voice does not give the labels of the head {head} ({min(missing)} and so on).")
    result = np.zeros((len(shares), len(HEADS[head])))
    for at, label in enumerate(said):
        if label in HEADS[head]:
            result[:, HEADS[head].index(label)] += shares[:, at]
    return np.asarray(result / np.maximum(result.sum(axis=1, keepdims=True), 1e-12))


def head_scores(labels: Mapping[str, float], head: str) -> dict[str, float]:
    """Return what one reading's classes say of each label of `head`. HeadMissing as `head_matrix`."""
    import numpy as np

    found = head_matrix(np.array([list(labels.values())], dtype=np.float64), head, tuple(labels))[0]
    return dict(zip(HEADS[head], map(float, found), strict=True))
