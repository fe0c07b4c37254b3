"""Long clips in equal parts, so that what a model needs at once is bounded."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from ml.types import SAMPLE_RATE

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

WINDOW: Final = 10.0  # seconds


def parts(samples: NDArray[np.floating[Any]]) -> list[NDArray[Any]]:
    """Cut `samples` (n,) into as few equal parts as are at most `WINDOW` seconds long."""
    import numpy as np

    return np.array_split(samples, max(1, -(-len(samples) // round(WINDOW * SAMPLE_RATE))))
