"""From a recipe to a folder of weights: read, clean, train, calibrate on validation, write."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ml.config import WEIGHTS_DIR, MlConfig
from ml.errors import BadRecipe
from ml.training import artefact, recipe
from ml.training.data import Corpus, build, mood_shares, single_truth
from ml.training.recipe import EncoderRecipe, LexiconRecipe, LinearRecipe

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

SERVED_TOKENS = 256  # read when serving; training cuts earlier, and the card says so
Say = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Job:
    """Where a run reads and writes. `eval_dir`: manifests whose rows no training row may repeat."""

    data: Path
    eval_dir: Path | None
    work: Path  # checkpoints
    out: Path  # the model's folder is made here
    say: Say
    quiet: bool = False


def train_text(path: Path, job: Job) -> Path:
    """Run a text recipe and return the folder written. BadRecipe when recipe, data or package cannot be used."""
    chosen = recipe.load(path)
    corpus = read_corpus(chosen, job)
    if isinstance(chosen, LexiconRecipe):
        return calibrate_lexicon(chosen, corpus, job)
    if unseen := [mood for mood, share in mood_shares(corpus.train).items() if not share]:
        raise BadRecipe(f"{chosen.name}: no training row is of the mood {', '.join(unseen)}.")
    if isinstance(chosen, EncoderRecipe):
        return train_encoder(chosen, corpus, job)
    return train_linear(chosen, corpus, job)


def read_corpus(chosen: recipe.Recipe, job: Job) -> Corpus:
    """Read and clean the recipe's sets, and say what was left out."""
    data = chosen.data
    try:
        corpus = build(
            job.data,
            sources=data.sources,
            validation=data.validation,
            eval_dir=job.eval_dir,
            multi_label=data.multi_label,
        )
    except (FileNotFoundError, KeyError) as error:
        raise BadRecipe(f"{chosen.name}: {error} is not in {job.data.name}.") from error
    for source, count in corpus.counts.items():
        duplicates = f"{count.exact_duplicates} exact and {count.near_duplicates} near duplicates left out"
        job.say(f"{source}: {count.kept} of {count.read} rows kept, {duplicates}")
    job.say(f"{len(corpus.train)} training and {len(corpus.validation)} validation rows")
    return replace(corpus, train=corpus.train[: data.limit]) if data.limit else corpus


def train_encoder(chosen: EncoderRecipe, corpus: Corpus, job: Job) -> Path:
    """Fine-tune (or resume), export the best state, and calibrate what will be served: the 8-bit graph."""
    from ml.training.checkpoint import load_tensors
    from ml.training.encoder import BEST, EncoderRun, package_folder
    from ml.training.export import export

    run = EncoderRun(chosen, corpus, job.work, job.quiet)
    progress = run.run()
    run.module.load_state_dict(load_tensors(job.work / BEST)[0])
    source, folder = package_folder(chosen), job.out / chosen.name
    export(run.module, json.loads((source / "config.json").read_text()), folder)
    shutil.copy(source / "tokenizer.json", folder / "tokenizer.json")
    values = {"max_tokens": SERVED_TOKENS, "training": {k: v for k, v in asdict(progress).items() if k != "stale"}}
    full = run.predict(corpus.validation, precision="fp32")
    return _finish(chosen, corpus, folder, values, "ml.text.encoder.EncoderClassifier", full)


def train_linear(chosen: LinearRecipe, corpus: Corpus, job: Job) -> Path:
    """Fit, write vocabulary and weights, and calibrate what will be served."""
    import numpy as np
    from safetensors.numpy import save_file

    from ml.training.linear import fit

    fitted = fit(chosen, corpus)
    folder = job.out / chosen.name
    folder.mkdir(parents=True, exist_ok=True)
    spaces = {"word": fitted.words, "char": fitted.characters}
    tensors = {f"{name}_idf": space.idf_.astype(np.float32) for name, space in spaces.items()}
    weights = np.ascontiguousarray(fitted.regression.coef_.T.astype(np.float16))
    bias = fitted.regression.intercept_.astype(np.float32)
    save_file({**tensors, "weights": weights, "bias": bias}, folder / "model.safetensors")
    terms = {name: space.get_feature_names_out().tolist() for name, space in spaces.items()}
    artefact.write_json(folder / "vocabulary.json", terms)
    ngrams = {"word": chosen.word_ngrams, "char": chosen.char_ngrams}
    values = {"ngrams": ngrams, "training": {"validation_macro_f1_by_strength": fitted.tried}}
    return _finish(chosen, corpus, folder, values, "ml.text.linear.LinearClassifier")


def calibrate_lexicon(chosen: LexiconRecipe, corpus: Corpus, job: Job) -> Path:
    """Fit bias, temperature and threshold of the word list; they are written beside it, or to another `job.out`."""
    from ml.text.lexicon import CALIBRATION
    from ml.training.lexicon import fit

    fitted = fit(corpus.validation)
    values = artefact.calibrate(fitted.logits(corpus.validation), single_truth(corpus.validation))
    folder = CALIBRATION.parent if job.out == WEIGHTS_DIR else job.out
    return artefact.write_json(folder / CALIBRATION.name, {"name": chosen.name, **asdict(fitted), **values}).parent


def _finish(
    chosen: recipe.Recipe,
    corpus: Corpus,
    folder: Path,
    values: dict[str, Any],
    factory: str,
    full: NDArray[np.float32] | None = None,
) -> Path:
    """Write the card twice: a provisional one to serve with, then the one that holds the calibration.

    `full` are the validation logits before quantisation; with them the card tells what 8 bits cost.
    """
    artefact.write_card(folder, chosen.name, {**values, "temperature": 1.0, "threshold": 0.0})
    logits = served_logits(chosen.name, factory, folder, corpus)
    fitted = artefact.calibrate(logits, single_truth(corpus.validation))
    if full is not None:
        fitted["quantisation"] = artefact.drift(full, logits, single_truth(corpus.validation))
    artefact.write_card(folder, chosen.name, {**values, **fitted, **artefact.provenance(chosen, corpus)})
    return folder


def served_logits(name: str, factory: str, folder: Path, corpus: Corpus) -> NDArray[np.float64]:
    """Return the validation logits (n, moods) as the product computes them from `folder`."""
    from ml.registry import build as build_classifier
    from ml.text.normalise import normalise
    from ml.types import ModelSpec

    spec = ModelSpec(name, "text", "primary", factory, folder.name, "", ("en",))
    classifier = build_classifier(spec, MlConfig(device="cpu", weights_dir=folder.parent))
    classifier.load()
    return classifier.logits([classifier.preprocess(normalise(example.text)) for example in corpus.validation])
