"""The voice encoder from its recipe: models fold by fold, or one of all clips, exported and calibrated."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from ml.config import MlConfig
from ml.errors import BadRecipe
from ml.moods import VOICE9
from ml.training import artefact
from ml.training.voice import general, moonshine, recipe
from ml.training.voice.calibrated import calibrated, learned_from, sources_of
from ml.training.voice.conditions import CLEAN
from ml.training.voice.corpora import LabelledClip, labels_by_corpus, read_corpora, read_manifest
from ml.training.voice.encoder import VoiceRun, fresh
from ml.training.voice.export import export
from ml.training.voice.folds import out_of_fold
from ml.training.voice.jobs import RESULTS
from ml.training.voice.losses import ABSENT
from ml.training.voice.recipe import VoiceRecipe
from ml.training.voice.splits import by_speaker
from ml.training.voice.stems import Stems
from ml.types import AudioClip, ModelSpec
from ml.voice.encoder import VoiceEncoder

if TYPE_CHECKING:
    import numpy as np
    import torch
    from numpy.typing import NDArray

    from ml.training.job import Job
    from ml.training.voice.folds import Read

DRIFT: Final = "drift.json"  # of a fold: what 8 bits changed on its clean clips
SERVED: Final = "served"  # the folder of a fold's exported model
NOTES: Final = (
    "Trained on actors who were asked to play a feeling: spontaneous speech is quieter, and mixed.",
    "Two of its classes, calm and boredom, were each asked for in one corpus only.",
)


def train_encoder(path: Path, job: Job) -> Path:
    """Train what the job asks for, return what was written. BadRecipe when recipe, data or package cannot be used."""
    chosen = recipe.load(path)
    if job.folds is not None:
        return ask_folds(chosen, read_manifest(job.folds, job.data), job)
    found = read_corpora(job.data, chosen.corpora)
    if found.not_measured:
        raise BadRecipe(f"{chosen.name}: {', '.join(found.not_measured)} is not in {job.data.name}.")
    return train_all(chosen, found.clips, job, RESULTS / f"{chosen.name}.csv")


def ask_folds(chosen: VoiceRecipe, clips: Sequence[LabelledClip], job: Job, results: Path = RESULTS) -> Path:
    """Train a model a fold, ask it in the form that is served, and return where the tables stand."""
    stems = make_stems(chosen, clips, job)

    def fit(train: Sequence[LabelledClip], work: Path) -> Read:
        module = trained(chosen, train, stems, work, quiet=job.quiet)
        served = write_folder(chosen, module, work / SERVED)

        def read(asked: Sequence[LabelledClip], condition: str) -> NDArray[np.floating[Any]]:
            sounds = [stems.sounds.of(clip, condition) for clip in asked]
            logits = by_product(served, sounds, quiet=job.quiet)
            if condition == CLEAN:
                told = drift(asked, by_module(module, sounds), logits)
                artefact.write_json(work / DRIFT, told)
            return logits

        return read

    out_of_fold(chosen.name, clips, fit, work=job.work, results=results, only=job.only, say=job.say)
    return results


def train_all(chosen: VoiceRecipe, clips: Sequence[LabelledClip], job: Job, folds: Path) -> Path:
    """Train one model of all clips, calibrated by what the folds' models said, and return its folder.

    `folds`: the table that `ask_folds` wrote; BadRecipe without it.
    """
    fitted = calibrated(folds)
    stems = make_stems(chosen, clips, job)
    module = trained(chosen, clips, stems, job.work / "all", quiet=job.quiet)
    folder = write_folder(chosen, module, job.out / chosen.name)
    card = {
        **values_of(chosen),
        **fitted,
        "quantisation": total_drift(job.work),
        "recipe": asdict(chosen),
        "pretrained": moonshine.source(),
        "data": sources_of(clips),
        "trained_on": learned_from(clips),
        "notes": list(NOTES),
    }
    artefact.write_card(folder, chosen.name, card)
    return folder


def make_stems(chosen: VoiceRecipe, clips: Sequence[LabelledClip], job: Job) -> Stems:
    """Return the states of all clips' versions, made where they are not there yet."""
    stems = Stems(chosen, clips, fresh(chosen).get_submodule("stem"), job.work, quiet=job.quiet)
    stems.make()
    return stems


