"""Cleaning, batching, calibration, and training runs of a few rows that are real from recipe to weights."""

import json

import numpy as np
import pytest
import torch

from ml.calibration import abstention_threshold, fit_temperature, softmax
from ml.config import MlConfig
from ml.errors import BadRecipe
from ml.moods import MOODS
from ml.registry import build as build_classifier
from ml.training.batches import batch_order
from ml.training.job import Job
from ml.training.text import linear, recipe
from ml.training.text.data import build, merge, mood_shares
from ml.training.text.dedup import DuplicateIndex
from ml.training.text.encoder import EncoderRun
from ml.training.text.jobs import train_text
from ml.training.text.leaks import protected_texts
from ml.training.text.linear import normalised
from ml.training.text.readers import LabelledText
from ml.types import ModelSpec
from tests.ml.conftest import ENCODER, filler

LONG = "yesterday evening we walked along the river for hours and talked about everything that went wrong this year"
LINEAR = """
kind = "linear"
name = "text-tiny"
min_df = 1
strengths = [1.0]
[data]
sources = ["dair", "meld"]
validation = ["dair", "meld"]
"""


def manifest(folder, *texts):
    folder.mkdir()
    (folder / "test.csv").write_text("input,label\n" + "".join(f'"{text}",joy\n' for text in texts))
    return folder


def test_exact_duplicates_differ_in_case_and_punctuation_only():
    index = DuplicateIndex(["I am SO happy!", "😀😀"])
    found = index.find(["i am so happy", "so happy i am", "😀😀", "😀"])
    assert found.exact == {0, 2}
    assert found.near == frozenset()


def test_a_planted_near_duplicate_is_found():
    index = DuplicateIndex([LONG, "something else entirely that nobody wrote"])
    found = index.find([LONG.replace("wrong", "right"), LONG[:50], "a text of its own about cats"])
    assert found.near == {0}


def test_training_rows_never_repeat_tests_or_validation(tiny_data, tmp_path):
    planted_train = f"What a lovely, sunny day number {filler(3)}!"
    planted_validation = f"The dark room {filler(101)} terrifies me."
    planted = manifest(tmp_path / "eval", planted_train, planted_validation)
    corpus = build(tiny_data, sources=["dair"], validation=["dair"], eval_dir=planted, multi_label="soft")
    train = {example.text for example in corpus.train}
    validation = {example.text for example in corpus.validation}
    assert f"what a lovely sunny day number {filler(3)}" not in train
    assert f"the dark room {filler(101)} terrifies me" not in validation
    assert corpus.counts["dair"].exact_duplicates == 1
    assert corpus.validation_dropped == 1
    assert not DuplicateIndex([*protected_texts(planted), *validation]).find(sorted(train)).all


def test_repeated_rows_share_their_moods():
    rows = [LabelledText("oh well", (), (mood,), "meld") for mood in ("joy", "joy", "sadness", "fear")]
    (example,) = merge(rows)
    shares = dict(zip(MOODS, example.target, strict=True))
    assert (shares["joy"], shares["sadness"], shares["fear"]) == (0.5, 0.25, 0.25)
    assert mood_shares([example])["joy"] == 0.5


def test_batches_hold_every_row_once_and_like_lengths_together():
    lengths = [n % 40 + 1 for n in range(1000)]
    batches = batch_order(lengths, 16, seed=1, epoch=0)
    assert sorted(at for batch in batches for at in batch) == list(range(1000))
    assert np.mean([max(lengths[at] for at in batch) - min(lengths[at] for at in batch) for batch in batches]) < 4
    assert batches == batch_order(lengths, 16, seed=1, epoch=0)
    assert batches != batch_order(lengths, 16, seed=1, epoch=1)


def test_temperature_undoes_overconfidence():
    random = np.random.default_rng(3)
    logits = random.normal(size=(4000, 8)) * 1.5
    truth = np.array([random.choice(8, p=row) for row in softmax(logits)])
    assert fit_temperature(logits * 3, truth) == pytest.approx(3, rel=0.1)


def test_threshold_is_the_smallest_that_keeps_the_promise():
    truth = np.zeros(4, dtype=int)
    scores = np.array([[0.9, 0.1], [0.8, 0.2], [0.4, 0.6], [0.45, 0.55]])
    assert abstention_threshold(scores, truth, 1.0) == pytest.approx(0.61)
    assert abstention_threshold(scores, truth, 0.5) == pytest.approx(0.01)
    assert abstention_threshold(scores, 1 - truth, 1.0) == 0.99


@pytest.mark.parametrize(
    "text", ["kind = 'oracle'", "kind = 'linear'", "kind = 'linear'\nname = 'x'\nspeed = 3\n", "not toml ["]
)
def test_a_bad_recipe_is_refused(tmp_path, text):
    path = tmp_path / "bad.toml"
    path.write_text(text)
    with pytest.raises(BadRecipe):
        recipe.load(path)


def test_missing_data_is_named(tmp_path):
    path = tmp_path / "r.toml"
    path.write_text(LINEAR)
    with pytest.raises(BadRecipe, match="dair"):
        train_text(path, Job(tmp_path, None, tmp_path, tmp_path, print))


@pytest.fixture
def job(tiny_data, tmp_path):
    return Job(tiny_data, None, tmp_path / "work", tmp_path / "out", lambda line: None, quiet=True)


@pytest.fixture
def recipe_file(tmp_path):
    def write(text):
        path = tmp_path / "recipe.toml"
        path.write_text(text)
        return path

    return write


