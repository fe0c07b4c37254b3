"""From an encoder's recipe to its folder: train or resume, export, calibrate what will be served, write the card."""

from __future__ import annotations

import random
import shutil
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from ml.moods import GOEMOTIONS, MOODS
from ml.text import slow_tokenizer
from ml.text.familiarity import FILE
from ml.training import artefact
from ml.training.checkpoint import load_tensors, load_trained
from ml.training.text import outputs
from ml.training.text.data import Corpus, Example, single_truth, target
from ml.training.text.encoder import BEST, EncoderRun
from ml.training.text.export import export
from ml.training.text.losses import LABELS_HEAD, MOODS_HEAD
from ml.training.text.provenance import provenance
from ml.training.text.readers import read
from ml.training.text.recipe import EncoderRecipe

if TYPE_CHECKING:
    from ml.training.job import Job

FAMILIAR_ROWS: Final = 2_500  # training rows that say what familiar texts look like
LEFT_OUT_ROWS: Final = 3_000  # rows of sources never trained on, for the modest calibration


def train_encoder(chosen: EncoderRecipe, corpus: Corpus, job: Job) -> Path:
    """Fine-tune (or resume), and write the folder of the best state.

    A fully trained encoder is written as the graph that is served. Under adapters only these are written, since they
    are small; the graph is built from them and the pretrained encoder (`ml.training.text.built`), here to calibrate it.
    """
    run = EncoderRun(chosen, corpus, job.work, job.cache, job.quiet)
    progress = run.run()
    load_trained(run.module, load_tensors(job.work / BEST)[0])
    full = run.predict(corpus.validation, precision="fp32") if not chosen.lora else None
    folder = job.out / chosen.name
    folder.mkdir(parents=True, exist_ok=True)
    graph = folder
    values: dict[str, Any] = _values(run)
    if chosen.lora:
        artefact.write_adapter(run.module, folder)
        values["built_from"] = {"encoder": chosen.encoder, "lora": asdict(chosen.lora)}
        run.module.encoder = run.module.encoder.merge_and_unload()  # type: ignore[union-attr, operator]
        graph = job.work / "built" / chosen.name
    export(run.module.cpu(), graph)
    slow_tokenizer.save(run.tokenizer, graph)
    fitted = _calibrated(chosen, corpus, job, graph, values)
    if full is not None:
        fitted["quantisation"] = fitted.pop("drift")(full[MOODS_HEAD])
    if graph != folder:
        if chosen.left_out:
            shutil.copy(graph / FILE, folder / FILE)
        slow_tokenizer.save(run.tokenizer, folder)
    fitted.pop("drift", None)
    training = {key: value for key, value in asdict(progress).items() if key != "stale"}
    card = {**values, **fitted, "training": training, **provenance(chosen, corpus)}
    for each in {folder, graph}:
        artefact.write_card(each, chosen.name, card)
    return folder


def _values(run: EncoderRun) -> dict[str, Any]:
    named = {name: GOEMOTIONS if name == LABELS_HEAD else MOODS for name in run.heads}
    width = int(run.module.encoder.config.hidden_size)  # type: ignore[union-attr, arg-type]
    return {"max_tokens": run.recipe.max_tokens, "heads": {k: list(v) for k, v in named.items()}, "width": width}


def _calibrated(chosen: EncoderRecipe, corpus: Corpus, job: Job, graph: Path, values: dict[str, Any]) -> dict[str, Any]:
    """Serve the graph with a provisional card, and fit on its outputs what the card is to hold."""
    provisional = {"temperature": 1.0, "threshold": 0.0, "label_temperature": 1.0}
    artefact.write_card(graph, chosen.name, {**values, **provisional, "label_thresholds": {}})
    reader = outputs.Reader(graph, quiet=job.quiet)
    singles = reader.read(corpus.validation)
    logits, truth = singles.parts[MOODS_HEAD], single_truth(corpus.validation)
    fitted = artefact.calibrate(logits, truth)
    if LABELS_HEAD in singles.parts:
        fitted |= outputs.fit_labels(reader.read(corpus.labelled))
    if chosen.left_out:
        train = reader.read(sample(corpus.train, FAMILIAR_ROWS, chosen.seed))
        fitted["splits"] = {"train": outputs.split_scores(train), "validation": outputs.split_scores(singles)}
        fitted["unfamiliar"] = outputs.fit_unfamiliar(
            train, singles, reader.read(_left_out(chosen, job)), chosen.familiar_share, graph
        )
    return {**fitted, "drift": lambda full: artefact.drift(full, logits, truth)}


def _left_out(chosen: EncoderRecipe, job: Job) -> list[Example]:
    """Return rows of one mood of the sources that the recipe never trains on."""
    rows = [row for source in chosen.left_out for row in read(job.data, source, "train") if len(row.moods) == 1]
    examples = [Example(row.text, target(row.moods), row.source, row.labels) for row in rows]
    return sample(examples, LEFT_OUT_ROWS, chosen.seed)


def sample(examples: Sequence[Example], size: int, seed: int) -> list[Example]:
    """Return `size` of the examples drawn at random, or all of them."""
    return list(examples) if len(examples) <= size else random.Random(seed).sample(list(examples), size)
