"""The contract that every registered model of voices keeps, on the weights that are committed."""

import inspect
import json
import math
from dataclasses import replace
from functools import cache
from io import BytesIO

import numpy as np
import pytest
import torch

from ml import config, pool, registry, results_table
from ml.audio import decode
from ml.cards import results_table as results_lines
from ml.errors import DeadlineExceeded, InvalidInput, LicenceRefused, SilentAudio
from ml.hear import analyse_voice
from ml.moods import MOODS, VOICE9
from ml.types import SAMPLE_RATE, AudioClip
from ml.voice.classifier import moods_of_classes
from ml.weights import CARD, folder_of
from ml.yardsticks import digest
from tests import voices

MODELS = [spec.name for spec in registry.specs("voice") if registry.expected(spec)]
SECONDS = 3
# torch: rounding as the graph does or not, and the largest gap of a class. A value on the edge of one of 255 steps may
# fall to either side, and eight layers follow.
FORMS = {"rounded": (True, 0.05), "floats": (False, 0.15)}


def _forms(name):
    """Whether a model can be asked for its runtime, and so has two forms of one file."""
    return "runtime" in inspect.signature(type(registry.build(registry.spec(name), config.current()))).parameters


TWO_FORMS = [name for name in MODELS if _forms(name)]


@cache
def spoken(name="two_cities"):
    """Three seconds of somebody reading aloud."""
    sound = BytesIO(voices.speech(name, seconds=SECONDS))
    return decode(sound, max_bytes=10**7, max_seconds=10).part(0, SECONDS)


def clip(samples):
    return AudioClip(np.asarray(samples, dtype=np.float32))


def noise(seconds, level):
    return clip(np.clip(np.random.default_rng(0).normal(0, level, round(seconds * SAMPLE_RATE)), -1, 1))


JUNK = {
    "nothing at all": clip(np.zeros(SAMPLE_RATE)),
    "noise at full scale": noise(2, 1.0),
    "a square wave": clip(np.sign(np.sin(np.arange(SAMPLE_RATE) * 0.1))),
    "a constant": clip(np.ones(SAMPLE_RATE)),
    "one click": clip(np.eye(1, SAMPLE_RATE, 8000)[0]),
    "a whisper of noise": noise(1, 1e-5),
    "the shortest allowed": clip(noise(0.25, 0.1).samples),
    "half a minute": noise(30, 0.05),
}


@pytest.fixture(params=MODELS)
def spec(request):
    return registry.spec(request.param)


@pytest.fixture(autouse=True)
def no_hurry(configure):
    """How busy the machine is is no matter of these tests."""
    configure(deadline_seconds=120)


def read(spec, *clips):
    return pool.get(spec).predict(clips)


def assert_sound(found):
    assert list(found.scores) == list(MOODS)
    assert all(math.isfinite(score) and 0 <= score <= 1 for score in (*found.scores.values(), *found.labels.values()))
    assert sum(found.scores.values()) == pytest.approx(1, abs=1e-6)
    assert sum(found.labels.values()) == pytest.approx(1, abs=1e-6)
    assert 0 <= found.threshold <= 1


def test_moods_are_the_sums_of_a_voices_classes_and_love_is_none_of_them(spec):
    (found,) = read(spec, spoken())
    assert_sound(found)
    assert (found.modality, found.model, found.tier) == ("voice", spec.name, spec.tier)
    assert set(found.labels) <= set(VOICE9)
    assert {"happy", "sad", "angry", "surprised", "neutral"} <= set(found.labels)
    assert found.scores == pytest.approx(moods_of_classes(found.labels))
    assert found.scores["love"] == 0


def test_the_same_recording_is_always_read_the_same(spec):
    first = read(spec, spoken())[0]
    pool.clear()
    assert read(spec, spoken())[0].scores == first.scores


@pytest.mark.parametrize("junk", JUNK.values(), ids=JUNK.keys())
def test_junk_is_read_without_harm(spec, junk):
    assert_sound(read(spec, junk)[0])


def test_a_recordings_neighbours_do_not_change_its_reading(spec):
    clips = [spoken(), JUNK["half a minute"], spoken("beckett").part(0, 1.3)]
    together = read(spec, *clips)
    for one, found in zip(clips, together, strict=True):
        assert found.labels == pytest.approx(read(spec, one)[0].labels, abs=1e-5)


