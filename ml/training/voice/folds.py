"""Out-of-fold readings: what a model says of clips whose speakers it never heard, fold by fold, and across corpora.

One model is trained for each fold of a manifest: model f hears every corpus but its fold f, and is asked about that.
Two more are trained for each pair of corpora: on all of one, asked about all of the other. Every run leaves a part of
its own, so a killed run goes on with the next and several processes can share the work.
"""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from ml.moods import VOICE9
from ml.training.voice.conditions import CLEAN, CONDITIONS
from ml.training.voice.corpora import LabelledClip
from ml.training.voice.splits import check_folds

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

# Logits (n, 9), in VOICE9's order, of clips under a condition.
Read = Callable[[Sequence[LabelledClip], str], "NDArray[np.floating[Any]]"]
# Train on the clips, with a folder for checkpoints, and return what reads others.
Fit = Callable[[Sequence[LabelledClip], Path], Read]
COLUMNS: Final = ("input", "corpus", "speaker", "sex", "fold", "label", "condition", *VOICE9)
TRANSFER: Final = "transfer-"


@dataclass(frozen=True, slots=True)
class Plan:
    """One model to train: its name ("2", or "transfer-emodb"), what it hears, and what it is asked about."""

    name: str
    train: tuple[LabelledClip, ...]
    test: tuple[LabelledClip, ...]
    conditions: tuple[str, ...]

    @property
    def crosses(self) -> bool:
        """Whether it goes from one corpus to another."""
        return self.name.startswith(TRANSFER)


def plans(clips: Sequence[LabelledClip]) -> list[Plan]:
    """Return a model for each fold over all corpora, and one for each corpus that is asked about all the others."""
    found = [
        Plan(
            str(fold),
            tuple(clip for clip in clips if clip.fold != fold),
            tuple(clip for clip in clips if clip.fold == fold),
            CONDITIONS,
        )
        for fold in check_folds(clips)
    ]
    corpora = sorted({clip.corpus for clip in clips})
    for corpus in corpora if len(corpora) > 1 else ():
        train = tuple(clip for clip in clips if clip.corpus == corpus)
        found.append(Plan(TRANSFER + corpus, train, tuple(one for one in clips if one.corpus != corpus), (CLEAN,)))
    return found


def out_of_fold(
    name: str,
    clips: Sequence[LabelledClip],
    fit: Fit,
    *,
    work: Path,
    results: Path,
    only: Sequence[str] = (),
    say: Callable[[str], None] = print,
) -> list[Path]:
    """Train and ask every model (or those `only` names) whose part is not in `work` yet; join all parts at the end.

    Writes `results/NAME.csv` and `results/NAME-transfer.csv` once all their parts are there, and returns what it
    wrote. ValueError for a name in `only` that no plan has.
    """
    every = plans(clips)
    if strange := {*only} - {plan.name for plan in every}:
        raise ValueError(f"no such fold: {', '.join(sorted(strange))}")
    for plan in every:
        part = _part(work, plan)
        if part.exists() or (only and plan.name not in only):
            continue
        say(f"{name}, {plan.name}: {len(plan.train)} clips to learn from, {len(plan.test)} to be asked about")
        read = fit(plan.train, work / plan.name)
        _write(part, [row for condition in plan.conditions for row in _rows(plan, condition, read)])
    outputs = {results / f"{name}.csv": [], results / f"{name}-transfer.csv": []}  # type: dict[Path, list[Plan]]
    for plan in every:
        outputs[results / f"{name}{'-transfer' if plan.crosses else ''}.csv"].append(plan)
    return [path for path, mine in outputs.items() if mine and _join(path, [_part(work, plan) for plan in mine])]


def _part(work: Path, plan: Plan) -> Path:
    return work / f"{plan.name}.csv"


def _rows(plan: Plan, condition: str, read: Read) -> Iterator[list[str]]:
    """Yield a row for each clip; of a transfer the fold is the corpus that was learnt from."""
    for clip, logits in zip(plan.test, read(plan.test, condition), strict=True):
        fold = plan.name.removeprefix(TRANSFER)
        told = (clip.input, clip.corpus, clip.speaker, clip.sex, fold, clip.label, condition)
        yield [*told, *(f"{value:.4f}" for value in logits)]


def _write(path: Path, rows: Sequence[Sequence[str]]) -> None:
    """Write a table with COLUMNS beside `path` and move it into place."""
    path.parent.mkdir(parents=True, exist_ok=True)
    part = path.with_suffix(".part")
    with part.open("w", newline="", encoding="utf-8") as file:
        csv.writer(file, lineterminator="\n").writerows([COLUMNS, *rows])
    part.replace(path)


def _join(path: Path, parts: Sequence[Path]) -> bool:
    """Write all parts' rows to `path` if they are all there, and say whether they were."""
    if not all(part.exists() for part in parts):
        return False
    rows = []
    for part in parts:
        with part.open(newline="", encoding="utf-8") as file:
            rows += list(csv.reader(file))[1:]
    _write(path, rows)
    return True
