"""Where a training run reads and writes, whatever it trains."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

Say = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Job:
    """Where a run reads and writes. `eval_dir`: manifests whose rows no training row may repeat."""

    data: Path
    eval_dir: Path | None
    work: Path  # checkpoints
    out: Path  # the model's folder is made here
    say: Say
    quiet: bool = False

    @property
    def cache(self) -> Path:
        """Where encoders that packages carry in parts are unpacked."""
        return self.work.parent / "encoders"
