"""Precision, floats or 8 bits, batch size, licences, and the checks that speak of them."""

import json

import numpy as np
import pytest
from django.core.management import call_command

from benchmarks import text_cpu
from ml import registry
from ml.analyse import analyse_text, analyse_texts, models_status
from ml.base import torch_precision
from ml.checks import chosen_model_can_be_meant, licences_leave_models, weights_are_there
from ml.config import BadConfig, MlConfig, from_settings
from ml.errors import LicenceRefused, NoUsableModel
from ml.moods import MOODS
from ml.registry import build

HAPPY = "I am so happy today"
TEXTS = [HAPPY, "what he said yesterday makes me furious", "no", "the rain does not stop, and I miss her so much"]


# --- What torch computes in


@pytest.mark.parametrize(
    "values",
    [
        {"device": "cpu", "precision": "fp16"},
        {"device": "cpu", "precision": "fp16", "quantized": False},
        {"device": "cpu", "precision": "bf16"},
        {"precision": "fp8"},
        {"licences": "mine"},
        {"batch_size": 0},
    ],
)
def test_values_that_cannot_work_together_are_refused(values):
    with pytest.raises(BadConfig):
        MlConfig(**values)


def test_settings_are_read_by_their_names(tmp_path):
    config = from_settings({"QUANTIZED": False, "CACHE_DIR": str(tmp_path), "TEXT_LABELS": None, "BATCH_SIZE": 8})
    assert (config.quantized, config.cache_dir, config.text_labels, config.batch_size) == (False, tmp_path, None, 8)


@pytest.mark.parametrize(
    ("values", "runtime", "precision"),
    [
        ({}, "onnx", "int8"),
        ({"quantized": False}, "torch", "int8 weights, fp32"),
        ({"quantized": False, "precision": "bf16"}, "torch", "int8 weights, bf16"),
    ],
)
def test_the_cpu_runs_the_8_bit_graph_or_floats_as_configured(values, runtime, precision):
    classifier = build(registry.spec("text-minilm"), MlConfig(device="cpu", **values))
    assert (classifier.runtime, classifier.precision) == (runtime, precision)


def test_where_auto_has_to_take_the_cpu_fp16_becomes_fp32():
    assert torch_precision(MlConfig(precision="fp16"), "cpu") == "fp32"
    assert torch_precision(MlConfig(precision="fp16"), "cuda") == "fp16"


def test_floats_read_windows_of_any_lengths_together_as_one_by_one(configure):
    configure(device="cpu", quantized=False)
    classifier = build(registry.spec("text-minilm"), MlConfig(device="cpu", quantized=False, batch_size=3))
    classifier.load()
    classifier.pads = True  # as on a GPU
    prepared = [classifier.preprocess(text) for text in TEXTS]
    alone = np.concatenate([classifier.rows([one]) for one in prepared])
    assert np.abs(classifier.rows(prepared) - alone).max() < 1e-4


def test_the_batch_size_does_not_change_a_reading(configure):
    together = analyse_texts(TEXTS, model="text-minilm")
    configure(batch_size=1)
    assert [one.scores for one in analyse_texts(TEXTS, model="text-minilm")] == [one.scores for one in together]


# --- Licences


@pytest.fixture
def permissive(configure):
    configure(licences="permissive")


def test_only_permissive_models_answer(permissive):
    prediction = analyse_text(HAPPY)
    assert registry.spec(prediction.model).permissive
    assert prediction.warnings == ()


def test_asking_for_a_refused_one_is_an_error(permissive):
    with pytest.raises(LicenceRefused):
        analyse_text(HAPPY, model="text-minilm")


def test_nothing_that_remains_is_an_error(permissive, monkeypatch):
    kept = {name: spec for name, spec in registry._registered.items() if not spec.permissive}
    monkeypatch.setattr("ml.registry._registered", kept)
    with pytest.raises(NoUsableModel, match="permissive"):
        analyse_text(HAPPY)
    assert "ml.E001" in [message.id for message in weights_are_there(None)]


def test_the_status_names_who_is_refused_and_who_answers(permissive):
    found = {status.spec.name: status for status in models_status()}
    assert not found["text-minilm"].allowed
    assert not found["text-minilm"].active
    (active,) = [name for name, status in found.items() if status.active]
    assert registry.spec(active).permissive


def test_check_and_models_say_what_remains(permissive, capsys):
    (message,) = licences_leave_models(None)
    assert "text-lexicon" in message.msg.partition("refuses")[0]
    assert "text-minilm" in message.msg.partition("refuses")[2]
    call_command("models")
    table = capsys.readouterr().out
    assert "EMOTION_MODEL_LICENCES=permissive leaves" in table
    assert "refused" in next(line for line in table.splitlines() if " text-minilm " in line)


def test_a_chosen_model_that_is_refused_is_warned_of(configure):
    configure(licences="permissive", text_model="text-linear")
    assert "ml.W003" in [message.id for message in licences_leave_models(None)]


@pytest.mark.parametrize("named", ["text-minlm", "ensemble:average:text-minilm,text-oracle"])
def test_a_name_that_is_nothing_is_warned_of(configure, named, tmp_path):
    configure(text_model=named, cache_dir=tmp_path)
    assert [message.id for message in chosen_model_can_be_meant(None)] == ["ml.W002"]


@pytest.mark.parametrize(
    "named", ["", "text-linear", "someone/model", "someone/model@main", "ensemble:best:text-minilm,text-linear"]
)
def test_a_name_that_is_something_is_not(configure, named, tmp_path):
    configure(text_model=named, cache_dir=tmp_path)
    assert chosen_model_can_be_meant(None) == []


def test_any_registered_model_may_be_put_first(configure):
    configure(text_model="text-linear")
    prediction = analyse_text(HAPPY)
    assert (prediction.model, prediction.warnings) == ("text-linear", ())


def test_a_permissive_model_says_so_only_of_permissive_data():
    """Of every committed model that calls itself permissive, the card lists no other licence."""
    for spec in registry.specs("text"):
        folder = MlConfig().weights_dir / (spec.weights or "")
        if spec.permissive and spec.weights and (folder / "card.json").exists():
            card = json.loads((folder / "card.json").read_text())
            assert {source["licence"].split(": ")[1] for source in card["data"].values()} <= {
                "Apache-2.0",
                "MIT",
                "CC BY 4.0",
            }


def test_the_benchmark_measures_one_model_in_two_ways():
    config = MlConfig(device="cpu")
    read, plain = text_cpu.ours("text-minilm", config), text_cpu.plain("text-minilm", config)
    for text in TEXTS:
        scores = plain(text)[0]
        assert MOODS[scores.index(max(scores))] == read(text)[0].mood
    seen = text_cpu.measure({"ours": read, "plain": plain}, TEXTS, warm=1)
    assert {way: len(times) for way, times in seen.items()} == {"ours": len(TEXTS), "plain": len(TEXTS)}
