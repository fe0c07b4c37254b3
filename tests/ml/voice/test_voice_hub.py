"""A wav2vec2, HuBERT or WavLM of the hub's layout as the first model of voices: trained here on tones, and reloaded."""

import json

import numpy as np
import pytest
import torch
from transformers import (
    HubertConfig,
    HubertForSequenceClassification,
    Wav2Vec2Config,
    Wav2Vec2FeatureExtractor,
    Wav2Vec2ForSequenceClassification,
    WavLMConfig,
    WavLMForSequenceClassification,
)

from ml import pool, registry
from ml.config import BadConfig, MlConfig
from ml.errors import LabelsUnmapped, WeightsCorrupted, WeightsMissing
from ml.types import SAMPLE_RATE, AudioClip

KINDS = {
    "wav2vec2": (Wav2Vec2Config, Wav2Vec2ForSequenceClassification),
    "hubert": (HubertConfig, HubertForSequenceClassification),
    "wavlm": (WavLMConfig, WavLMForSequenceClassification),
}
SIZES = {
    "hidden_size": 16,
    "num_hidden_layers": 1,
    "num_attention_heads": 2,
    "intermediate_size": 16,
    "classifier_proj_size": 16,
    "conv_dim": (16, 16, 16),
    "conv_kernel": (10, 8, 8),
    "conv_stride": (8, 8, 8),
    "num_conv_pos_embeddings": 8,
    "num_conv_pos_embedding_groups": 2,
    "num_feat_extract_layers": 3,
    "apply_spec_augment": False,
    "layerdrop": 0.0,
}
HIGH, LOW = "hap", "sad"  # as the classifiers of the SUPERB benchmark call them


def tone(hertz, seconds=0.5, loudness=0.3):
    """A tone with its harmonics, a little unsteady."""
    time = np.arange(round(seconds * SAMPLE_RATE)) / SAMPLE_RATE
    phase = 2 * np.pi * hertz * (time + 0.002 * np.sin(2 * np.pi * 5 * time))
    return AudioClip((loudness * (np.sin(phase) + 0.5 * np.sin(2 * phase))).astype(np.float32))


def train(folder, kind, labels=(HIGH, LOW), steps=40):
    """Train a tiny one to tell high tones (the first label) from low ones, and save it as transformers does."""
    torch.manual_seed(0)
    config, module = KINDS[kind]
    made = module(config(**SIZES, id2label=dict(enumerate(labels)), label2id={b: a for a, b in enumerate(labels)}))
    extractor = Wav2Vec2FeatureExtractor(sampling_rate=SAMPLE_RATE, do_normalize=True)
    pitches = np.concatenate([np.linspace(600, 900, 4), np.linspace(120, 200, 4)])
    sounds = extractor([tone(pitch).samples for pitch in pitches], sampling_rate=SAMPLE_RATE, return_tensors="pt")
    truth = torch.tensor([0] * 4 + [1] * 4)
    optimiser = torch.optim.Adam(made.parameters(), lr=3e-3)
    for _ in range(steps):
        loss = made(sounds.input_values, labels=truth).loss
        optimiser.zero_grad()
        loss.backward()
        optimiser.step()
    made.eval().save_pretrained(folder)
    extractor.save_pretrained(folder)
    return made, extractor


@pytest.fixture(scope="module")
def trained(tmp_path_factory):
    """One of each kind, trained once."""
    folder = tmp_path_factory.mktemp("voices")
    return {kind: (folder / kind, *train(folder / kind, kind)) for kind in KINDS}


@pytest.fixture
def chosen(configure, tmp_path):
    def choose(folder, **values):
        configure(voice_model=str(folder), cache_dir=tmp_path / "cache", device="cpu", **values)
        return pool.get(registry.configured("voice"))

    return choose


@pytest.mark.parametrize("kind", sorted(KINDS))
def test_what_was_trained_and_saved_tells_new_tones_apart_as_transformers_does(trained, chosen, kind):
    folder, module, extractor = trained[kind]
    model = chosen(folder)
    model.load()
    high, low = model.predict([tone(750, 0.8), tone(160, 0.6)])
    assert (high.mood, low.mood) == ("joy", "sadness")
    assert (high.model, high.tier, high.warnings) == (kind, "primary", ("uncalibrated",))
    ready = extractor(tone(750, 0.8).samples, sampling_rate=SAMPLE_RATE, return_tensors="pt").input_values
    with torch.inference_mode():
        same = module(ready).logits[0].softmax(-1)
    assert high.labels[HIGH] == pytest.approx(float(same[0]), abs=1e-4)
    assert high.scores["love"] == 0


def test_a_long_clip_is_heard_to_its_end(trained, chosen):
    model = chosen(trained["wav2vec2"][0])
    model.load()
    long = AudioClip(np.concatenate([tone(750, 10).samples, tone(160, 10).samples]))
    whole, first = model.predict([long, tone(750, 10)])
    assert whole.labels[LOW] > first.labels[LOW] + 0.1


def test_the_chosen_one_is_tried_first_and_its_licence_is_not_taken_for_granted(trained, chosen):
    chosen(trained["hubert"][0])
    first, *others = registry.specs("voice")
    assert (first.name, first.licence, first.permissive) == ("hubert", "not stated", False)
    assert "voice-cnn" in {spec.name for spec in others}


def test_a_table_of_its_own_says_what_its_labels_stand_for(tmp_path, chosen):
    train(tmp_path / "odd", "wav2vec2", ("up", "down"), steps=1)
    with pytest.raises(LabelsUnmapped, match="up, down: EMOTION_VOICE_LABELS"):
        chosen(tmp_path / "odd").load()
    table = tmp_path / "labels.toml"
    table.write_text('permissive = true\ntemperature = 2.0\n[moods]\nup = "joy"\ndown = "sadness"\n')
    (found,) = _loaded(chosen(tmp_path / "odd", voice_labels=table)).predict([tone(500)])
    assert found.warnings == ()
    assert found.scores["joy"] + found.scores["sadness"] == pytest.approx(1)


def _loaded(model):
    model.load()
    return model


def _without_head(folder):
    config = json.loads((folder / "config.json").read_text())
    config["classifier_proj_size"] = 8
    (folder / "config.json").write_text(json.dumps(config))


def _other_rate(folder):
    (folder / "preprocessor_config.json").write_text(json.dumps({"sampling_rate": 8000}))


def _other_kind(folder):
    (folder / "config.json").write_text(json.dumps({"model_type": "bert"}))


@pytest.mark.parametrize("damage", [_without_head, _other_rate, _other_kind], ids=["head", "rate", "kind"])
def test_one_that_cannot_answer_is_refused(tmp_path, chosen, damage):
    train(tmp_path / "broken", "wav2vec2", steps=1)
    damage(tmp_path / "broken")
    with pytest.raises(WeightsCorrupted):
        chosen(tmp_path / "broken").load()


def test_what_is_no_model_of_voices_is_not_one(configure, tmp_path):
    configure(voice_model="text-minilm")
    with pytest.raises(BadConfig, match="does not read voices"):
        registry.configured("voice")
    configure(voice_model="no-such-thing", cache_dir=tmp_path)
    with pytest.raises(WeightsMissing):
        pool.get(registry.configured("voice")).load()


def test_nothing_is_chosen_by_default():
    assert MlConfig().voice_model == ""
    assert registry.configured("voice") is None
