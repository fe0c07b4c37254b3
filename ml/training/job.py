"""Where a training run reads and writes, whatever it trains."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

Say = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Job:
    """Where a run reads and writes. `eval_dir`: manifests whose rows no training row may repeat.

    `folds`: a manifest with folds, by which a model of voices is asked about speakers it never heard, instead of being
    trained on all of them; `only` names the folds to do, and nothing means all.
    """

    data: Path
    eval_dir: Path | None
    work: Path  # checkpoints
    out: Path  # the model's folder is made here
    say: Say
    quiet: bool = False
    folds: Path | None = None
    only: tuple[str, ...] = ()

    @property
    def cache(self) -> Path:
        """Where encoders that packages carry in parts are unpacked."""
        return self.work.parent / "encoders"
