"""Any sequence classifier of the hub's layout as the first text model, and what happens when it is broken or away."""

import json
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
import torch
from django.core.management import call_command

from ml import pool, registry
from ml.analyse import analyse_text, preload
from ml.config import BadConfig
from ml.errors import HubUnreachable, LabelsUnmapped, ModelLoading, WeightsCorrupted, WeightsMissing
from ml.moods import LABEL_MAPS, MOODS
from ml.own_labels import own_labels
from ml.weights import fetch_hub
from tests.ml import hub_models

HAPPY = "i am so happy today"
HARTMANN = ("anger", "disgust", "fear", "joy", "neutral", "sadness", "surprise")
BERTWEET = ("others", "joy", "sadness", "anger", "surprise", "disgust", "fear")


@pytest.fixture
def hub(tmp_path, configure):
    """Write a tiny classifier, and make it the first text model."""

    def make(kind="bert", labels=HARTMANN, **settings):
        folder = tmp_path / "models" / kind
        made = hub_models.write(folder, kind, labels, **settings)
        configure(text_model=str(folder), cache_dir=tmp_path / "cache")
        return folder, *made

    return make


def load():
    return pool.get(registry.configured()).load()


def softmax_of(tokenizer, module, text):
    with torch.inference_mode():
        return (
            module(**tokenizer(text, return_tensors="pt", return_token_type_ids=False)).logits.softmax(-1)[0].tolist()
        )


@pytest.mark.parametrize(
    ("kind", "labels"),
    [("bert", HARTMANN), ("roberta", HARTMANN), ("deberta-v2", HARTMANN), ("bertweet", BERTWEET)],
)
def test_it_answers_first_with_the_scores_of_transformers_itself(hub, kind, labels):
    _, tokenizer, module = hub(kind, labels)
    load()
    prediction = analyse_text(HAPPY)
    assert (prediction.model, prediction.tier) == (kind, "primary")
    assert prediction.warnings == ("uncalibrated",)
    assert dict(prediction.labels) == pytest.approx(
        dict(zip(labels, softmax_of(tokenizer, module, HAPPY), strict=True)), abs=1e-5
    )
    meant = {label: prediction.labels[label] for label in labels if label != "others"}
    assert {label: prediction.scores[label] for label in meant} == pytest.approx(meant)
    assert sum(prediction.scores.values()) == pytest.approx(1)


def test_labels_that_do_not_exclude_each_other_are_read_one_by_one(hub):
    names = sorted(LABEL_MAPS["goemotions"])
    _, tokenizer, module = hub("bert", names, problem_type="multi_label_classification")
    load()
    prediction = analyse_text(HAPPY)
    with torch.inference_mode():
        logits = module(**tokenizer(HAPPY, return_tensors="pt", return_token_type_ids=False)).logits[0]
    assert dict(prediction.labels) == pytest.approx(dict(zip(names, logits.sigmoid().tolist(), strict=True)), abs=1e-5)
    assert set(prediction.present) == {name for name, score in prediction.labels.items() if score >= 0.5}
    strongest = {
        mood: max(s for n, s in prediction.labels.items() if LABEL_MAPS["goemotions"][n] == mood) for mood in MOODS
    }
    total = sum(strongest.values())
    assert dict(prediction.scores) == pytest.approx({mood: score / total for mood, score in strongest.items()})


def test_a_long_text_is_read_to_its_end_in_windows(hub):
    hub()
    load()
    start = "i am so happy today. " * 60
    assert analyse_text(start + "so sad. " * 60).scores != analyse_text(start + "what a day. " * 60).scores


def test_the_tables_of_labels_agree_so_that_a_name_means_one_mood():
    for table in LABEL_MAPS.values():
        for other in LABEL_MAPS.values():
            assert {label: table[label] for label in table.keys() & other} == {
                label: other[label] for label in table.keys() & other
            }


# --- Labels of a deployment's own


def test_labels_without_a_mood_are_named_and_the_next_tier_answers(hub):
    hub("bert", ("joy", "meh", "LABEL_2"))
    with pytest.raises(LabelsUnmapped, match="meh, label_2"):
        load()
    prediction = analyse_text(HAPPY)
    assert prediction.model == "text-minilm"
    assert prediction.warnings == ("bert:labels_unmapped",)


