"""The log-mel network: its spectrograms, its training from a recipe, and its two forms."""

import csv
import json
from dataclasses import replace
from statistics import mean

import librosa
import onnx
import pytest

from ml import registry
from ml.config import MlConfig
from ml.errors import BadRecipe, WeightsCorrupted
from ml.moods import VOICE9
from ml.training.artefact import write_card
from ml.training.job import Job
from ml.training.voice import whole
from ml.training.voice.conditions import CONDITIONS
from ml.training.voice.jobs import train_voice
from ml.training.voice.vary_logmel import Varied, VaryRecipe
from ml.types import SAMPLE_RATE, AudioClip
from ml.voice.cnn import LogMelCnn
from ml.voice.logmel import HOP, MELS, WINDOW, log_mel, normalised
from tests.ml.voice import tiny_voices

RECIPE = """
kind = "cnn"
name = "voice-cnn"
corpora = ["ravdess"]
channels = [4, 4, 8]
hidden = 8
epochs = 12
batch_size = 8
learning_rate = 2e-2
average = 0.9
[vary]
frames = 40
"""


@pytest.fixture(scope="module")
def trained(tmp_path_factory):
    """The folder of results and that of a model trained, by the recipe, on four speakers' synthetic voices."""
    folder = tmp_path_factory.mktemp("cnn")
    folds = tiny_voices.write(folder / "data")
    (folder / "cnn.toml").write_text(RECIPE)
    job = Job(folder / "data", None, folder / "work", folder / "out", lambda _: None, quiet=True, folds=folds)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(whole, "RESULTS", folder / "results")
        train_voice(folder / "cnn.toml", job)
        made = train_voice(folder / "cnn.toml", replace(job, folds=None))
    return folder / "results", made


def model(folder, runtime=None, **values):
    spec = registry.spec("voice-cnn")
    return LogMelCnn(spec, MlConfig(weights_dir=folder.parent, device="cpu", **values), runtime)


# --- Spectrograms


def test_the_spectrogram_is_librosas():
    samples = tiny_voices.voice(180)
    power = librosa.feature.melspectrogram(
        y=samples, sr=SAMPLE_RATE, n_fft=WINDOW, hop_length=HOP, n_mels=MELS, center=False
    )
    assert log_mel(samples) == pytest.approx(librosa.power_to_db(power, top_db=None), abs=1e-3)


def test_how_loud_it_was_recorded_does_not_show():
    samples = tiny_voices.voice(180)
    assert normalised(log_mel(samples / 8)) == pytest.approx(normalised(log_mel(samples)), abs=1e-3)


def test_what_is_varied_stays_even_and_is_the_same_for_the_same_seed():
    import torch

    rows = torch.arange(4)
    every = [log_mel(tiny_voices.like(label, seed)) for label in ("happy", "sad") for seed in (1, 2)]
    recipe = VaryRecipe(frames=40, rows_hidden=0, frames_hidden=0)
    one, same, other = (Varied(every, recipe, seed).draw(rows) for seed in (1, 1, 2))
    assert one.shape == (4, MELS, 40)
    assert torch.equal(one, same)
    assert not torch.equal(one, other)
    assert one.mean(dim=(1, 2)).tolist() == pytest.approx([0] * 4, abs=1e-3)
    assert one.std(dim=(1, 2)).tolist() == pytest.approx([1] * 4, abs=1e-2)


# --- Training


def test_it_learns_what_it_is_shown_and_tells_it_of_new_speakers(trained):
    results, _ = trained
    rows = list(csv.DictReader((results / "voice-cnn.csv").open()))
    assert {row["condition"] for row in rows} == set(CONDITIONS)
    clean = [row for row in rows if row["condition"] == "clean"]
    assert len(clean) == 16
    right = [(float(row["happy"]) > float(row["sad"])) == (row["label"] == "happy") for row in clean]
    assert mean(right) >= 0.9


def test_its_card_says_whom_it_heard_and_how_it_was_calibrated(trained):
    _, folder = trained
    card = json.loads((folder / "card.json").read_text())
    assert card["trained_on"]["speakers"] == [f"ravdess-{at:02d}" for at in range(1, 5)]
    assert len(card["trained_on"]["clips"].split()) == 16
    assert card["validation"]["n"] == 16
    assert card["validation"]["ece"] <= card["validation"]["ece_before"] + 1e-9
    assert card["data"]["ravdess"]["clips"] == 16
    assert str(folder) not in (folder / "card.json").read_text()


def test_it_is_not_written_before_the_folds_were_asked(tmp_path, monkeypatch):
    monkeypatch.setattr(whole, "RESULTS", tmp_path)
    with pytest.raises(BadRecipe, match="ask them first"):
        whole.write_card(tmp_path, {"name": "voice-cnn"}, (), {})


def test_a_recipe_that_wants_a_split_by_clip_is_refused(tmp_path):
    (tmp_path / "cnn.toml").write_text(RECIPE.replace("hidden = 8", 'hidden = 8\nsplit = "clip"'))
    with pytest.raises(BadRecipe, match="speaker"):
        train_voice(tmp_path / "cnn.toml", Job(tmp_path, None, tmp_path, tmp_path, print))


# --- Serving


def test_both_forms_agree_and_read_like_one_by_one(trained):
    _, folder = trained
    clips = [AudioClip(tiny_voices.like(label, 900 + at)) for at, label in enumerate(("happy", "sad", "happy"))]
    clips.append(AudioClip(tiny_voices.voice(200, 0.3)))
    clips.append(AudioClip(tiny_voices.voice(200, 23)))
    onnx_form, torch_form = model(folder, "onnx"), model(folder, "torch")
    together = onnx_form.predict(clips)
    for clip, one, other in zip(clips, together, torch_form.predict(clips), strict=True):
        assert dict(other.labels) == pytest.approx(dict(one.labels), abs=1e-4)
        assert dict(onnx_form.predict([clip])[0].labels) == pytest.approx(dict(one.labels), abs=1e-6)
    assert [one.mood for one in together[:3]] == ["joy", "sadness", "joy"]
    assert sum(together[0].labels.values()) == pytest.approx(1)
    assert tuple(together[0].labels) == VOICE9


def test_its_graph_tells_nothing_of_where_it_was_made(trained):
    _, folder = trained
    graph = onnx.load(folder / "model.onnx")
    assert not any(node.metadata_props or node.doc_string for node in graph.graph.node)
    assert b".py" not in graph.SerializeToString()


@pytest.mark.parametrize("runtime", ["onnx", "torch"])
def test_a_graph_that_is_none_is_refused(trained, tmp_path, runtime):
    _, folder = trained
    broken = tmp_path / "voice-cnn"
    broken.mkdir()
    whole_one = json.loads((folder / "card.json").read_text())
    graph = onnx.load(folder / "model.onnx")
    del graph.graph.initializer[0]
    (broken / "model.onnx").write_bytes(graph.SerializeToString())
    write_card(broken, "voice-cnn", {name: whole_one[name] for name in ("temperature", "threshold", "shape")})
    with pytest.raises(WeightsCorrupted):
        model(broken, runtime).load()
