"""A deployment's own labels, from a TOML file: what a model's labels stand for, and which are shown by what name.

```toml
licence = "Apache-2.0"        # of the model that EMOTION_TEXT_MODEL names, as its authors state it
permissive = true             # it may be used commercially, and so may what it was trained on
languages = ["en"]
multi_label = false           # what its config.json says, if this is left out
temperature = 1.0             # fitted by the deployment, if it is; without one the model counts as uncalibrated
threshold = 0.5               # confidence below which the product asks

[moods]                       # the model's label = the mood it stands for
worry = "fear"

[labels]                      # a name that is shown = the model's labels it gathers
stressed = ["nervousness", "annoyance"]
```

`[moods]` is for a model of the hub's layout: the product's own models give moods themselves. `[labels]` holds for every
model that gives finer labels; without it all of them are shown by their own names.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field, fields, replace
from functools import cache
from pathlib import Path
from typing import Any

from ml.config import BadConfig
from ml.moods import MOODS
from ml.types import Prediction


@dataclass(frozen=True, slots=True)
class OwnLabels:
    """What the file says; its defaults are what holds without one. `moods` and `labels` have names in lower case."""

    licence: str = "not stated"
    permissive: bool = False
    languages: tuple[str, ...] = ("en",)
    multi_label: bool | None = None
    temperature: float | None = None
    threshold: float = 0.5
    moods: Mapping[str, str] = field(default_factory=dict)
    labels: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    def shown(self, prediction: Prediction) -> Prediction:
        """Return `prediction` with the labels that are to be shown.

        A name is as probable as the most probable label it gathers, and present when one of them is; a name without
        any label that the model gives is left out.
        """
        if not self.labels or not prediction.labels:
            return prediction
        known = {name: [one for one in members if one in prediction.labels] for name, members in self.labels.items()}
        scores = {name: max(prediction.labels[one] for one in members) for name, members in known.items() if members}
        present = [name for name, members in known.items() if not set(members).isdisjoint(prediction.present)]
        return replace(prediction, labels=scores, present=tuple(sorted(present, key=lambda name: -scores[name])))


def own_labels(path: Path | None) -> OwnLabels:
    """Read the file, once. BadConfig when it is missing, is no TOML, or does not hold what it must."""
    return OwnLabels() if path is None else _read(path)


@cache
def _read(path: Path) -> OwnLabels:
    try:
        values = tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise BadConfig(f"The labels in {path.name} cannot be read: {error}") from error
    if unknown := sorted(values.keys() - {one.name for one in fields(OwnLabels)}):
        raise BadConfig(f"{path.name}: unknown {', '.join(unknown)}.")
    try:
        own = OwnLabels(**{**values, **_tables(values)})
        usable = (own.temperature is None or own.temperature > 0) and 0 <= own.threshold <= 1
    except (TypeError, AttributeError) as error:
        raise BadConfig(f"{path.name}: {error}") from error
    if strange := sorted(set(own.moods.values()) - set(MOODS)):
        raise BadConfig(f"{path.name}: {', '.join(strange)} is no mood; moods are {', '.join(MOODS)}.")
    if not usable or not isinstance(own.permissive, bool):
        raise BadConfig(f"{path.name}: permissive is true or false, temperature above 0, threshold in [0, 1].")
    return own


def _tables(values: Mapping[str, Any]) -> dict[str, Any]:
    labels = {name: _names(members) for name, members in values.get("labels", {}).items()}
    moods = {str(label).lower(): mood for label, mood in values.get("moods", {}).items()}
    return {"labels": labels, "moods": moods, "languages": _names(values.get("languages", ["en"]))}


def _names(given: Any) -> tuple[str, ...]:
    return tuple(str(name).lower() for name in ([given] if isinstance(given, str) else given))
