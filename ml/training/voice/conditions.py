"""How clips are made worse on purpose when a model is measured: always the same way for the same clip."""

from __future__ import annotations

import zlib
from typing import TYPE_CHECKING, Any, Final

from ml.training.voice import augment

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

CLEAN: Final = "clean"
CONDITIONS: Final = (CLEAN, "opus24", "noise20", "noise10", "noise0", "far")
FAR_REVERBERATION, FAR_DIRECT, FAR_NOISE = 0.5, 0.0, 20.0  # seconds, dB of direct sound over echo, dB over noise


def generator(seed: int, *parts: object) -> np.random.Generator:
    """Return a generator that depends on `seed` and `parts` alone, in every process and whatever the order."""
    import numpy as np

    return np.random.default_rng([seed, zlib.crc32(repr(parts).encode())])


def degrade(samples: NDArray[np.floating[Any]], condition: str, key: str) -> NDArray[np.float32]:
    """Return `samples` (n,) under `condition`; `key` (the clip's id) decides what the noise is.

    "opus24": Opus at 24 kbit/s. "noise20", "noise10", "noise0": white noise at that many dB. "far": across a room
    whose echo lasts half a second and is as loud as the voice, with pink noise 20 dB below. ValueError for others.
    """
    import numpy as np

    if condition not in CONDITIONS:
        raise ValueError(f"no such condition: {condition}")
    rng, found = generator(0, key, condition), samples
    if condition == "opus24":
        found = augment.opus(samples)
    elif condition.startswith("noise"):
        found = augment.noise(samples, float(condition.removeprefix("noise")), rng)
    elif condition == "far":
        echoed = augment.room(samples, FAR_REVERBERATION, FAR_DIRECT, rng)
        found = augment.noise(echoed, FAR_NOISE, rng, colour=1.0)
    return np.asarray(found, dtype=np.float32)
