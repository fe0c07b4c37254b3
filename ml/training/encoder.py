"""Fine-tuning of an encoder: AdamW, linear warm-up and decay, class weights, early stopping, resume after a kill."""

from __future__ import annotations

import itertools
import json
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Final

from ml.metrics import accuracy, macro_f1
from ml.moods import MOODS
from ml.text.emoji import spell
from ml.text.encoder import load_tokenizer, pad
from ml.text.normalise import normalise
from ml.text.torch_module import build_module
from ml.training import checkpoint
from ml.training.batches import batch_order
from ml.training.checkpoint import Progress
from ml.training.data import Corpus, Example, mood_shares, single_truth
from ml.training.recipe import EncoderRecipe

if TYPE_CHECKING:
    import numpy as np
    import torch
    from numpy.typing import NDArray
    from tokenizers import Tokenizer

CHECKPOINT: Final = "checkpoint.safetensors"
BEST: Final = "best.safetensors"
EVALUATION_BATCH: Final = 128


def package_folder(recipe: EncoderRecipe) -> Path:
    """Return the folder of the recipe's package that holds config, tokenizer and weights. ImportError without it."""
    from importlib.resources import files

    return Path(str(files(recipe.package))) / recipe.folder


def pretrained(recipe: EncoderRecipe) -> torch.nn.Module:
    """Return the module with the package's encoder weights and a fresh head."""
    import torch

    folder = package_folder(recipe)
    torch.manual_seed(recipe.seed)
    module = build_module(json.loads((folder / "config.json").read_text()), len(MOODS), recipe.dropout)
    tensors, _ = checkpoint.load_tensors(folder / "model.safetensors")
    encoder: torch.nn.Module = module.get_submodule("encoder")
    wanted = {name.removeprefix("bert."): tensor for name, tensor in tensors.items() if "pooler" not in name}
    encoder.load_state_dict({name: wanted[name] for name in encoder.state_dict()})
    return module


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
    quiet: bool = False
    progress: Progress = field(default_factory=Progress)

    def __post_init__(self) -> None:
        import torch

        self.module = pretrained(self.recipe)
        self.optimiser = self._optimiser()
        self.tokenizer = load_tokenizer(package_folder(self.recipe), self.recipe.max_tokens)
        self.rows = encode(self.tokenizer, [example.text for example in self.corpus.train])
        self.targets = torch.tensor([example.target for example in self.corpus.train])
        self.weights = self._class_weights()
        if (self.work / CHECKPOINT).exists():
            self.progress = checkpoint.restore(self.work / CHECKPOINT, self.module, self.optimiser)

    @property
    def total_steps(self) -> int:
        """Steps that the recipe's epochs come to."""
        each = -(-len(self.rows) // self.recipe.batch_size)
        return max(1, round(each * self.recipe.epochs))

    def run(self, stop_after: int | None = None) -> Progress:
        """Train until the schedule ends, patience runs out, or (`stop_after`) that step: what a kill would do."""
        from tqdm import tqdm

        started = time.monotonic() - self.progress.seconds
        bar = tqdm(total=self.total_steps, initial=self.progress.step, unit="step", disable=self.quiet)
        for batch in self._batches():
            if (done := self._done(started)) >= 1.0 or self.progress.stale >= self.recipe.patience:
                break
            factor = schedule(max(done, 1 / self.total_steps), self.recipe.warmup)
            bar.set_postfix(loss=f"{self._step(batch, factor):.3f}", f1=f"{self.progress.best_f1:.4f}")
            bar.update()
            self.progress.seconds = time.monotonic() - started
            self._housekeeping()
            if self.progress.step == stop_after:
                return self.progress
        bar.close()
        self.progress.seconds = time.monotonic() - started
        if not self.progress.evaluations or self.progress.evaluations[-1]["step"] != self.progress.step:
            self._evaluate()
        checkpoint.save(self.work / CHECKPOINT, self.module, self.optimiser, self.progress)
        self._cool_down()
        return self.progress

    def _cool_down(self) -> None:
        """Go back to the best state and let the learning rate run out from there; validation decides as ever.

        Early stopping leaves a state whose learning rate is still high; this settles it without training on.
        """
        from tqdm import tqdm

        steps, best = self.recipe.cool_down_steps, self.work / BEST
        if self.progress.cooled or not steps:
            return
        self.module.load_state_dict(checkpoint.load_tensors(best)[0])
        self.optimiser = self._optimiser()
        order = batch_order([len(row) for row in self.rows], self.recipe.batch_size, self.recipe.seed, -1)
        for at, batch in enumerate(tqdm(order[:steps], unit="step", disable=self.quiet)):
            self._step(batch, self.recipe.cool_down_rate * (1 - at / steps))
        self._evaluate()
        self.progress.cooled = True
        checkpoint.save(self.work / CHECKPOINT, self.module, self.optimiser, self.progress)

    def _done(self, started: float) -> float:
        """Return the share of the schedule behind us: by steps, or by the time budget if that is further."""
        by_time = (time.monotonic() - started) / (self.recipe.minutes * 60) if self.recipe.minutes else 0.0
        return max(self.progress.step / self.total_steps, by_time)

    def _batches(self) -> Iterator[list[int]]:
        lengths = [len(row) for row in self.rows]
        epochs = (batch_order(lengths, self.recipe.batch_size, self.recipe.seed, epoch) for epoch in itertools.count())
        return itertools.islice(itertools.chain.from_iterable(epochs), self.progress.step, self.total_steps)

    def _step(self, batch: Sequence[int], factor: float) -> float:
        """Take one step at `factor` of the recipe's learning rates and return the loss."""
        import torch

        self.module.train()
        for group in self.optimiser.param_groups:
            group["lr"] = group["initial_lr"] * factor
        with torch.autocast("cpu", torch.bfloat16, enabled=self.recipe.precision == "bf16"):
            logits = self._logits([self.rows[at] for at in batch])
        loss = soft_cross_entropy(logits.float(), self.targets[list(batch)], self.weights)
        loss.backward()  # type: ignore[no-untyped-call]
        torch.nn.utils.clip_grad_norm_(self.module.parameters(), 1.0)
        self.optimiser.step()
        self.optimiser.zero_grad()
        self.progress.step += 1
        return loss.item()

    def _logits(self, rows: Sequence[Sequence[int]]) -> torch.Tensor:
        import torch

        ids, mask = pad(rows)
        logits: torch.Tensor = self.module(torch.from_numpy(ids), torch.from_numpy(mask))
        return logits

    def _housekeeping(self) -> None:
        if self.progress.step % self.recipe.evaluate_every == 0:
            self._evaluate()
        if self.progress.step % self.recipe.checkpoint_every == 0:
            checkpoint.save(self.work / CHECKPOINT, self.module, self.optimiser, self.progress)

    def _evaluate(self) -> None:
        truth, predicted = single_truth(self.corpus.validation), self.predict(self.corpus.validation).argmax(axis=1)
        found = macro_f1(truth, predicted, len(MOODS))
        record = {"step": self.progress.step, "accuracy": accuracy(truth, predicted), "macro_f1": found}
        self.progress.evaluations.append(record)
        if found > self.progress.best_f1:
            self.progress.best_f1, self.progress.stale = found, 0
            checkpoint.save_tensors(self.work / BEST, dict(self.module.state_dict()))
        else:
            self.progress.stale += 1
        (self.work / "evaluations.json").write_text(json.dumps(self.progress.evaluations, indent=1))

    def predict(self, examples: Sequence[Example], *, precision: str | None = None) -> NDArray[np.float32]:
        """Return the logits (n, moods) of `examples`, in their order; `precision` as the recipe's unless given."""
        import numpy as np
        import torch

        self.module.eval()
        rows = encode(self.tokenizer, [example.text for example in examples])
        order = sorted(range(len(rows)), key=lambda at: len(rows[at]))
        logits = np.zeros((len(rows), len(MOODS)), dtype=np.float32)
        half = (precision or self.recipe.precision) == "bf16"
        with torch.inference_mode(), torch.autocast("cpu", torch.bfloat16, enabled=half):
            for start in range(0, len(order), EVALUATION_BATCH):
                part = order[start : start + EVALUATION_BATCH]
                logits[part] = self._logits([rows[at] for at in part]).float().numpy()
        return logits

    def _optimiser(self) -> torch.optim.AdamW:
        import torch

        encoder, head = self.module.get_submodule("encoder"), self.module.get_submodule("head")
        groups = [
            {"params": list(encoder.parameters()), "initial_lr": self.recipe.learning_rate},
            {"params": list(head.parameters()), "initial_lr": self.recipe.head_learning_rate},
        ]
        return torch.optim.AdamW(groups, lr=self.recipe.learning_rate, weight_decay=self.recipe.weight_decay)

    def _class_weights(self) -> torch.Tensor:
        import torch

        shares = mood_shares(self.corpus.train)
        return torch.tensor([max(shares[mood], 1e-3) ** -self.recipe.class_weight_power for mood in MOODS])


def soft_cross_entropy(logits: torch.Tensor, target: torch.Tensor, weights: torch.Tensor) -> torch.Tensor:
    """Return the weighted cross-entropy of soft targets, averaged by weight; logits and target (n, moods)."""
    mass = target * weights
    loss: torch.Tensor = -(mass * logits.log_softmax(dim=1)).sum() / mass.sum()
    return loss


def encode(tokenizer: Tokenizer, texts: Sequence[str]) -> list[list[int]]:
    """Return the token ids of each text, special tokens included; the text is normalised as when serving."""
    encodings = tokenizer.encode_batch([spell(normalise(text)) for text in texts])
    return [encoding.ids for encoding in encodings]
