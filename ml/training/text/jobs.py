"""From a recipe to a folder of weights: read, clean, train, calibrate on validation, write."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ml.config import WEIGHTS_DIR, MlConfig
from ml.errors import BadRecipe
from ml.training import artefact
from ml.training.job import Job
from ml.training.text import recipe
from ml.training.text.data import Corpus, assemble, mood_shares, single_truth
from ml.training.text.multilingual_recipe import MultilingualRecipe
from ml.training.text.provenance import provenance
from ml.training.text.recipe import EncoderRecipe, LexiconRecipe, LinearRecipe

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray


def train_text(path: Path, job: Job) -> Path:
    """Run a text recipe and return the folder written. BadRecipe when recipe, data or package cannot be used."""
    chosen = recipe.load(path)
    corpus = read_corpus(chosen, job)
    if isinstance(chosen, LexiconRecipe):
        return calibrate_lexicon(chosen, corpus, job)
    if unseen := [mood for mood, share in mood_shares(corpus.train).items() if not share]:
        raise BadRecipe(f"{chosen.name}: no training row is of the mood {', '.join(unseen)}.")
    if isinstance(chosen, EncoderRecipe):
        from ml.training.text.encoder_job import train_encoder

        return train_encoder(chosen, corpus, job)
    if isinstance(chosen, MultilingualRecipe):
        from ml.training.text.multilingual import train_multilingual

        return train_multilingual(chosen, corpus, job)
    return train_linear(chosen, corpus, job)


def read_corpus(chosen: recipe.Recipe, job: Job) -> Corpus:
    """Read and clean the recipe's sets, and say what was left out."""
    try:
        corpus = assemble(job.data, chosen.data, job.eval_dir)
    except (FileNotFoundError, KeyError) as error:
        raise BadRecipe(f"{chosen.name}: {error} is not in {job.data.name}.") from error
    for source, count in corpus.counts.items():
        duplicates = f"{count.exact_duplicates} exact and {count.near_duplicates} near duplicates of tests left out"
        job.say(f"{source}: {count.kept} of {count.read} rows kept, {duplicates}")
    job.say(f"{len(corpus.train)} training and {len(corpus.validation)} validation rows")
    return corpus


def train_linear(chosen: LinearRecipe, corpus: Corpus, job: Job) -> Path:
    """Fit, write vocabulary and weights, and calibrate what will be served."""
    import numpy as np
    from safetensors.numpy import save_file

    from ml.training.text.linear import fit

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
    from ml.training.text.lexicon import fit

    fitted = fit(corpus.validation)
    values = artefact.calibrate(fitted.logits(corpus.validation), single_truth(corpus.validation))
    folder = CALIBRATION.parent if job.out == WEIGHTS_DIR else job.out
    return artefact.write_json(folder / CALIBRATION.name, {"name": chosen.name, **asdict(fitted), **values}).parent


def _finish(chosen: recipe.Recipe, corpus: Corpus, folder: Path, values: dict[str, Any], factory: str) -> Path:
    """Write the card twice: a provisional one to serve with, then the one that holds the calibration."""
    artefact.write_card(folder, chosen.name, {**values, "temperature": 1.0, "threshold": 0.0})
    logits = served_logits(chosen.name, factory, folder, corpus)
    fitted = artefact.calibrate(logits, single_truth(corpus.validation))
    artefact.write_card(folder, chosen.name, {**values, **fitted, **provenance(chosen, corpus)})
    return folder


def served_logits(name: str, factory: str, folder: Path, corpus: Corpus) -> NDArray[np.float64]:
    """Return the validation logits (n, moods) as the product computes them from `folder`."""
    from ml.registry import build as build_classifier
    from ml.text.normalise import normalise
    from ml.types import ModelSpec

    spec = ModelSpec(name, "text", "primary", factory, folder.name, "", ("en",))
    classifier = build_classifier(spec, MlConfig(device="cpu", weights_dir=folder.parent))
    classifier.load()
    return classifier.rows([classifier.preprocess(normalise(example.text)) for example in corpus.validation])
