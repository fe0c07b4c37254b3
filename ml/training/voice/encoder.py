"""Fine-tuning of the voice encoder's layers: AdamW, cosine schedule, a rate a layer, resume after a kill."""

from __future__ import annotations

import itertools
import math
import time
from collections.abc import Iterator, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from ml.base import resolve_device
from ml.metrics import accuracy, macro_f1
from ml.moods import VOICE9
from ml.training import checkpoint
from ml.training.batches import batch_order
from ml.training.checkpoint import Progress
from ml.training.voice import moonshine
from ml.training.voice.conditions import generator
from ml.training.voice.corpora import LabelledClip
from ml.training.voice.losses import ABSENT, Targets
from ml.training.voice.recipe import VoiceRecipe
from ml.training.voice.stems import Stems
from ml.voice.torch_module import assemble

if TYPE_CHECKING:
    import numpy as np
    import torch
    from numpy.typing import NDArray

CHECKPOINT: Final = "checkpoint.safetensors"
BEST: Final = "best.safetensors"
EVALUATION_BATCH: Final = 32


def fresh(recipe: VoiceRecipe) -> torch.nn.Module:
    """Return the module with pretrained stem and layers and fresh heads; only the tuned branch is to be trained."""
    import torch

    torch.manual_seed(recipe.seed)
    module = assemble(recipe.shape, recipe.dropout, recipe.layer_drop)
    module.load_state_dict(moonshine.pretrained(recipe.layers), strict=False)
    for name in ("stem", "general"):
        module.get_submodule(name).requires_grad_(requires_grad=False)
    return module


def schedule(progress: float, warmup: float) -> float:
    """Return the learning-rate factor at `progress` in [0, 1]: up linearly over `warmup`, along a cosine to 0."""
    rise = min(1.0, progress / warmup) if warmup else 1.0
    return rise * 0.5 * (1.0 + math.cos(math.pi * min(1.0, progress)))


