"""Who answers when something is wrong: damaged weights, missing weights, no time."""

import time

import numpy as np
import pytest

from ml import analyse, pool, registry
from ml.analyse import analyse_text, models_status
from ml.base import Prepared
from ml.errors import DeadlineExceeded, MlError, NoUsableModel, UnknownModel, WeightsCorrupted, WeightsMissing
from ml.text.classifier import TextClassifier
from ml.types import ModelSpec
from ml.weights import Card, verified

HAPPY = "I am so happy today"


class SlowClassifier(TextClassifier):
    """A model that takes a second."""

    def find_card(self):
        return Card(None, {}, {"temperature": 1.0, "threshold": 0.5})

    def load_weights(self, card):
        pass

    def preprocess(self, text):
        return Prepared(text)

    def forward(self, features):
        time.sleep(1.0)
        return np.zeros((len(features), 8))


@pytest.fixture
def slow():
    spec = ModelSpec("slow", "text", "primary", "tests.ml.test_tiers.SlowClassifier", None, "MIT", ("en",))
    registry.register(spec)
    yield spec
    registry.unregister("slow")


@pytest.fixture
def observed():
    seen = []
    stop = analyse.subscribe(seen.append)
    yield seen
    stop()


def damage(path):
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 0xFF
    path.write_bytes(content)


def test_all_well_the_primary_answers_without_a_word():
    prediction = analyse_text(HAPPY)
    assert (prediction.tier, prediction.warnings) == ("primary", ())


def test_damaged_primary_falls_to_the_secondary_and_says_so(weights_copy):
    damage(weights_copy / "text-minilm" / "model.onnx")
    prediction = analyse_text(HAPPY)
    assert prediction.tier == "secondary"
    assert prediction.warnings == ("tier-secondary", "text-minilm:weights_corrupted")


def test_missing_weights_fall_to_the_word_list(weights_copy):
    (weights_copy / "text-minilm" / "tokenizer.json").unlink()
    (weights_copy / "text-linear" / "card.json").unlink()
    (weights_copy / "text-permissive" / "card.json").unlink()  # an optional one that is not there goes unmentioned
    prediction = analyse_text(HAPPY)
    assert prediction.tier == "fallback"
    assert prediction.warnings == ("tier-fallback", "text-minilm:weights_missing", "text-linear:weights_missing")


def test_repaired_weights_are_used_again(weights_copy, monkeypatch):
    monkeypatch.setattr("ml.base.RETRY_SECONDS", 0)
    card = weights_copy / "text-minilm" / "card.json"
    content = card.read_text()
    card.write_text("{")
    assert analyse_text(HAPPY).tier == "secondary"
    card.write_text(content)
    assert analyse_text(HAPPY).tier == "primary"


def test_a_pinned_model_never_hands_over(weights_copy):
    damage(weights_copy / "text-linear" / "vocabulary.json")
    (weights_copy / "text-permissive" / "card.json").unlink()
    for name in ("text-linear", "secondary"):
        with pytest.raises(WeightsCorrupted):
            analyse_text(HAPPY, model=name)


def test_an_unknown_model_is_refused():
    with pytest.raises(UnknownModel):
        analyse_text(HAPPY, model="text-oracle")


def test_without_any_model_there_is_a_typed_error(weights_copy, slow, configure):
    for folder in weights_copy.iterdir():
        (folder / "card.json").unlink()
    registry.unregister("slow")
    lexicon = registry.spec("text-lexicon")
    registry.unregister("text-lexicon")
    try:
        with pytest.raises(NoUsableModel, match="text-minilm:weights_missing"):
            analyse_text(HAPPY)
    finally:
        registry.register(lexicon)


def test_a_slow_model_is_passed_over_within_the_deadline(slow, configure):
    configure(deadline_seconds=0.6)
    for name in ("text-minilm", "text-linear", "text-lexicon"):
        pool.get(registry.spec(name)).load()
    started = time.monotonic()
    prediction = analyse_text(HAPPY)
    assert time.monotonic() - started < 0.9
    assert prediction.model != "slow"
    assert "slow:deadline_exceeded" in prediction.warnings