def test_a_table_of_its_own_maps_shows_and_calibrates(hub, tmp_path, configure):
    hub("bert", ("Yay", "meh", "worry", "grief"))
    table = tmp_path / "labels.toml"
    table.write_text(
        'licence = "MIT"\npermissive = true\ntemperature = 2.0\nthreshold = 0.3\n'
        '[moods]\nYay = "joy"\nmeh = "neutral"\n'
        '[labels]\nheavy = ["worry", "grief"]\nbright = "yay"\nlost = ["nothing"]\n'
    )
    configure(text_labels=table)
    load()
    prediction = analyse_text(HAPPY)
    assert prediction.warnings == ()
    assert prediction.threshold == 0.3
    assert set(prediction.labels) == {"heavy", "bright"}
    assert prediction.labels["bright"] == pytest.approx(prediction.scores["joy"])
    assert prediction.labels["heavy"] == pytest.approx(max(prediction.scores["fear"], prediction.scores["sadness"]))
    assert (registry.configured().licence, registry.configured().permissive) == ("MIT", True)


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ("[moods\n", "cannot be read"),
        ('[moods]\nyay = "bliss"\n', "bliss is no mood"),
        ("speed = 3\n", "unknown speed"),
        ("threshold = 3\n", "threshold in"),
    ],
)
def test_a_bad_table_is_refused_and_says_why(tmp_path, content, said):
    path = tmp_path / "labels.toml"
    path.write_text(content)
    with pytest.raises(BadConfig, match=said):
        own_labels(path)


# --- Broken, missing, away


def damage(folder, how):
    weights = folder / "model.safetensors"
    if how == "truncated weights":
        weights.write_bytes(weights.read_bytes()[:-1000])
    elif how == "pickled weights only":
        torch.save({}, folder / "pytorch_model.bin")
        weights.unlink()
    elif how == "no tokenizer":
        for path in [*folder.glob("tokenizer*"), *folder.glob("special*")]:
            path.unlink()
    elif how == "no config":
        (folder / "config.json").write_text("{")
    elif how == "no trained head":
        config = json.loads((folder / "config.json").read_text())
        config["id2label"] = {str(at): name for at, name in enumerate(("joy", "anger"))}
        config["label2id"] = {"joy": 0, "anger": 1}
        (folder / "config.json").write_text(json.dumps(config))
    else:
        config = json.loads((folder / "config.json").read_text())
        config["auto_map"] = {"AutoConfig": "evil.Config", "AutoModelForSequenceClassification": "evil.Model"}
        config["model_type"] = "evil"
        (folder / "config.json").write_text(json.dumps(config))
        (folder / "evil.py").write_text("raise SystemExit('foreign code ran')\n")


@pytest.mark.parametrize(
    "how",
    ["truncated weights", "pickled weights only", "no tokenizer", "no config", "no trained head", "foreign code"],
)
def test_a_broken_one_is_passed_over_and_named(hub, how):
    folder, *_ = hub()
    damage(folder, how)
    with pytest.raises((WeightsCorrupted, WeightsMissing)) as caught:
        load()
    prediction = analyse_text(HAPPY)
    assert prediction.model == "text-minilm"
    assert prediction.warnings == (f"bert:{caught.value.code}",)


def test_a_name_that_is_nothing_is_passed_over_and_named(configure, tmp_path):
    configure(text_model="text-minlm", cache_dir=tmp_path)
    assert analyse_text(HAPPY).warnings == ("text-minlm:weights_missing",)


def test_while_it_loads_the_next_tier_answers_at_once(hub, configure, monkeypatch):
    hub()
    configure(deadline_seconds=2.0)
    pool.get(registry.spec("text-minilm")).load()
    go = threading.Event()
    fetch = fetch_hub

    def slow(named, cache):
        go.wait(20)
        return fetch(named, cache)

    monkeypatch.setattr("ml.hub.fetch_hub", slow)
    assert analyse_text(HAPPY).warnings == ("bert:model_loading",)
    with pytest.raises(ModelLoading):
        analyse_text(HAPPY, model="bert")
    go.set()
    load()
    assert analyse_text(HAPPY).model == "bert"


def _reads_english_text(name):
    spec = registry.spec(name)
    return spec.modality == "text" and spec.reads("en")


