"""Rules of thumb about how a mood sounds: what they say, and what data teaches them."""

import csv
import json
from dataclasses import replace

import numpy as np
import pytest

from ml import registry
from ml.config import MlConfig
from ml.errors import WeightsCorrupted
from ml.moods import VOICE9
from ml.training.artefact import write_card
from ml.training.job import Job
from ml.training.voice import whole
from ml.training.voice.jobs import train_voice
from ml.types import AudioClip
from ml.voice.prosody import NAMES, RULES, ProsodyRules, logits
from tests.ml.voice import tiny_voices

RECIPE = 'kind = "prosody"\nname = "voice-prosody"\ncorpora = ["ravdess"]\n'


@pytest.fixture(scope="module")
def trained(tmp_path_factory):
    folder = tmp_path_factory.mktemp("prosody")
    folds = tiny_voices.write(folder / "data", each=1)
    (folder / "prosody.toml").write_text(RECIPE)
    job = Job(folder / "data", None, folder / "work", folder / "out", lambda _: None, quiet=True, folds=folds)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(whole, "RESULTS", folder / "results")
        train_voice(folder / "prosody.toml", job)
        made = train_voice(folder / "prosody.toml", replace(job, folds=None))
    return folder / "results" / "voice-prosody.csv", made


def model(folder):
    return ProsodyRules(registry.spec("voice-prosody"), MlConfig(weights_dir=folder.parent, device="cpu"))


def said(**measures):
    """What the rules make of measures that are so many spreads from the middle."""
    row = np.array([[measures.get(name, 0.0) for name in NAMES]])
    found = logits(row, np.zeros(len(NAMES)), np.ones(len(NAMES)), np.zeros(len(VOICE9)), 1.0)[0]
    return dict(zip(VOICE9, found, strict=True))


def test_every_class_has_rules_over_measures_that_exist():
    assert set(RULES) == set(VOICE9)
    assert {name for rules in RULES.values() for name in rules} <= set(NAMES)


@pytest.mark.parametrize(
    ("measures", "first"),
    [
        ({"effort": 2.0, "swing": 1.0}, "angry"),
        ({"span": 2.0, "ending": 2.0}, "surprised"),
        ({"level": 2.0, "pace": 2.0}, "fearful"),
    ],
)
def test_a_voice_of_one_kind_is_read_as_the_rules_say(measures, first):
    found = said(**measures)
    assert max(found, key=found.get) == first


def test_a_low_dull_slow_voice_is_none_of_the_lively_moods():
    found = said(level=-1.0, effort=-1.0, pace=-1.0)
    assert min(found[name] for name in ("sad", "calm")) > max(found[name] for name in ("angry", "happy", "surprised"))


def test_what_is_far_out_counts_as_at_the_edge():
    assert said(effort=50.0) == pytest.approx(said(effort=3.0))


def test_it_tells_new_speakers_what_it_learned_from_others(trained):
    table, _ = trained
    clean = [row for row in csv.DictReader(table.open()) if row["condition"] == "clean"]
    assert len(clean) == 8
    assert all((float(row["happy"]) > float(row["sad"])) == (row["label"] == "happy") for row in clean)


def test_its_card_holds_all_that_it_needs_and_nothing_more_is_read(trained):
    _, folder = trained
    assert [path.name for path in folder.iterdir()] == ["card.json"]
    fitted = json.loads((folder / "card.json").read_text())["fitted"]
    assert set(fitted) == {"centre", "spread", "bias", "weight"}
    happy, sad = model(folder).predict([AudioClip(tiny_voices.like(label, 700)) for label in ("happy", "sad")])
    assert happy.scores["joy"] > sad.scores["joy"]
    assert sad.scores["sadness"] > happy.scores["sadness"]


def test_a_card_without_its_numbers_is_refused(tmp_path):
    (tmp_path / "voice-prosody").mkdir()
    write_card(tmp_path / "voice-prosody", "voice-prosody", {"temperature": 1.0, "threshold": 0.5})
    with pytest.raises(WeightsCorrupted, match="what the rules need"):
        model(tmp_path / "voice-prosody").load()