def trained(
    chosen: VoiceRecipe, clips: Sequence[LabelledClip], stems: Stems, work: Path, *, quiet: bool
) -> torch.nn.Module:
    """Train on `clips` (or go on with it), some of whose speakers validate if the recipe says so."""
    train, validation = by_speaker(clips, chosen.validation_share, chosen.seed)
    run = VoiceRun(chosen, train, validation, stems, work, quiet)
    run.run()
    module = run.finished()
    general.fit(module, clips, stems, chosen)
    return module


def values_of(chosen: VoiceRecipe) -> dict[str, Any]:
    """Return what a card must hold for the model to be served."""
    return {"classes": list(VOICE9), "shape": asdict(chosen.shape)}


def write_folder(chosen: VoiceRecipe, module: torch.nn.Module, folder: Path) -> Path:
    """Write the graph and its sidecar, and a card without calibration, and return the folder."""
    export(module, chosen.shape, folder)
    artefact.write_card(folder, chosen.name, {**values_of(chosen), "temperature": 1.0, "threshold": 0.0})
    return folder


def by_product(folder: Path, sounds: Sequence[NDArray[np.float32]], *, quiet: bool = True) -> NDArray[np.float64]:
    """Return the logits (n, 9) of sounds (samples,) as the product computes them from `folder`."""
    import numpy as np
    from tqdm import tqdm

    spec = ModelSpec(folder.name, "voice", "primary", "", folder.name, "", ())
    classifier = VoiceEncoder(spec, MlConfig(device="cpu", weights_dir=folder.parent), "onnx")
    classifier.load()
    rows = [
        classifier.rows([classifier.preprocess(AudioClip(one))])[0]
        for one in tqdm(sounds, unit="clip", disable=quiet or None)
    ]
    return np.stack(rows)


def by_module(module: torch.nn.Module, sounds: Sequence[NDArray[np.float32]]) -> NDArray[np.float32]:
    """Return the logits (n, 9) of sounds (samples,) in full precision."""
    import numpy as np
    import torch

    with torch.inference_mode():
        return np.stack([module(torch.from_numpy(np.array(one))[None])[0][0].numpy() for one in sounds])


def drift(
    clips: Sequence[LabelledClip], full: NDArray[np.floating[Any]], served: NDArray[np.floating[Any]]
) -> dict[str, int]:
    """Count what 8 bits change: right answers before and after, each among the corpus's own classes, and the same."""
    import numpy as np

    known = labels_by_corpus(clips)
    own = np.array([[label in known[clip.corpus] for label in VOICE9] for clip in clips])
    truth = np.array([VOICE9.index(clip.label) for clip in clips])
    one, other = (np.where(own, logits, ABSENT).argmax(axis=1) for logits in (full, served))
    counted = {"right_fp32": one == truth, "right_int8": other == truth, "same": one == other}
    return {"n": len(clips), **{name: int(hits.sum()) for name, hits in counted.items()}}


def total_drift(work: Path) -> dict[str, float]:
    """Return what 8 bits change over all folds below `work`: accuracy among a corpus's classes, and same answers."""
    found = [json.loads(path.read_text(encoding="utf-8")) for path in sorted(work.glob(f"[0-9]*/{DRIFT}"))]
    count = sum(one["n"] for one in found)
    if not count:
        return {}
    named = {"accuracy_fp32": "right_fp32", "accuracy_int8": "right_int8", "same_answer": "same"}
    return {name: round(sum(one[key] for one in found) / count, 4) for name, key in named.items()}
