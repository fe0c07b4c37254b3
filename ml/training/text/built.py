"""Build the graph of a model that is committed as adapters: join the encoder's packages, merge, export, compare.

The committed folder holds what training added; the encoder itself is a hundred times larger and comes from packages
that `make quality` installs. The result stands in the cache folder and is served like any other encoder.
"""

from __future__ import annotations

import logging
import shutil
from collections.abc import Callable
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from ml.config import MlConfig
from ml.drift import SENTENCES, Drift, gaps
from ml.errors import BadRecipe, RuntimeMissing, WeightsCorrupted
from ml.text.encoder import EncoderClassifier
from ml.text.familiarity import FILE
from ml.text.torch_module import assemble
from ml.training.artefact import ADAPTER, write_card
from ml.training.checkpoint import load_tensors, load_trained
from ml.training.text.encoder import adapted
from ml.training.text.export import export
from ml.training.text.pretrained import load_encoder, locate
from ml.training.text.recipe import LoraRecipe
from ml.types import ModelSpec
from ml.weights import Card, verified

if TYPE_CHECKING:
    import numpy as np
    import torch
    from numpy.typing import NDArray

Say = Callable[[str], None]
COPIED: Final = ("tokenizer.json", FILE)
OTHER_MOOD: Final = 0.3  # share of the fixed sentences beyond which a graph is not what it was exported from
OWN_VALUES: Final = frozenset({"name", "labels", "files"})  # of a card; `write_card` makes them anew


def build(spec: ModelSpec, config: MlConfig, say: Say) -> Path:
    """Build the model into the cache folder, whole or not at all, and return its folder.

    BadRecipe for a model that is not built, RuntimeMissing without the packages, WeightsMissing or WeightsCorrupted
    for committed files that are not there or do not fit.
    """
    if spec.place != "cache" or spec.weights is None:
        raise BadRecipe(f"{spec.name} is not built: its weights are committed or fetched.")
    card = verified(config.weights_dir / spec.weights)
    folder = config.cache_dir / spec.weights
    part = folder.with_name(f"{folder.name}.part")
    shutil.rmtree(part, ignore_errors=True)
    try:
        module = _module(card, config.cache_dir / "encoders", say)
        say("exporting the graph in 8 bits …")
        logging.disable(logging.WARNING)  # the quantiser tells of every node
        export(module, part)
    except ImportError as error:
        raise RuntimeMissing(f"{error.name} is not installed: `make quality` installs what building needs.") from error
    finally:
        logging.disable(logging.NOTSET)
    _finish(card, spec, module, part, say)
    shutil.rmtree(folder, ignore_errors=True)
    return part.rename(folder)


def _module(card: Card, cache: Path, say: Say) -> torch.nn.Module:
    """Return the encoder with the adapters merged in, and its heads."""
    try:
        origin = card.values["built_from"]
        heads = {name: len(labels) for name, labels in card.values["heads"].items()}
        say(f"joining {origin['encoder']} …")
        cache.mkdir(parents=True, exist_ok=True)
        encoder = load_encoder(locate(origin["encoder"], cache), 0.0)
        module = assemble(adapted(encoder, LoraRecipe(**origin["lora"])), heads)
        say("merging the adapters …")
        load_trained(module, load_tensors(card.folder / ADAPTER)[0])
    except (KeyError, RuntimeError, TypeError) as error:
        raise WeightsCorrupted(f"{card.folder.name}: card, adapters and encoder do not fit together.") from error
    merged: Any = module.get_submodule("encoder")
    module.add_module("encoder", merged.merge_and_unload())
    return module.eval()


def _finish(card: Card, spec: ModelSpec, module: torch.nn.Module, part: Path, say: Say) -> None:
    """Add what else the classifier reads, and a card; refuse a graph that differs from its module."""
    for name in card.files.keys() & set(COPIED):
        shutil.copy(card.folder / name, part / name)
    values = {name: value for name, value in card.values.items() if name not in OWN_VALUES}
    write_card(part, spec.name, values)
    say("comparing it with the module it was exported from …")
    found = _compared(module, part)
    say(f"{found.other_mood:.1%} of {found.n} sentences get another mood; mean gap {found.mean_gap:.4f}")
    if found.other_mood > OTHER_MOOD:
        raise WeightsCorrupted(f"{spec.name}: the graph reads {found.other_mood:.0%} of the sentences otherwise.")
    write_card(part, spec.name, {**values, "built": asdict(found)})


def _compared(module: torch.nn.Module, folder: Path) -> Drift:
    """Read the fixed sentences by the graph, and once more with the module in its place."""
    import torch

    spec = ModelSpec(folder.name, "text", "primary", "", folder.name, "", ("en",))
    classifier = EncoderClassifier(spec, MlConfig(device="cpu", weights_dir=folder.parent), "onnx")
    graph = classifier.predict(SENTENCES)

    def run(ids: NDArray[np.int64], mask: NDArray[np.int64]) -> NDArray[np.float32]:
        with torch.inference_mode():
            outputs: NDArray[np.float32] = torch.cat(module(torch.tensor(ids), torch.tensor(mask)), dim=1).numpy()
        return outputs

    classifier.run = run
    return gaps("floats", graph, classifier.predict(SENTENCES))