def served(folder, factory):
    """The classifier that serves a folder of weights."""
    spec = ModelSpec(folder.name, "text", "primary", factory, folder.name, "MIT", ("en",))
    classifier = build_classifier(spec, MlConfig(device="cpu", weights_dir=folder.parent))
    classifier.load()
    return classifier


def corpus_of(job):
    sets = ["dair", "meld"]
    return build(job.data, sources=sets, validation=sets, eval_dir=None, multi_label="soft")


def test_training_without_a_mood_is_refused(job, recipe_file):
    path = recipe_file(LINEAR.replace('["dair", "meld"]', '["dair"]'))
    with pytest.raises(BadRecipe, match="disgust, neutral"):
        train_text(path, job)


def test_linear_training_serves_what_scikit_learn_computes(job, recipe_file):
    path = recipe_file(LINEAR)
    classifier = served(train_text(path, job), "ml.text.linear.LinearClassifier")
    texts = [*normalised(corpus_of(job).validation), "nothing of this was seen before", "YUCK!! so gross 😀 can't"]
    expected = linear.fit(recipe.load(path), corpus_of(job)).logits(texts)
    found = classifier.rows([classifier.preprocess(text) for text in texts])
    assert np.abs(found - expected).max() < 0.01  # weights are stored as 16-bit floats
    assert (found.argmax(axis=1) == expected.argmax(axis=1)).all()


def test_card_tells_data_duplicates_calibration_and_checksums(job, recipe_file):
    card = json.loads((train_text(recipe_file(LINEAR), job) / "card.json").read_text())
    assert set(card["files"]) == {"model.safetensors", "vocabulary.json"}
    assert card["data"]["meld"]["licence"].startswith("MELD")
    assert card["data"]["dair"]["read"] == 120
    assert card["temperature"] > 0
    assert card["validation"]["n"] == len(corpus_of(job).validation)


def test_encoder_training_goes_on_after_a_kill_as_if_nothing_happened(job, recipe_file, tiny_encoder):
    chosen = recipe.load(recipe_file(ENCODER))
    straight = EncoderRun(chosen, corpus_of(job), job.work / "straight", job.cache, quiet=True)
    straight.run(stop_after=5)
    EncoderRun(chosen, corpus_of(job), job.work / "killed", job.cache, quiet=True).run(
        stop_after=4
    )  # its checkpoint is of step 3
    resumed = EncoderRun(chosen, corpus_of(job), job.work / "killed", job.cache, quiet=True)
    assert resumed.progress.step == 3
    resumed.run(stop_after=5)
    expected, found = straight.module.state_dict(), resumed.module.state_dict()
    assert [name for name in expected if not torch.equal(expected[name], found[name])] == []


def test_encoder_training_learns_and_exports_one_file_for_both_runtimes(job, recipe_file, tiny_encoder):
    path = recipe_file(ENCODER.replace("epochs = 1.0", "epochs = 12\nlearning_rate = 5e-3\nhead_learning_rate = 5e-3"))
    folder = train_text(path, job)
    card = json.loads((folder / "card.json").read_text())
    assert card["validation"]["accuracy"] > 0.6  # chance is 1/8
    assert set(card["files"]) == {"model.onnx", "tokenizer.json", "torch.json"}
    (prediction,) = served(folder, "ml.text.encoder.EncoderClassifier").predict(["yuck, that smells disgusting"])
    assert sum(prediction.scores.values()) == pytest.approx(1)


def test_word_list_calibration_is_fitted_on_validation_rows(job, recipe_file):
    job.out.mkdir()
    path = recipe_file('kind = "lexicon"\nname = "words"\n[data]\nsources = []\nvalidation = ["dair", "meld"]\n')
    values = json.loads((train_text(path, job) / "lexicon_calibration.json").read_text())
    assert set(values["bias"]) == set(values["silent"]) == set(MOODS)
    assert values["validation"]["n"] == len(corpus_of(job).validation)


def test_unfamiliar_text_gets_the_calibration_of_a_source_left_out(job, recipe_file, tiny_encoder):
    lines = [f'{n},neutral,her,"@you heading out to shop {filler(n)} http://t.co/{n}"' for n in range(60)]
    lines += [f'{n},worry,him,"@you late again for exam {filler(n)} ugh http://t.co/{n}"' for n in range(60, 120)]
    folder = job.data / "crowdflower"
    folder.mkdir()
    (folder / "text_emotion.csv").write_text("\n".join(["tweet_id,sentiment,author,content", *lines]) + "\n")
    left_out = 'left_out = ["crowdflower"]\nlearning_rate = 5e-3\nhead_learning_rate = 5e-3\n[data]'
    folder = train_text(recipe_file(ENCODER.replace("[data]", left_out).replace("1.0", "8")), job)
    card = json.loads((folder / "card.json").read_text())
    assert card["unfamiliar"]["sources"] == ["crowdflower"]
    assert card["unfamiliar"]["bias"][MOODS.index("disgust")] == 0  # no row of that source is of that mood
    assert card["splits"]["train"]["n"] > card["splits"]["validation"]["n"] > 0
    classifier = served(folder, "ml.text.encoder.EncoderClassifier")
    known, strange = classifier.predict([f"what a lovely sunny day number {filler(3)}", lines[70].split('"')[1]])
    assert (known.unfamiliar, strange.unfamiliar) == (False, True)


def test_a_source_cannot_be_trained_on_and_left_out(recipe_file):
    with pytest.raises(BadRecipe, match="meld"):
        recipe.load(recipe_file(ENCODER.replace("[data]", 'left_out = ["meld"]\n[data]')))
