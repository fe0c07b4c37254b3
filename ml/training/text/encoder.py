"""Fine-tuning of an encoder: AdamW, linear warm-up and decay, class weights, early stopping, resume after a kill."""

from __future__ import annotations

import itertools
import json
import random
import time
from collections.abc import Iterator, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from ml.base import resolve_device
from ml.metrics import accuracy, macro_f1
from ml.moods import GOEMOTIONS, MOODS
from ml.text.emoji import spell
from ml.text.normalise import normalise
from ml.text.torch_module import assemble
from ml.training import checkpoint
from ml.training.batches import batch_order
from ml.training.checkpoint import Progress
from ml.training.text import kept, targets
from ml.training.text.data import Corpus, Example, mood_shares, single_truth
from ml.training.text.losses import BALANCED_HEAD, LABELS_HEAD, MOODS_HEAD, LossWeights, total
from ml.training.text.pretrained import load_encoder, locate
from ml.training.text.recipe import EncoderRecipe, LoraRecipe

if TYPE_CHECKING:
    import numpy as np
    import torch
    from numpy.typing import NDArray

CHECKPOINT: Final = "checkpoint.safetensors"
BEST: Final = "best.safetensors"
EVALUATION_BATCH: Final = 128


def heads_of(recipe: EncoderRecipe) -> dict[str, int]:
    """Return the heads to train and how many labels each has; only GoEmotions' rows teach the 28 labels."""
    labels = {LABELS_HEAD: len(GOEMOTIONS)} if "goemotions" in recipe.data.sources else {}
    return {MOODS_HEAD: len(MOODS), **labels, BALANCED_HEAD: len(MOODS)}


def pretrained(recipe: EncoderRecipe, cache: Path) -> torch.nn.Module:
    """Return the module with the pretrained encoder, under adapters if the recipe wants them, and fresh heads."""
    import torch

    torch.manual_seed(recipe.seed)
    encoder = load_encoder(locate(recipe.encoder, cache), recipe.dropout)
    return assemble(adapted(encoder, recipe.lora) if recipe.lora else encoder, heads_of(recipe), recipe.dropout)


def adapted(encoder: torch.nn.Module, lora: LoraRecipe) -> torch.nn.Module:
    """Return `encoder` under adapters; only they are trained."""
    from peft import LoraConfig, get_peft_model

    config = LoraConfig(r=lora.rank, lora_alpha=lora.alpha, lora_dropout=lora.dropout, target_modules="all-linear")
    under: torch.nn.Module = get_peft_model(encoder, config)
    return under


def load_averaged(module: torch.nn.Module, states: Sequence[Path]) -> None:
    """Put the mean of several runs' best states into `module` (model soup, Wortsman et al., 2022).

    A head that some of them lack is the mean of the others'.
    """
    import torch

    tensors = [checkpoint.load_tensors(path)[0] for path in states]
    names = {name for state in tensors for name in state}
    found = {name: [state[name] for state in tensors if name in state] for name in names}
    module.load_state_dict({name: torch.stack(parts).mean(dim=0) for name, parts in found.items()}, strict=False)


def schedule(progress: float, warmup: float) -> float:
    """Return the learning-rate factor at `progress` in [0, 1]: up linearly over `warmup`, then down to 0."""
    if progress < warmup:
        return progress / warmup
    return max(0.0, (1.0 - progress) / (1.0 - warmup))


