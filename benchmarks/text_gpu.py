"""`python -m benchmarks.text_gpu --manifest FILE.csv`: sentences a second on a GPU, and what share of its peak that is.

The peak is measured here, with large matrix products in the same precision. The work of a sentence is counted as two
operations a weight of every linear layer and token; attention's own products and the padding are left out, so the share
is a floor.
"""

import argparse
import time
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from benchmarks.text_cpu import texts_of
from ml.base import torch_precision
from ml.config import CACHE_DIR, MlConfig
from ml.registry import build, spec
from ml.text.encoder import EncoderClassifier

SIDE = 8192


@dataclass(frozen=True)
class Speed:
    """Sentences and operations a second, and the peak of matrix products (operations a second)."""

    sentences: float
    work: float
    peak: float


def peak(precision: str, side: int = SIDE, rounds: int = 20) -> float:
    """Return the operations a second of square matrix products on the GPU."""
    import torch

    kind = {"bf16": torch.bfloat16, "fp16": torch.float16, "fp32": torch.float32}[precision]
    one, other = (torch.randn(side, side, device="cuda", dtype=kind) for _ in range(2))
    one @ other
    torch.cuda.synchronize()
    started = time.perf_counter()
    for _ in range(rounds):
        one @ other
    torch.cuda.synchronize()
    return 2 * side**3 * rounds / (time.perf_counter() - started)


def measure(name: str, texts: list[str], config: MlConfig, rounds: int = 5) -> Speed:
    """Read `texts` several times at the configured batch size, tokenisation left out."""
    import torch

    classifier = build(spec(name), config)
    if not isinstance(classifier, EncoderClassifier):
        raise SystemExit(f"{name} is no encoder.")
    classifier.load()
    prepared: Any = [classifier.preprocess(text) for text in texts]
    tokens = sum(len(one.features) for one in prepared)
    classifier.rows(prepared)
    torch.cuda.synchronize()
    started = time.perf_counter()
    for _ in range(rounds):
        classifier.rows(prepared)
    torch.cuda.synchronize()
    took = (time.perf_counter() - started) / rounds
    return Speed(len(texts) / took, 2 * _weights(classifier) * tokens / took, peak(torch_precision(config, "cuda")))


def _weights(classifier: EncoderClassifier) -> int:
    """Return how many weights the encoder's linear layers have."""
    import torch

    from ml.text.torch_module import load_module

    card = classifier.load()
    heads = {
        head: len(labels) for head, labels in (card.values.get("heads") or {"logits": card.values["labels"]}).items()
    }
    layers = load_module(card.folder, heads).get_submodule("encoder").modules()
    return sum(layer.weight.numel() for layer in layers if isinstance(layer, torch.nn.Linear))


def main() -> None:
    parser = argparse.ArgumentParser(prog="benchmarks.text_gpu", description=__doc__)
    parser.add_argument("--manifest", type=Path, required=True, help="CSV with an `input` column of real sentences")
    parser.add_argument("--rows", type=int, default=8192)
    parser.add_argument("--batch", type=int, default=256)
    parser.add_argument("--model", default="text-minilm")
    parser.add_argument("--cache", type=Path, default=CACHE_DIR, help="where a built model stands")
    options = parser.parse_args()
    import torch

    if not torch.cuda.is_available():
        raise SystemExit("No CUDA device: nothing was measured.")
    texts = texts_of(options.manifest, options.rows)
    base = MlConfig(device="cuda", batch_size=options.batch, cache_dir=options.cache)
    print(f"{torch.cuda.get_device_name()}, {options.model}, batch {options.batch}, {len(texts)} sentences")
    print("| precision | sentences/s | TFLOP/s | peak measured, TFLOP/s | share |\n| --- | --- | --- | --- | --- |")
    for precision in ("bf16", "fp16"):
        found = measure(options.model, texts, replace(base, precision=precision))
        cells = (f"{found.sentences:.0f}", f"{found.work / 1e12:.1f}", f"{found.peak / 1e12:.0f}")
        print(f"| {precision} | {' | '.join(cells)} | {found.work / found.peak:.1%} |")


if __name__ == "__main__":
    main()