@dataclass
class VoiceRun:
    """One fine-tuning run; `work` keeps its checkpoint, and a second run in the same folder goes on from it."""

    recipe: VoiceRecipe
    train: Sequence[LabelledClip]
    validation: Sequence[LabelledClip]
    stems: Stems
    work: Path
    quiet: bool = False
    progress: Progress = field(default_factory=Progress)

    def __post_init__(self) -> None:
        import torch

        self.device = resolve_device(self.recipe.device)
        self.module = fresh(self.recipe).to(self.device)
        self.mean = fresh(self.recipe).to(self.device) if self.recipe.average else None
        kept = {"module": self.module, **({"mean": self.mean} if self.mean is not None else {})}
        self.kept = torch.nn.ModuleDict(kept)
        self.optimiser = self._optimiser()
        self.targets = Targets.of([*self.train, *self.validation], self.recipe.corpus_weights)
        if (self.work / CHECKPOINT).exists():
            self.progress = checkpoint.restore(self.work / CHECKPOINT, self.kept, self.optimiser)

    @property
    def steps_an_epoch(self) -> int:
        """Steps that one round over the training clips takes."""
        return -(-len(self.train) // self.recipe.batch_size)

    @property
    def total_steps(self) -> int:
        """Steps of the whole schedule."""
        return self.steps_an_epoch * self.recipe.epochs

    @property
    def best(self) -> torch.nn.Module:
        """The module that is validated and kept: the moving average where there is one."""
        return self.module if self.mean is None else self.mean

    def run(self, stop_after: int | None = None) -> Progress:
        """Train until the schedule ends, patience runs out, or (`stop_after`) that step: what a kill would do."""
        from tqdm import tqdm

        started = time.monotonic() - self.progress.seconds
        bar = tqdm(total=self.total_steps, initial=self.progress.step, unit="step", disable=self.quiet or None)
        for epoch, batch in self._steps():
            if self.progress.stale >= self.recipe.patience:
                break
            loss = self._step(epoch, batch)
            bar.set_postfix(loss=f"{loss:.3f}", f1=f"{self.progress.best_f1:.4f}")
            bar.update()
            self.progress.seconds = time.monotonic() - started
            if self.progress.step % self.steps_an_epoch == 0:
                self._evaluate()
            if self.progress.step % self.recipe.checkpoint_every == 0:
                self._save()
            if self.progress.step == stop_after:
                return self.progress
        bar.close()
        if not self.validation:
            checkpoint.save_tensors(self.work / BEST, checkpoint.trained(self.best))
        self._save()
        return self.progress

    def finished(self) -> torch.nn.Module:
        """Return the module in its best state, on the CPU."""
        checkpoint.load_trained(self.module, checkpoint.load_tensors(self.work / BEST)[0])
        return self.module.cpu().eval()

    def _steps(self) -> Iterator[tuple[int, list[int]]]:
        """Yield epoch and batch of each step that is still to be taken."""
        lengths = [self.stems.frames(clip) for clip in self.train]
        every = (
            (epoch, batch)
            for epoch in range(self.recipe.epochs)
            for batch in batch_order(lengths, self.recipe.batch_size, self.recipe.seed, epoch)
        )
        return itertools.islice(every, self.progress.step, None)

    def _step(self, epoch: int, batch: Sequence[int]) -> float:
        import torch

        self.module.train()
        for group in self.optimiser.param_groups:
            group["lr"] = group["initial_lr"] * schedule(self.progress.step / self.total_steps, self.recipe.warmup)
        clips = [self.train[at] for at in batch]
        loss = self._loss(clips, self._states(clips, epoch))
        self.optimiser.zero_grad()
        loss.backward()  # type: ignore[no-untyped-call]
        torch.nn.utils.clip_grad_norm_([one for one in self.module.parameters() if one.requires_grad], 1.0)
        self.optimiser.step()
        self._follow()
        self.progress.step += 1
        return float(loss.detach())

    def _follow(self) -> None:
        """Move the average towards the weights, faster in the beginning."""
        if self.mean is None:
            return
        keep = min(self.recipe.average, (1 + self.progress.step) / (10 + self.progress.step))
        for slow, quick in zip(self.mean.parameters(), self.module.parameters(), strict=True):
            slow.data.lerp_(quick.data, 1 - keep)

    def _loss(self, clips: Sequence[LabelledClip], states: Sequence[NDArray[np.float16]]) -> torch.Tensor:
        with self._autocast():
            logits = self._logits(self.module, states)
        return self.targets.batch(clips, self.device).loss(logits.float(), self.recipe.label_smoothing)

    def _states(self, clips: Sequence[LabelledClip], epoch: int) -> list[NDArray[np.float16]]:
        """Return each clip's states in a version that only seed, epoch and clip decide."""
        versions = self.recipe.augment.versions
        drawn = (int(generator(self.recipe.seed, clip.input, "epoch", epoch).integers(versions)) for clip in clips)
        return [self.stems.of(clip, version) for clip, version in zip(clips, drawn, strict=True)]

    def _logits(self, module: torch.nn.Module, states: Sequence[NDArray[np.float16]]) -> torch.Tensor:
        import torch

        longest = max(map(len, states))
        padded = torch.zeros(len(states), longest, states[0].shape[1])
        mask = torch.zeros(len(states), longest, dtype=torch.bool)
        for at, one in enumerate(states):
            padded[at, : len(one)] = torch.from_numpy(one.astype("float32"))
            mask[at, : len(one)] = True
        logits, _ = module.get_submodule("tuned")(padded.to(self.device), mask.to(self.device))
        return logits  # type: ignore[no-any-return]

    def _autocast(self) -> AbstractContextManager[Any]:
        import torch

        return torch.autocast(self.device, torch.bfloat16, enabled=self.recipe.precision == "bf16")

    def _evaluate(self) -> None:
        """Validate, and keep the best state; without validation speakers there is nothing to choose."""
        if not self.validation:
            return
        record = {"step": float(self.progress.step), **self.scores(self.validation)}
        self.progress.evaluations.append(record)
        if record["macro_f1"] > self.progress.best_f1:
            self.progress.best_f1, self.progress.stale = record["macro_f1"], 0
            checkpoint.save_tensors(self.work / BEST, checkpoint.trained(self.best))
        else:
            self.progress.stale += 1

    def scores(self, clips: Sequence[LabelledClip]) -> dict[str, float]:
        """Return accuracy and macro-F1 of unvaried clips: the mean over corpora, each with its own classes."""
        import numpy as np

        logits = self.predict(clips)
        found = []
        for corpus, known in self.targets.known.items():
            rows = [at for at, clip in enumerate(clips) if clip.corpus == corpus]
            if rows:
                truth = np.array([VOICE9.index(clips[at].label) for at in rows])
                own = np.array([label in known for label in VOICE9])
                predicted = np.where(own, logits[rows], ABSENT).argmax(axis=1)
                found.append((accuracy(truth, predicted), macro_f1(truth, predicted, len(VOICE9))))
        both = np.mean(found, axis=0)
        return {"accuracy": float(both[0]), "macro_f1": float(both[1])}

    def predict(self, clips: Sequence[LabelledClip]) -> NDArray[np.float32]:
        """Return the logits (n, 9) of unvaried clips, in order."""
        import numpy as np
        import torch

        self.best.eval()
        order = sorted(range(len(clips)), key=lambda at: self.stems.frames(clips[at]))
        logits = np.zeros((len(clips), len(VOICE9)), dtype=np.float32)
        with torch.inference_mode(), self._autocast():
            for start in range(0, len(order), EVALUATION_BATCH):
                part = order[start : start + EVALUATION_BATCH]
                states = [self.stems.of(clips[at], 0) for at in part]
                logits[part] = self._logits(self.best, states).float().cpu().numpy()
        return logits

    def _save(self) -> None:
        checkpoint.save(self.work / CHECKPOINT, self.kept, self.optimiser, self.progress)

    def _optimiser(self) -> torch.optim.AdamW:
        """Return AdamW with a rate for each layer, lower further down, and one for what is fresh."""
        import torch

        recipe, groups = self.recipe, []
        for at, block in enumerate(self.module.get_submodule("tuned.layers").children()):
            rate = recipe.learning_rate * recipe.layer_decay ** (recipe.layers - 1 - at)
            groups.append({"params": [*block.parameters()], "initial_lr": rate})
        rest = [one for name, one in self.module.get_submodule("tuned").named_parameters() if "layers." not in name]
        groups.append({"params": rest, "initial_lr": recipe.head_learning_rate})
        return torch.optim.AdamW(groups, lr=recipe.learning_rate, weight_decay=recipe.weight_decay)
