"""Hold the product's table of labels against the one that an evaluation was made with."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from types import MappingProxyType
from typing import Any, Final

from ml.errors import LabelsDiffer
from ml.moods import LABEL_MAPS

OTHER_NAMES: Final = MappingProxyType({"semeval": "semeval2018-ec"})  # of a set in the given table


def check_labels(path: Path) -> int:
    """Return how many labels of the text sets stand alike in `path`, a JSON object {set: {label: mood}}.

    LabelsDiffer names every label that one table has and the other has not or maps elsewhere; sets that only the file
    has (of voices or faces) are passed over. It is raised for a file that cannot be read, too.
    """
    try:
        given = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise LabelsDiffer(f"{path.name} cannot be read: {error}") from error
    if differences := list(_differences(given)):
        raise LabelsDiffer(f"{path.name} and the product's table differ: {'; '.join(differences)}.")
    return sum(len(labels) for labels in LABEL_MAPS.values())


def _differences(given: Mapping[str, Any]) -> Iterator[str]:
    for dataset, ours in LABEL_MAPS.items():
        name = dataset if dataset in given else OTHER_NAMES.get(dataset, dataset)
        theirs = given.get(name)
        if not isinstance(theirs, dict):
            yield f"{name} is not in the file"
            continue
        for label in sorted({*ours, *theirs}):
            if (one := ours.get(label, "nothing")) != (other := theirs.get(label, "nothing")):
                yield f"{name}: {label} is {one} here and {other} there"
