"""What models said of recordings whose speakers they had never heard, clip by clip: files beside the results.

`MODEL.csv` holds one row a clip and condition with the raw logits of the model that was trained without the clip's
fold; in `MODEL-transfer.csv`, `fold` is the one corpus that the model was trained on. Training writes them.
"""

from __future__ import annotations

import csv
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final

from ml.errors import BadManifest
from ml.moods import VOICE9

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

CLEAN: Final = "clean"
CONDITIONS: Final = ("opus24", "noise20", "noise10", "noise0", "far")  # beside clean
TRAITS: Final = ("input", "corpus", "speaker", "sex", "fold", "label", "condition")
NO_LOGIT: Final = -1e4  # of a class that the model does not know: an empty cell
MOST_ROWS: Final = 1_000_000


@dataclass(frozen=True, slots=True, eq=False)
class Outputs:
    """`traits` are n words of each of `TRAITS`, `logits` (n, 9) in the order of VOICE9."""

    traits: Mapping[str, NDArray[np.str_]]
    logits: NDArray[np.float64]

    def __len__(self) -> int:
        return len(self.logits)

    def take(self, rows: NDArray[np.bool_]) -> Outputs:
        """Return some of the rows."""
        return Outputs({name: values[rows] for name, values in self.traits.items()}, self.logits[rows])

    def of(self, **wanted: Sequence[str]) -> Outputs:
        """Return the rows whose traits are among the words given for them."""
        import numpy as np

        rows = np.ones(len(self), dtype=bool)
        for name, words in wanted.items():
            rows &= np.isin(self.traits[name], list(words))
        return self.take(rows)


def read_outputs(path: Path) -> Outputs:
    """Read one file. BadManifest for a missing column, a cell that is no number, or a clip that stands twice."""
    import numpy as np

    rows = _rows(path)
    if not rows:
        raise BadManifest(f"{path.name} has no rows.")
    try:
        logits = np.array([[float(row[name] or NO_LOGIT) for name in VOICE9] for row in rows])
    except (TypeError, ValueError) as error:
        raise BadManifest(f"{path.name}: {error}.") from error
    if not np.isfinite(logits).all():
        raise BadManifest(f"{path.name} holds a logit that is no finite number.")
    if strange := {row["label"] for row in rows} - set(VOICE9):
        raise BadManifest(f"{path.name}: {min(strange)} is none of {', '.join(VOICE9)}.")
    if len({(row["input"], row["condition"], row["corpus"]) for row in rows}) < len(rows):
        raise BadManifest(f"{path.name} holds a clip twice under one condition.")
    return Outputs({name: np.array([row[name] for row in rows]) for name in TRAITS}, logits)


def _rows(path: Path) -> list[dict[str, str]]:
    try:
        with path.open(encoding="utf-8", newline="") as file:
            reader = csv.DictReader(file)
            if missing := [name for name in (*TRAITS, *VOICE9) if name not in (reader.fieldnames or ())]:
                raise BadManifest(f"{path.name} lacks the column {' and '.join(missing)}.")
            rows = [row for row, _ in zip(reader, range(MOST_ROWS + 1), strict=False)]
    except (UnicodeDecodeError, csv.Error) as error:
        raise BadManifest(f"{path.name} is no CSV file that can be read ({error}).") from error
    except OSError as error:
        raise BadManifest(f"{path.name} cannot be opened.") from error
    if len(rows) > MOST_ROWS:
        raise BadManifest(f"{path.name} has more than {MOST_ROWS} rows.")
    return rows
