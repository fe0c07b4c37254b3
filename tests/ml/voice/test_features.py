"""What librosa and NumPy measure of a voice, and the linear head over it."""

import csv
from dataclasses import replace

import numpy as np
import pytest
from safetensors.numpy import save_file

from ml import registry
from ml.config import MlConfig
from ml.errors import WeightsCorrupted
from ml.training.artefact import write_card
from ml.training.job import Job
from ml.training.voice import whole
from ml.training.voice.jobs import train_voice
from ml.types import SAMPLE_RATE, AudioClip
from ml.voice.features import NAMES, FeatureClassifier, measured
from ml.voice.measures import frames, prosody
from tests.ml.voice import tiny_voices

RECIPE = 'kind = "librosa"\nname = "voice-librosa"\ncorpora = ["ravdess"]\n'


@pytest.fixture(scope="module")
def trained(tmp_path_factory):
    """The results of both folds, and the folder of a head fitted on four speakers' synthetic voices."""
    folder = tmp_path_factory.mktemp("librosa")
    folds = tiny_voices.write(folder / "data", each=1)
    (folder / "librosa.toml").write_text(RECIPE)
    job = Job(folder / "data", None, folder / "work", folder / "out", lambda _: None, quiet=True, folds=folds)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(whole, "RESULTS", folder / "results")
        train_voice(folder / "librosa.toml", job)
        made = train_voice(folder / "librosa.toml", replace(job, folds=None))
    return folder / "results" / "voice-librosa.csv", made


def model(folder):
    return FeatureClassifier(registry.spec("voice-librosa"), MlConfig(weights_dir=folder.parent, device="cpu"))


# --- Measures


@pytest.mark.parametrize("hertz", [90, 180, 360])
def test_the_pitch_is_found_in_a_low_and_in_a_high_voice(hertz):
    found = frames(tiny_voices.voice(hertz))
    heard = 100 * 2 ** (np.median(found.semitones[found.voiced]) / 12)
    assert heard == pytest.approx(hertz, rel=0.04)
    assert found.voiced.sum() > 0.8 * found.speech.sum()


def test_noise_has_no_pitch():
    noise = np.random.default_rng(0).normal(size=SAMPLE_RATE).astype(np.float32)
    told = prosody(frames(noise))
    assert told.voiced < 0.05


def test_pace_counts_syllables_and_effort_hears_brightness():
    slow, quick = (prosody(frames(tiny_voices.voice(150, 3, syllables=rate))) for rate in (2, 5))
    assert (slow.pace, quick.pace) == (pytest.approx(2, abs=0.6), pytest.approx(5, abs=0.8))
    dull, bright = (prosody(frames(tiny_voices.voice(150, brightness=one))) for one in (0.4, 0.9))
    assert bright.effort > dull.effort + 10


def test_how_loud_it_was_recorded_changes_nothing():
    samples = tiny_voices.voice(150)
    assert measured(samples / 7) == pytest.approx(measured(samples), rel=0.02, abs=0.05)
    assert prosody(frames(samples / 7)).vector() == pytest.approx(prosody(frames(samples)).vector(), abs=0.01)


@pytest.mark.parametrize(
    "samples", [np.zeros(4_000), np.ones(4_000), tiny_voices.voice(150, 0.25)], ids=["silence", "a step", "short"]
)
def test_whatever_is_heard_there_is_a_number_for_every_name(samples):
    found = measured(samples.astype(np.float32))
    assert found.shape == (len(NAMES),)
    assert np.isfinite(found).all()


# --- The head


def test_it_tells_new_speakers_what_it_learned_from_others(trained):
    table, _ = trained
    clean = [row for row in csv.DictReader(table.open()) if row["condition"] == "clean"]
    assert len(clean) == 8
    assert all((float(row["happy"]) > float(row["sad"])) == (row["label"] == "happy") for row in clean)


def test_what_is_served_is_what_was_fitted(trained):
    _, folder = trained
    happy, sad = model(folder).predict([AudioClip(tiny_voices.like(label, 700)) for label in ("happy", "sad")])
    assert (happy.mood, sad.mood) == ("joy", "sadness")
    assert happy.scores["love"] == 0


def test_a_head_for_other_features_is_refused(tmp_path):
    folder = tmp_path / "voice-librosa"
    folder.mkdir()
    small = {name: np.zeros(3, np.float32) for name in ("centre", "spread", "bias")}
    save_file({**small, "weights": np.zeros((3, 9), np.float32)}, folder / "model.safetensors")
    write_card(folder, "voice-librosa", {"temperature": 1.0, "threshold": 0.5})
    with pytest.raises(WeightsCorrupted, match="other features"):
        model(folder).load()