def test_a_pinned_slow_model_exceeds_the_deadline(slow, configure):
    configure(deadline_seconds=0.05)
    with pytest.raises(DeadlineExceeded):
        analyse_text(HAPPY, model="slow")


def test_observers_hear_of_every_attempt_but_not_of_the_text(weights_copy, observed):
    (weights_copy / "text-minilm" / "card.json").unlink()
    analyse_text(HAPPY)
    assert [(one.model, one.tier, one.outcome) for one in observed] == [
        ("text-minilm", "primary", "weights_missing"),
        ("text-linear", "secondary", "ok"),
    ]
    assert all(one.latency_ms >= 0 and HAPPY not in repr(one) for one in observed)


def test_an_observers_trouble_stays_its_own(caplog):
    def troubled(observation):
        raise RuntimeError("no")

    stop = analyse.subscribe(troubled)
    try:
        assert analyse_text(HAPPY).mood == "joy"
    finally:
        stop()
    assert "observer" in caplog.text


def test_status_tells_what_is_there_loaded_and_active(weights_copy):
    (weights_copy / "text-minilm" / "model.onnx").unlink()
    analyse_text(HAPPY)
    found = {status.spec.name: status for status in models_status()}
    assert not found["text-minilm"].weights_present
    assert [name for name, status in found.items() if status.active and name.startswith("text")] == ["text-linear"]
    assert [name for name, status in found.items() if status.loaded] == ["text-linear"]


def test_a_model_is_loaded_once_a_process():
    spec = registry.spec("text-linear")
    classifier = pool.get(spec)
    assert classifier.load() is pool.get(spec).load()


def test_an_idle_model_is_given_up(configure):
    configure(idle_seconds=0.2)
    analyse_text(HAPPY, model="text-lexicon")
    assert pool.is_loaded("text-lexicon")
    waited = time.monotonic() + 3
    while pool.is_loaded("text-lexicon") and time.monotonic() < waited:
        time.sleep(0.02)
    assert not pool.is_loaded("text-lexicon")


def test_preloading_loads_the_best_usable_model(weights_copy, configure):
    (weights_copy / "text-minilm" / "card.json").unlink()
    configure(preload=True)
    loaded = analyse.preload()
    english = [spec for spec in map(registry.spec, loaded) if spec.modality == "text" and spec.reads("en")]
    assert [spec.name for spec in english] == ["text-linear"]


def test_files_of_other_kinds_are_never_loaded(weights_copy, read_card):
    import json

    card = read_card("text-linear")
    card["files"]["model.pkl"] = {"sha256": "0"}
    (weights_copy / "text-linear" / "card.json").write_text(json.dumps(card))
    with pytest.raises(WeightsCorrupted, match="never loaded"):
        verified(weights_copy / "text-linear")


def test_a_card_cannot_point_outside_its_folder(weights_copy, read_card):
    import json

    card = read_card("text-linear")
    card["files"]["../text-minilm/torch.json"] = {"sha256": "0"}
    (weights_copy / "text-linear" / "card.json").write_text(json.dumps(card))
    with pytest.raises(WeightsCorrupted):
        verified(weights_copy / "text-linear")


def test_a_graph_that_fits_its_checksum_but_is_no_graph_is_corrupted(weights_copy, read_card):
    import hashlib
    import json

    (weights_copy / "text-minilm" / "model.onnx").write_bytes(b"not a graph")
    card = read_card("text-minilm")
    card["files"]["model.onnx"]["sha256"] = hashlib.sha256(b"not a graph").hexdigest()
    (weights_copy / "text-minilm" / "card.json").write_text(json.dumps(card))
    with pytest.raises(WeightsCorrupted):
        analyse_text(HAPPY, model="primary")
    assert analyse_text(HAPPY).tier == "secondary"


def test_absent_weights_are_missing_not_corrupted(tmp_path):
    with pytest.raises(WeightsMissing):
        verified(tmp_path / "nothing")
    assert issubclass(WeightsMissing, MlError)
