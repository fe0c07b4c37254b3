"""What the stem makes of every clip and its varied copies, computed once and kept on disk.

The stem stays as it is, so its states are all that training needs. A version of all clips is one file of 16-bit floats
that is mapped into memory; a version that stands is not made again, whichever process made it.
"""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from ml.errors import BadRecipe
from ml.training.voice.conditions import generator
from ml.training.voice.corpora import LabelledClip
from ml.training.voice.sounds import Sounds
from ml.training.voice.vary import vary
from ml.voice.torch_module import SHORTEST, frames_of

if TYPE_CHECKING:
    import numpy as np
    import torch
    from numpy.typing import NDArray

    from ml.training.voice.recipe import VoiceRecipe

MOST: Final = 6 << 30  # bytes that all versions may take
CROWD: Final = 3  # voices that babble


class Stems:
    """The states of `clips`, in 16 bits: version 0 as they are, the others varied.

    Who babbles in the background is drawn from the clip's own fold (or, without folds, is the speaker alone), so that
    nobody of a fold that is held out is ever heard in training.
    """

    def __init__(
        self,
        recipe: VoiceRecipe,
        clips: Sequence[LabelledClip],
        stem: torch.nn.Module,
        work: Path,
        *,
        quiet: bool = True,
    ) -> None:
        self.recipe, self.stem, self.quiet = recipe, stem.eval(), quiet
        self.clips = sorted(clips, key=lambda clip: clip.input)
        self.places = {clip.input: at for at, clip in enumerate(self.clips)}
        self.sounds = Sounds()
        self.folder = work / self._key()
        self.folder.mkdir(parents=True, exist_ok=True)
        self._peers = self._by_group()
        self._versions: list[tuple[NDArray[np.float16], NDArray[np.int64]]] = []

    def make(self) -> None:
        """Make the versions that are not there yet, and open them all. BadRecipe when they would take too much."""
        for version in range(self.recipe.augment.versions):
            if not self._file(version).exists():
                self._write(version)
            self._versions.append(self._open(version))
            if self._file(0).stat().st_size * self.recipe.augment.versions > MOST:
                raise BadRecipe(f"{self.recipe.name}: so many versions of all clips would take more than {MOST} bytes.")

    def of(self, clip: LabelledClip, version: int) -> NDArray[np.float16]:
        """Return a clip's states (frames, width)."""
        states, ends = self._versions[version]
        at = self.places[clip.input]
        return states[ends[at - 1] if at else 0 : ends[at]]

    def frames(self, clip: LabelledClip) -> int:
        """Return how many frames the clip as it is has."""
        return len(self.of(clip, 0))

    def compute(self, samples: NDArray[np.floating[Any]]) -> NDArray[np.float16]:
        """Return the stem's states (frames, width) of samples."""
        import numpy as np
        import torch

        device = next(self.stem.parameters()).device
        padded = np.pad(samples, (0, max(0, SHORTEST - len(samples)))).astype(np.float32)
        with torch.inference_mode():
            states = self.stem(torch.from_numpy(padded)[None].to(device))[0]
        return np.asarray(states.cpu().numpy(), dtype=np.float16)

    def varied(self, clip: LabelledClip, version: int) -> NDArray[np.floating[Any]]:
        """Return a clip's samples in a version: the same in every process."""
        samples = self.sounds.of(clip)
        if version == 0:
            return samples
        rng = generator(self.recipe.seed, clip.input, version)
        peers = self._peers[_group(clip)]
        others = [self.sounds.of(peers[at]) for at in rng.integers(0, len(peers), CROWD)]
        return vary(samples, rng, self.recipe.augment, others)

    def _write(self, version: int) -> None:
        from tqdm import tqdm

        path, lengths = self._file(version), []
        part = path.with_suffix(f".{os.getpid()}")  # another process may be at it, too
        with part.open("wb") as file:
            for clip in tqdm(self.clips, desc=f"version {version}", unit="clip", disable=self.quiet or None):
                states = self.compute(self.varied(clip, version))
                lengths.append(len(states))
                file.write(states.tobytes())
        path.with_suffix(".json").write_text(json.dumps(lengths))
        part.replace(path)

    def _open(self, version: int) -> tuple[NDArray[np.float16], NDArray[np.int64]]:
        import numpy as np

        lengths = json.loads(self._file(version).with_suffix(".json").read_text())
        states = np.memmap(self._file(version), np.float16, "r", shape=(sum(lengths), self.recipe.shape.width))
        return states, np.cumsum(lengths)

    def _file(self, version: int) -> Path:
        return self.folder / f"version{version}.states"

    def _by_group(self) -> dict[str, list[LabelledClip]]:
        groups: dict[str, list[LabelledClip]] = {}
        for clip in self.clips:
            groups.setdefault(_group(clip), []).append(clip)
        return groups

    def _key(self) -> str:
        """Return a name that changes with everything that the states depend on."""
        varied = {**asdict(self.recipe.augment), "versions": 0}  # a version is the same however many there are
        weights = hashlib.sha256(b"".join(one.detach().cpu().numpy().tobytes() for one in self.stem.parameters()))
        told = [varied, self.recipe.seed, weights.hexdigest(), [(clip.input, _group(clip)) for clip in self.clips]]
        return "stems-" + hashlib.sha256(json.dumps(told).encode()).hexdigest()[:12]


def _group(clip: LabelledClip) -> str:
    return clip.speaker if clip.fold is None else f"{clip.corpus}-{clip.fold}"


def padded_frames(samples: int) -> int:
    """Return how many frames a clip gives, at least one."""
    return frames_of(max(samples, SHORTEST))
