"""Primary tier: the fine-tuned encoder. ONNX Runtime on the CPU, torch on CUDA, from the same file."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

from ml.base import Classifier, Prepared, resolve_device
from ml.config import MlConfig
from ml.errors import RuntimeMissing, WeightsCorrupted
from ml.moods import MOODS
from ml.text.emoji import spell
from ml.types import NO_WORDS, ModelSpec
from ml.weights import Card

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray
    from tokenizers import Tokenizer


class Runner(Protocol):
    """Computes logits (n, moods) from token ids and mask, both (n, tokens) int64."""

    def __call__(self, ids: NDArray[np.int64], mask: NDArray[np.int64]) -> NDArray[np.float32]: ...


@dataclass(frozen=True, slots=True)
class TokenIds:
    """The token ids of one text, special tokens included."""

    ids: tuple[int, ...]

    def __len__(self) -> int:
        return len(self.ids)


class EncoderClassifier(Classifier):
    """Reads `model.onnx`, `tokenizer.json` and, for torch, `torch.json`.

    `runtime` "onnx" or "torch" forces one; by default torch serves CUDA and ONNX Runtime everything else.
    """

    tokenizer: Tokenizer
    run: Runner

    def __init__(self, spec: ModelSpec, config: MlConfig, runtime: str | None = None) -> None:
        super().__init__(spec, config)
        self.device = "cpu" if runtime == "onnx" else resolve_device(config.device)
        self.runtime = runtime or ("torch" if self.device == "cuda" else "onnx")
        self.precision = "int8 weights, fp32" if self.runtime == "torch" else "int8"

    def load_weights(self, card: Card) -> None:
        """Read tokenizer and graph. RuntimeMissing where the runtime's library is not installed."""
        self.tokenizer = load_tokenizer(card.folder, int(card.values["max_tokens"]))
        try:
            self.run = self._torch(card.folder) if self.runtime == "torch" else self._onnx(card.folder)
        except ImportError as error:
            raise RuntimeMissing(f"{self.runtime} is not installed.") from error

    def preprocess(self, text: str) -> Prepared:
        """Return the token ids; "truncated" when the text is longer than the model reads, "no-words" without any.

        An emoji counts as the words that it is spelled out to.
        """
        spelled = spell(text)
        encoding = self.tokenizer.encode(spelled)
        warnings = ("truncated",) if encoding.overflowing else ()
        known = any(character.isalnum() for character in spelled)
        return Prepared(TokenIds(tuple(encoding.ids)), warnings if known else (*warnings, NO_WORDS))

    def forward(self, features: Sequence[TokenIds]) -> NDArray[np.floating[Any]]:
        """Return the logits (n, moods).

        ONNX Runtime reads one text at a time: the 8-bit graph takes one scale from everything in a batch, so a text's
        answer would depend on its neighbours; and padding eats what batching would save on a CPU. torch reads texts of
        one length together (the batch comes sorted by length), each with a scale of its own.
        """
        import numpy as np

        alike = [list(group) for _, group in groupby(features, key=len)] if self.runtime == "torch" else None
        return np.concatenate(
            [self.run(*pad([item.ids for item in part])) for part in alike or zip(features, strict=True)]
        )

    def _onnx(self, folder: Path) -> Runner:
        import onnxruntime
        from onnxruntime.capi import onnxruntime_pybind11_state as failures

        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads, options.inter_op_num_threads = self.config.threads, 1
        options.add_session_config_entry("session.intra_op.allow_spinning", "0")
        options.log_severity_level = 3
        try:
            session = onnxruntime.InferenceSession(folder / "model.onnx", options, ["CPUExecutionProvider"])
        except (failures.Fail, failures.InvalidGraph, failures.InvalidProtobuf, failures.RuntimeException) as error:
            raise WeightsCorrupted(f"{self.spec.name}: the graph cannot be read.") from error

        def run(ids: NDArray[np.int64], mask: NDArray[np.int64]) -> NDArray[np.float32]:
            return session.run(["logits"], {"input_ids": ids, "attention_mask": mask})[0]  # type: ignore[no-any-return]

        return run

    def _torch(self, folder: Path) -> Runner:
        import torch

        from ml.text.torch_module import load_module

        module = load_module(folder, len(MOODS)).to(self.device)

        def run(ids: NDArray[np.int64], mask: NDArray[np.int64]) -> NDArray[np.float32]:
            inputs = (torch.from_numpy(array).to(self.device) for array in (ids, mask))
            return module(*inputs).float().cpu().numpy()  # type: ignore[no-any-return]

        return run


def load_tokenizer(folder: Path, max_tokens: int) -> Tokenizer:
    """Return the folder's tokenizer, cutting at `max_tokens` (special tokens included), without padding."""
    from tokenizers import Tokenizer

    tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
    tokenizer.no_padding()
    tokenizer.enable_truncation(max_tokens)
    return tokenizer


def pad(rows: Sequence[Sequence[int]]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Return ids and mask, both (rows, longest), padded with 0 on the right."""
    import numpy as np

    ids = np.zeros((len(rows), max(map(len, rows))), dtype=np.int64)
    mask = np.zeros_like(ids)
    for at, row in enumerate(rows):
        ids[at, : len(row)] = row
        mask[at, : len(row)] = 1
    return ids, mask