def test_preloading_loads_it_beside_the_next(hub, configure):
    hub()
    configure(preload=True)
    assert [name for name in preload() if _reads_english_text(name)] == ["text-minilm", "bert"]


def test_the_command_waits_for_it(hub, configure, capsys):
    hub()
    configure(deadline_seconds=2.0)
    call_command("classify", "text", HAPPY)
    assert "\nbert (primary)" in capsys.readouterr().out


# --- The hub


class FakeHub(BaseHTTPRequestHandler):
    """Gives the files of `folder` as the hub does."""

    folder = None
    sha = "0" * 40

    def do_GET(self):
        part = self.path.partition("?")[0]
        names = sorted(path.name for path in self.folder.iterdir())
        if self.folder.name not in part:
            self.answer(404, b"{}")
        elif "/tree/" in part:
            tree = [
                {"type": "file", "path": n, "size": (self.folder / n).stat().st_size, "oid": "1" * 40} for n in names
            ]
            self.answer(200, json.dumps(tree).encode())
        elif part.startswith("/api/"):
            found = {"id": "owner/name", "sha": self.sha, "siblings": [{"rfilename": n} for n in names]}
            self.answer(200, json.dumps(found).encode())
        else:
            self.answer(200, (self.folder / part.rpartition("/")[2]).read_bytes())

    do_HEAD = do_GET  # noqa: N815 (http.server's name)

    def answer(self, status, body):
        self.send_response(status)
        self.send_header("Content-Length", str(len(body)))
        self.send_header("ETag", f'"{len(body)}"')
        self.send_header("X-Repo-Commit", self.sha)
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(body)

    def log_message(self, *args):
        pass


@pytest.fixture
def fake_hub(monkeypatch, tmp_path):
    hub_models.write(tmp_path / "far" / "tiny", "bert", HARTMANN)
    FakeHub.folder = tmp_path / "far" / "tiny"
    server = ThreadingHTTPServer(("127.0.0.1", 0), FakeHub)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    address = f"http://127.0.0.1:{server.server_port}"
    monkeypatch.setattr("huggingface_hub.constants.ENDPOINT", address)
    template = address + "/{repo_id}/resolve/{revision}/{filename}"
    monkeypatch.setattr("huggingface_hub.constants.HUGGINGFACE_CO_URL_TEMPLATE", template)
    yield FakeHub.folder
    server.shutdown()
    server.server_close()


def test_it_is_fetched_once_without_what_is_never_loaded(fake_hub, configure, tmp_path):
    (fake_hub / "pytorch_model.bin").write_bytes(b"pickle")
    configure(text_model="someone/tiny", cache_dir=tmp_path / "cache")
    load()
    assert analyse_text(HAPPY).model == "someone/tiny"
    folder = tmp_path / "cache" / "hub" / "someone--tiny"
    assert (folder / "model.safetensors").is_file()
    assert not (folder / "pytorch_model.bin").exists()
    assert fetch_hub("someone/tiny", tmp_path / "cache") == folder


def test_one_without_safetensors_is_never_fetched(fake_hub, tmp_path):
    (fake_hub / "model.safetensors").unlink()
    with pytest.raises(WeightsMissing, match="no safetensors"):
        fetch_hub("someone/tiny", tmp_path / "cache")
    assert not (tmp_path / "cache").exists()


def test_one_that_the_hub_does_not_have_is_missing(fake_hub, tmp_path):
    with pytest.raises(WeightsMissing, match="404"):
        fetch_hub("someone/else", tmp_path / "cache")


def test_a_hub_out_of_reach_is_named_and_the_next_tier_answers(monkeypatch, configure, tmp_path):
    monkeypatch.setattr("huggingface_hub.constants.ENDPOINT", "http://127.0.0.1:9")
    configure(text_model="someone/tiny", cache_dir=tmp_path)
    with pytest.raises(HubUnreachable):
        load()
    assert analyse_text(HAPPY).warnings == ("someone/tiny:hub_unreachable",)


def test_offline_it_is_named_at_once(monkeypatch, tmp_path):
    monkeypatch.setattr("huggingface_hub.constants.HF_HUB_OFFLINE", True)
    with pytest.raises(HubUnreachable):
        fetch_hub("someone/tiny", tmp_path)
