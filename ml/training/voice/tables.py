"""What is measured of labelled clips before training, kept on disk: each clip under each condition is measured once."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ml.training.voice.conditions import CLEAN
from ml.training.voice.corpora import LabelledClip
from ml.training.voice.sounds import Sounds

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

Measure = Callable[["NDArray[np.float32]"], "NDArray[Any]"]


class Tables:
    """Measures of clips by `measure`, one file a condition in `folder`; delete it when `measure` changes."""

    def __init__(self, folder: Path, measure: Measure, *, quiet: bool = False) -> None:
        self.folder, self.measure, self.quiet = folder, measure, quiet
        self.sounds = Sounds()
        self._kept: dict[str, dict[str, NDArray[Any]]] = {}

    def of(self, clips: Sequence[LabelledClip], condition: str = CLEAN) -> list[NDArray[Any]]:
        """Return what is measured of each clip, in order."""
        from tqdm import tqdm

        known = self._known(condition)
        missing = [clip for clip in clips if clip.input not in known]
        for clip in tqdm(missing, desc=condition, disable=self.quiet or None):
            known[clip.input] = self.measure(self.sounds.of(clip, condition))
        if missing:
            self._write(condition)
        return [known[clip.input] for clip in clips]

    def _known(self, condition: str) -> dict[str, NDArray[Any]]:
        import numpy as np

        if condition not in self._kept:
            path = self._path(condition)
            found = np.load(path) if path.exists() else {}
            self._kept[condition] = {name: found[name] for name in found}
        return self._kept[condition]

    def _write(self, condition: str) -> None:
        import numpy as np

        path = self._path(condition)
        path.parent.mkdir(parents=True, exist_ok=True)
        part = path.with_suffix(".part.npz")
        np.savez(part, **self._kept[condition])  # type: ignore[arg-type]
        part.replace(path)

    def _path(self, condition: str) -> Path:
        return self.folder / f"{condition}.npz"