@dataclass
class EncoderRun:
    """One fine-tuning run; `work` keeps its checkpoint, and a second run in the same folder goes on from it."""

    recipe: EncoderRecipe
    corpus: Corpus
    work: Path
    cache: Path  # encoders that had to be unpacked
    quiet: bool = False
    progress: Progress = field(default_factory=Progress)

    def __post_init__(self) -> None:
        import torch

        self.heads = heads_of(self.recipe)
        self.device = resolve_device(self.recipe.device)
        self.module = pretrained(self.recipe, self.cache).to(self.device)
        self.forward: Any = torch.compile(self.module) if self.recipe.compile else self.module
        self.optimiser = self._optimiser()
        self.scaler = torch.amp.GradScaler(self.device, enabled=self.recipe.precision == "fp16")
        self.tokenizer = _tokenizer(locate(self.recipe.encoder, self.cache))
        texts = [example.text for example in self.corpus.train]
        self.rows = self.encode(texts)
        self.targets = targets.of_rows(self.corpus.train)
        if self.recipe.teacher:
            teacher = kept.look_up(self.work.parent / self.recipe.teacher.run, texts)
            self.targets = targets.softened(self.targets, teacher, self.recipe.teacher.share)
        self.weights = LossWeights(self._class_weights(), self.recipe.labels_weight, self.recipe.balanced_weight)
        self.kept = kept.KeptLogits(texts, sum(self.heads.values()))
        self.log = _log(self.work)
        if self.recipe.start:
            load_averaged(self.module, [self.work.parent / name / BEST for name in self.recipe.start])
        if (self.work / CHECKPOINT).exists():
            self.progress = checkpoint.restore(self.work / CHECKPOINT, self.module, self.optimiser)
            self.kept.restore(self.work)

    @property
    def total_steps(self) -> int:
        """Steps that the recipe's epochs come to."""
        each = -(-len(self.rows) // (self.recipe.batch_size * self.recipe.accumulate))
        return max(1, round(each * self.recipe.epochs))

    def run(self, stop_after: int | None = None) -> Progress:
        """Train until the schedule ends, patience runs out, or (`stop_after`) that step: what a kill would do."""
        from tqdm import tqdm

        started = time.monotonic() - self.progress.seconds
        bar = tqdm(total=self.total_steps, initial=self.progress.step, unit="step", disable=self.quiet)
        for batches in self._steps():
            if (done := self._done(started)) >= 1.0 or self.progress.stale >= self.recipe.patience:
                break
            loss = self._step(batches, max(done, 1 / self.total_steps))
            bar.set_postfix(loss=f"{loss:.3f}", f1=f"{self.progress.best_f1:.4f}")
            bar.update()
            self.progress.seconds = time.monotonic() - started
            self._housekeeping()
            if self.progress.step == stop_after:
                return self.progress
        bar.close()
        self.progress.seconds = time.monotonic() - started
        if not self.progress.evaluations or self.progress.evaluations[-1]["step"] != self.progress.step:
            self._evaluate()
        self._save()
        return self.progress

    def _done(self, started: float) -> float:
        """Return the share of the schedule behind us: by steps, or by the time budget if that is further."""
        by_time = (time.monotonic() - started) / (self.recipe.minutes * 60) if self.recipe.minutes else 0.0
        return max(self.progress.step / self.total_steps, by_time)

    def _steps(self) -> Iterator[tuple[list[int], ...]]:
        """Yield the batches of each step that is still to be taken."""
        lengths = [len(row) for row in self.rows]
        epochs = (batch_order(lengths, self.recipe.batch_size, self.recipe.seed, epoch) for epoch in itertools.count())
        batches = itertools.chain.from_iterable(epochs)
        steps = zip(*[batches] * self.recipe.accumulate, strict=False)
        return itertools.islice(steps, self.progress.step, self.total_steps)

    def _step(self, batches: Sequence[Sequence[int]], done: float) -> float:
        """Take one optimiser step at `done` of the schedule and return the mean loss of its batches."""
        import torch

        self.module.train()
        for group in self.optimiser.param_groups:
            group["lr"] = group["initial_lr"] * schedule(done, self.recipe.warmup)
        losses = [self._backward(batch, done) / len(batches) for batch in batches]
        self.scaler.unscale_(self.optimiser)
        torch.nn.utils.clip_grad_norm_(self._trained().values(), 1.0)
        self.scaler.step(self.optimiser)
        self.scaler.update()
        self.optimiser.zero_grad()
        self.progress.step += 1
        if self.log:
            self.log.add_scalar("train/loss", sum(losses), self.progress.step)
        return sum(losses)

    def _backward(self, batch: Sequence[int], done: float) -> float:
        """Add a batch's gradients, keep its logits if this run is to teach, and return its loss."""
        with self._autocast():
            heads = self._logits([self.rows[at] for at in batch])
        logits = {name: head.float() for name, head in zip(self.heads, heads, strict=True)}
        loss = total(logits, self.targets.batch(batch, self.device), self.weights)
        self.scaler.scale(loss / self.recipe.accumulate).backward()  # type: ignore[no-untyped-call]
        if self.recipe.keep_logits_from is not None and done >= self.recipe.keep_logits_from:
            self.kept.keep(batch, heads)
        return loss.item()

    def _autocast(self, precision: str | None = None) -> AbstractContextManager[Any]:
        import torch

        chosen = precision or self.recipe.precision
        half = torch.float16 if chosen == "fp16" else torch.bfloat16
        return torch.autocast(self.device, half, enabled=chosen != "fp32")

    def _logits(self, rows: Sequence[Sequence[int]]) -> tuple[torch.Tensor, ...]:
        import torch

        longest = max(map(len, rows))
        ids = torch.tensor([[*row, *[0] * (longest - len(row))] for row in rows], device=self.device)
        mask = torch.tensor([[1] * len(row) + [0] * (longest - len(row)) for row in rows], device=self.device)
        *logits, _ = self.forward(ids, mask)
        return tuple(logits)

    def _housekeeping(self) -> None:
        if self.progress.step % self.recipe.evaluate_every == 0:
            self._evaluate()
        if self.progress.step % self.recipe.checkpoint_every == 0:
            self._save()

    def _save(self) -> None:
        if self.recipe.keep_logits_from is not None:
            self.kept.save(self.work)
        checkpoint.save(self.work / CHECKPOINT, self.module, self.optimiser, self.progress)

    def _evaluate(self) -> None:
        rows = self._evaluation_rows()
        truth, predicted = single_truth(rows), self.predict(rows)[MOODS_HEAD].argmax(axis=1)
        found = macro_f1(truth, predicted, len(MOODS))
        record = {"step": self.progress.step, "accuracy": accuracy(truth, predicted), "macro_f1": found}
        self.progress.evaluations.append(record)
        if found > self.progress.best_f1:
            self.progress.best_f1, self.progress.stale = found, 0
            checkpoint.save_tensors(self.work / BEST, checkpoint.trained(self.module))
        else:
            self.progress.stale += 1
        (self.work / "evaluations.json").write_text(json.dumps(self.progress.evaluations, indent=1))
        for name in ("accuracy", "macro_f1") if self.log else ():
            self.log.add_scalar(f"validation/{name}", record[name], self.progress.step)

    def _evaluation_rows(self) -> list[Example]:
        """Return the validation rows that early stopping looks at: the same draw from all sources every time."""
        rows, wanted = list(self.corpus.validation), self.recipe.evaluation_rows
        return rows if wanted is None or wanted >= len(rows) else random.Random(self.recipe.seed).sample(rows, wanted)

    def predict(self, examples: Sequence[Example], *, precision: str | None = None) -> dict[str, NDArray[np.float32]]:
        """Return each head's logits (n, labels) of `examples`, in order; the recipe's `precision` unless given."""
        import numpy as np
        import torch

        self.module.eval()
        rows = self.encode([example.text for example in examples])
        order = sorted(range(len(rows)), key=lambda at: len(rows[at]))
        logits = {name: np.zeros((len(rows), size), dtype=np.float32) for name, size in self.heads.items()}
        with torch.inference_mode(), self._autocast(precision):
            for start in range(0, len(order), EVALUATION_BATCH):
                part = order[start : start + EVALUATION_BATCH]
                for name, head in zip(self.heads, self._logits([rows[at] for at in part]), strict=True):
                    logits[name][part] = head.float().cpu().numpy()
        return logits

    def encode(self, texts: Sequence[str]) -> list[list[int]]:
        """Return the token ids of each text, special tokens included; the text is normalised as when serving."""
        readable = [spell(normalise(text)) for text in texts]
        return list(self.tokenizer(readable, truncation=True, max_length=self.recipe.max_tokens)["input_ids"])

    def _trained(self) -> dict[str, torch.nn.Parameter]:
        return {name: one for name, one in self.module.named_parameters() if one.requires_grad}

    def _optimiser(self) -> torch.optim.AdamW:
        import torch

        trained = self._trained()
        heads = [one for name, one in trained.items() if name.startswith("heads.")]
        rest = [one for name, one in trained.items() if not name.startswith("heads.")]
        groups = [
            {"params": rest, "initial_lr": self.recipe.learning_rate},
            {"params": heads, "initial_lr": self.recipe.head_learning_rate},
        ]
        return torch.optim.AdamW(groups, lr=self.recipe.learning_rate, weight_decay=self.recipe.weight_decay)

    def _class_weights(self) -> torch.Tensor:
        import torch

        shares = mood_shares(self.corpus.train)
        weights = [max(shares[mood], 1e-3) ** -self.recipe.class_weight_power for mood in MOODS]
        return torch.tensor(weights, device=self.device)


def _tokenizer(place: str) -> Any:
    from transformers import AutoTokenizer

    return AutoTokenizer.from_pretrained(place)


def _log(folder: Path) -> Any:
    """Return a TensorBoard writer into `folder/tensorboard`, or None where TensorBoard is not installed."""
    try:
        from torch.utils.tensorboard import SummaryWriter
    except ImportError:
        return None
    return SummaryWriter(str(folder / "tensorboard"))
