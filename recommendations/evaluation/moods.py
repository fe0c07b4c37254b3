"""The mood conditions: what a person is said to feel, and what a model makes of it.

`right-mood`: a person who is about to like a certain hidden film says a mood drawn from that film's mood profile. It
is an upper bound: it assumes that people look for the mood of the film that they will like, and it knows the film.
`model-mood`: that mood passed through the measured confusion of the text model. The ranking is given what a calibrated
model would say on seeing such a text: how often each mood is behind the one that it names.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from ml.moods import MOODS
from recommendations.types import FilmFeatures

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]

SHIPPED: Final = "text-minilm"  # the best text model that every installation has
COMMITTED: Final = Path(__file__).resolve().parent / "data" / "text_confusion.json"


@dataclass(frozen=True, slots=True, eq=False)
class Confusion:
    """How often a text of each mood [row] is read as each mood [column], in texts, and where that was measured."""

    counts: Floats
    model: str
    data: str
    command: str

    @property
    def read_as(self) -> Floats:
        """The share of each mood's texts that is read as each mood [true, read]; rows sum to 1."""
        shares: Floats = self.counts / self.counts.sum(axis=1, keepdims=True)
        return shares

    def behind(self, priors: Floats) -> Floats:
        """How likely each mood is behind the one that was read [read, true], where moods come as often as `priors`."""
        joint: Floats = (self.read_as * priors[:, None]).T
        shares: Floats = joint / joint.sum(axis=1, keepdims=True)
        return shares


@dataclass(frozen=True, slots=True)
class Felt:
    """What one test person says, and what the model reads in it: places in `MOODS`."""

    said: int
    read: int


def felt(film: FilmFeatures, confusion: Confusion, *, seed: tuple[int, int]) -> Felt:
    """A mood drawn from the film's profile, and what the model takes it for; the same for the same seed."""
    import numpy as np

    draw = np.random.default_rng((*seed, 2))
    profile = np.array([film.moods[mood] for mood in MOODS])
    said = int(draw.choice(len(MOODS), p=profile / profile.sum()))
    return Felt(said, int(draw.choice(len(MOODS), p=confusion.read_as[said])))


def mix_of(shares: Floats) -> dict[str, float]:
    return {mood: float(share) for mood, share in zip(MOODS, shares, strict=True)}


def only(mood: int) -> dict[str, float]:
    """The mix of somebody who feels one thing."""
    return {name: float(place == mood) for place, name in enumerate(MOODS)}


def committed(path: Path = COMMITTED) -> Confusion:
    """The matrix in the repository. OSError, ValueError or KeyError where it is of another make."""
    import numpy as np

    held = json.loads(path.read_text(encoding="utf-8"))
    if held["moods"] != list(MOODS):
        raise ValueError(f"{path.name} speaks of other moods.")
    counts = np.array(held["counts"], dtype=np.float64)
    return Confusion(counts, held["model"], held["data"], held["command"])


def measured(manifest: Path, *, model: str = SHIPPED) -> Confusion:
    """Read every text of a manifest (`manage.py evaluate`) with a text model, and count. Raises MlError."""
    import numpy as np

    from ml.evaluation import evaluate, usable
    from ml.management.progress import progress_bar
    from ml.manifest import read_manifest

    reader = usable("text", model)
    result = evaluate(reader, read_manifest(manifest, "moods"), progress_bar)
    truth, read = result.truth.argmax(axis=1), result.answers.scores.argmax(axis=1)
    counts = np.zeros((len(MOODS), len(MOODS)))
    np.add.at(counts, (truth, read), 1.0)
    command = f"manage.py evaluate_recommender --confusion-from {manifest.name}"
    return Confusion(counts, result.spec.name, f"{manifest.name}, {len(truth):,} texts", command)


def as_json(confusion: Confusion) -> dict[str, Any]:
    named: Mapping[str, Any] = {"model": confusion.model, "data": confusion.data, "command": confusion.command}
    return {**named, "moods": list(MOODS), "counts": confusion.counts.astype(int).tolist()}
