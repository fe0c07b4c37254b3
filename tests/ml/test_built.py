"""The quality tier on a small encoder: trained under adapters, committed as such, built here, served, and never asked
for before that."""

import json
from dataclasses import replace

import pytest
from django.core.management import CommandError, call_command

from ml import config, registry
from ml.analyse import analyse_text, models_status
from ml.training.artefact import write_card
from ml.training.job import Job
from ml.training.text.jobs import train_text

RECIPE = """
kind = "encoder"
name = "text-mpnet"
encoder = "package:tiny_encoder/model"
max_tokens = 16
batch_size = 16
epochs = 1.0
precision = "fp32"
evaluate_every = 100
[lora]
rank = 4
alpha = 8.0
[data]
sources = ["dair", "meld"]
validation = ["dair", "meld"]
"""
HAPPY = "I am so happy today"


@pytest.fixture
def adapters(tiny_data, tiny_encoder, tmp_path, configure):
    """A folder of weights as it is committed: adapters, heads, tokenizer and card; nothing is built yet."""
    path = tmp_path / "recipe.toml"
    path.write_text(RECIPE)
    weights = tmp_path / "weights"
    for name in ("text-minilm", "text-linear"):
        (weights / name).mkdir(parents=True)
        for file in (config.WEIGHTS_DIR / name).iterdir():
            (weights / name / file.name).symlink_to(file)
    folder = train_text(path, Job(tiny_data, None, tmp_path / "work", weights, lambda line: None, quiet=True))
    configure(weights_dir=weights, cache_dir=tmp_path / "cache")
    return folder


def test_adapters_are_small_and_become_a_model_of_their_own(adapters, tmp_path, capsys):
    assert {path.suffix for path in adapters.iterdir()} == {".safetensors", ".json"}
    assert analyse_text(HAPPY).warnings == ()  # an unbuilt model is nobody's trouble
    assert "text-mpnet" not in {status.spec.name for status in models_status()}
    call_command("models", "build", "text-mpnet")
    told = capsys.readouterr().out
    for step in ("joining package:tiny_encoder/model", "merging", "exporting", "comparing", "mean gap", "written:"):
        assert step in told
    built = tmp_path / "cache" / "text-mpnet"
    card = json.loads((built / "card.json").read_text())
    assert set(card["files"]) == {"model.onnx", "tokenizer.json", "torch.json"}
    assert card["built"]["n"] == 200
    assert analyse_text(HAPPY).model == "text-mpnet"
    assert [one.name for one in (tmp_path / "cache").iterdir() if one.suffix == ".part"] == []


@pytest.fixture
def committed(tmp_path, configure):
    """A folder of adapters for an encoder whose package is not installed."""
    folder = tmp_path / "weights" / "text-mpnet"
    folder.mkdir(parents=True)
    (folder / "adapter.safetensors").write_bytes(b"adapters")
    origin = {"encoder": "package:not_installed_here/model", "lora": {"rank": 4, "alpha": 8.0, "dropout": 0.0}}
    values = {"temperature": 1.0, "threshold": 0.5, "heads": {"moods": []}, "built_from": origin}
    write_card(folder, "text-mpnet", values)
    configure(weights_dir=folder.parent, cache_dir=tmp_path / "cache")
    return folder


def test_damaged_adapters_build_nothing(committed, tmp_path):
    (committed / "adapter.safetensors").write_bytes(b"adaptors")
    with pytest.raises(CommandError, match="checksum"):
        call_command("models", "build")
    assert not (tmp_path / "cache" / "text-mpnet").exists()


def test_without_the_encoders_packages_make_quality_is_named(committed):
    with pytest.raises(CommandError, match="not_installed_here is not installed: `make quality`"):
        call_command("models", "build")


def test_a_model_that_is_committed_whole_is_not_built():
    with pytest.raises(CommandError, match="not built"):
        call_command("models", "build", "text-minilm")


def test_asked_for_but_not_built_it_is_named_and_the_next_answers(tmp_path, configure):
    configure(text_model="text-mpnet", cache_dir=tmp_path)
    prediction = analyse_text(HAPPY)
    assert prediction.model == "text-minilm"
    assert prediction.warnings == ("text-mpnet:weights_missing",)


def test_a_form_that_leaves_its_bounds_fails_the_command(monkeypatch, capsys):
    from ml.drift import Drift

    wide = Drift("text-minilm", "fp32", 200, 0.5, 0.1, 0.9)
    monkeypatch.setattr("ml.management.commands.models.drift", lambda spec, config: [replace(wide)])
    with pytest.raises(CommandError, match="Out of bounds: fp32"):
        call_command("models", "drift")
    assert "50.0%" in capsys.readouterr().out


def test_the_registry_says_where_a_models_weights_stand():
    assert {spec.name: spec.place for spec in registry.specs("text")}["text-mpnet"] == "cache"
