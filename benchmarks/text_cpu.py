"""`python -m benchmarks.text_cpu --manifest FILE.csv`: CPU time a sentence, ours beside plain transformers, in one run.

Ours is the product's own reading at batch 1, from the raw text to calibrated moods. Plain is what a first service does
with the same weights: its tokenizer, the fp32 torch module, batch 1, softmax. Both on one thread, text by text in turn.
"""

import argparse
import csv
import statistics
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from ml.config import CACHE_DIR, MlConfig
from ml.registry import build, spec
from ml.text.encoder import EncoderClassifier

Read = Callable[[str], object]


def texts_of(manifest: Path, rows: int) -> list[str]:
    """Return the first distinct sentences of the manifest's `input` column."""
    with manifest.open(newline="", encoding="utf-8") as file:
        return list(dict.fromkeys(row["input"] for row in csv.DictReader(file)))[:rows]


def ours(name: str, config: MlConfig) -> Read:
    """Return the product's way: all it does between a text and its reading."""
    classifier = build(spec(name), config)
    classifier.load()
    return lambda text: classifier.predict([text])


def plain(name: str, config: MlConfig) -> Read:
    """Return the plain way with the same weights as floats."""
    import torch
    from transformers import PreTrainedTokenizerFast

    from ml.text.torch_module import load_module

    torch.set_num_threads(1)
    classifier = build(spec(name), config)
    if not isinstance(classifier, EncoderClassifier):
        raise SystemExit(f"{name} is no encoder.")
    card = classifier.load()
    heads = {
        head: len(labels) for head, labels in (card.values.get("heads") or {"logits": card.values["labels"]}).items()
    }
    module = load_module(card.folder, heads, rounded=False)
    made: Any = PreTrainedTokenizerFast
    tokenizer = made(tokenizer_file=str(card.folder / "tokenizer.json"))

    def read(text: str) -> object:
        inputs = tokenizer(text, return_tensors="pt", truncation=True, max_length=classifier.window)
        with torch.no_grad():
            return module(inputs["input_ids"], inputs["attention_mask"])[0].softmax(-1).tolist()

    return read


def measure(ways: dict[str, Read], texts: list[str], warm: int = 20) -> dict[str, list[float]]:
    """Return the CPU milliseconds of each text for each way, the ways in turn on every text."""
    seen: dict[str, list[float]] = {way: [] for way in ways}
    for at, text in enumerate([*texts[:warm], *texts]):
        for way, read in ways.items():
            started = time.process_time()
            read(text)
            if at >= min(warm, len(texts)):
                seen[way].append((time.process_time() - started) * 1000)
    return seen


def main() -> None:
    parser = argparse.ArgumentParser(prog="benchmarks.text_cpu", description=__doc__)
    parser.add_argument("--manifest", type=Path, required=True, help="CSV with an `input` column of real sentences")
    parser.add_argument("--rows", type=int, default=400)
    parser.add_argument("--model", action="append", help="an encoder (default: text-minilm); may be given again")
    parser.add_argument("--cache", type=Path, default=CACHE_DIR, help="where a built model stands")
    options = parser.parse_args()
    texts = texts_of(options.manifest, options.rows)
    config = MlConfig(device="cpu", cache_dir=options.cache)
    print("| model | sentences | ours, CPU ms (mean, median) | plain transformers, CPU ms | ratio of means |")
    print("| --- | --- | --- | --- | --- |")
    for name in options.model or ["text-minilm"]:
        seen = measure({"ours": ours(name, config), "plain": plain(name, config)}, texts)
        means = {way: statistics.mean(times) for way, times in seen.items()}
        medians = {way: statistics.median(times) for way, times in seen.items()}
        cells = [f"{means[way]:.2f}, {medians[way]:.2f}" for way in seen]
        print(f"| {name} | {len(texts)} | {' | '.join(cells)} | {means['ours'] / means['plain']:.2f} |")


if __name__ == "__main__":
    main()
