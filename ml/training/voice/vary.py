"""Varied copies of clips for training: what is done, and how much of it, drawn as a recipe says."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from ml.training.voice import augment as change

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from ml.training.voice.recipe import AugmentRecipe, Range

    Samples = NDArray[np.floating[Any]]


def vary(
    samples: Samples, rng: np.random.Generator, chosen: AugmentRecipe, others: Sequence[Samples] = ()
) -> NDArray[np.float32]:
    """Return one varied copy of `samples` (n,); `others` are whose voices may babble in the background.

    In the order of the world: the speaker (speed, pitch), the room, what else is heard there, the microphone, the line.
    """
    import numpy as np

    found: Samples = np.asarray(samples, dtype=np.float64)
    if rng.random() < chosen.speed_share:
        found = change.speed(found, _drawn(rng, chosen.speed))
    if rng.random() < chosen.pitch_share:
        found = change.pitch(found, _drawn(rng, chosen.pitch))
    if rng.random() < chosen.room_share:
        found = change.room(found, _drawn(rng, chosen.reverberation), _drawn(rng, chosen.direct), rng)
    found = _background(found, rng, chosen, others)
    if rng.random() < chosen.equalise_share:
        found = change.equalise(found, rng.uniform(*chosen.gain, size=len(change.BANDS)))
    if rng.random() < chosen.narrow_share:
        low = change.TELEPHONE[0] if rng.random() < 0.5 else 0.0  # noqa: PLR2004
        found = change.band(found, low, _drawn(rng, chosen.cut))
    if rng.random() < chosen.opus_share:
        found = change.opus(found, int(_drawn(rng, chosen.bit_rate)))
    return np.asarray(found, dtype=np.float32)


def _background(
    samples: Samples, rng: np.random.Generator, chosen: AugmentRecipe, others: Sequence[Samples]
) -> Samples:
    """Add noise, or babble, or nothing."""
    kind = rng.random()
    if kind < chosen.noise_share:
        return change.noise(samples, _drawn(rng, chosen.noise), rng, _drawn(rng, chosen.colour))
    if others and kind < chosen.noise_share + chosen.babble_share:
        return change.babble(samples, others, _drawn(rng, chosen.babble), rng)
    return samples


def _drawn(rng: np.random.Generator, ends: Range) -> float:
    return float(rng.uniform(*ends))