@pytest.mark.parametrize("bad", [np.nan, np.inf])
def test_what_is_no_number_is_refused(spec, bad):
    samples = spoken().samples.copy()
    samples[100] = bad
    with pytest.raises(InvalidInput):
        read(spec, clip(samples))


@pytest.mark.parametrize("bad", [None, "a.wav", clip(np.zeros(3999)), b""], ids=["none", "text", "short", "bytes"])
def test_what_is_no_recording_is_refused(spec, bad):
    with pytest.raises(InvalidInput):
        read(spec, bad)


def test_how_loud_a_recording_is_changes_little(spec):
    """A microphone further away is no other mood; what a model makes of level itself must not rule its reading."""
    near, far = read(spec, spoken(), clip(spoken().samples * 0.25))
    assert sum(abs(near.scores[mood] - far.scores[mood]) for mood in MOODS) / 2 < 0.35


def test_a_recording_is_heard_through_the_front_door(spec):
    heard = analyse_voice(spoken(), words=False, model=spec.name)
    assert_sound(heard.prediction)
    assert (heard.prediction.model, heard.transcript, heard.notes) == (spec.name, None, ("words-off",))
    with pytest.raises(SilentAudio):
        analyse_voice(JUNK["nothing at all"], words=False, model=spec.name)


def test_a_reading_that_comes_too_late_is_an_error(spec):
    with pytest.raises(DeadlineExceeded):
        analyse_voice(spoken(), words=False, model=spec.name, deadline_seconds=1e-6)


# --- Two forms of one file

DEVICES = ["cpu", *(["cuda"] if torch.cuda.is_available() else [])]


@pytest.mark.parametrize("device", DEVICES)
@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("name", TWO_FORMS)
def test_onnx_and_torch_agree(name, form, device):
    quantized, gap = FORMS[form]
    own, served = registry.spec(name), replace(config.current(), device=device, quantized=quantized)
    factory = type(registry.build(own, served))
    graph = factory(own, replace(served, device="cpu", quantized=True), runtime="onnx")
    module = factory(own, served, runtime="torch")
    clips = [spoken(), spoken("beckett").part(0, 1.3), JUNK["half a minute"]]
    for one, other in zip(graph.predict(clips), module.predict(clips), strict=True):
        assert max(abs(one.labels[label] - other.labels[label]) for label in one.labels) < gap
        assert one.mood == other.mood


# --- Honesty


def card_of(spec):
    folder = folder_of(spec, config.current())
    return json.loads((folder / CARD).read_text()) if folder else None


def test_every_model_has_cross_validated_scores_better_than_saying_the_same_always(spec):
    assert {one.dataset for one in spec.held_out} == {"ravdess_moods", "emodb_moods"}
    assert all(one.cross_validated for one in spec.held_out)
    rows = [row for row in results_table.read("voice") if row.model == spec.name]
    assert {row.weights for row in rows} == {digest(spec)}
    commonest = {"ravdess_voice5": 264 / 968, "emodb_emodb7": 100 / 408}
    for row in rows:
        assert row.accuracy_low > commonest.get(row.dataset, 0)
        assert row.accuracy_low <= row.accuracy <= row.accuracy_high


def test_a_trained_models_card_names_whom_it_learned_from_and_shows_its_results(spec):
    if spec.weights is None:
        return
    told = card_of(spec)["trained_on"]
    assert told["corpora"]
    assert len(told["speakers"]) == len(set(told["speakers"])) >= 8
    rows = [row for row in results_table.read("voice") if row.model == spec.name]
    page = (folder_of(spec, config.current()) / "card.md").read_text()
    assert [line for line in results_lines(rows, "voice") if line not in page] == []


def test_a_model_of_research_data_is_refused_where_licences_must_be_permissive(spec, configure):
    configure(licences="permissive")
    if spec.permissive:
        assert registry.candidates("voice", spec.name)[0].name == spec.name
    else:
        assert "non-commercial" in spec.licence
        with pytest.raises(LicenceRefused):
            registry.candidates("voice", spec.name)


def test_the_better_model_stands_first():
    scores = {name: results_table.headline("voice", name).accuracy for name in MODELS}
    assert list(scores) == sorted(scores, key=lambda name: -scores[name])


def test_the_weights_of_voices_stay_small():
    paths = [path for path in config.WEIGHTS_DIR.glob("voice-*/*") if path.suffix != ".md"]
    assert sum(path.stat().st_size for path in paths) <= 12 * 10**6
