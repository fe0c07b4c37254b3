"""A model as a folder that runs by itself, and reads as the product does."""

import json
import os
import subprocess
import sys

import pytest
from django.core.management import CommandError, call_command

from ml import registry
from ml.config import MlConfig
from ml.text.encoder import EncoderClassifier

TEXTS = [
    "I can't stop smiling today, she said yes!",
    "😭😭 why",
    "…",
    "أنا سعيد جدا اليوم",
    "It was fine at first. Then he shouted at me for an hour. " * 25,
]
PROGRAM = """
import sys
sys.argv = ["inference.py", *sys.argv[2:]]
import inference
inference.main()
print([name for name in ("django", "ml", "moodflix_site", "transformers") if name in sys.modules])
"""


@pytest.fixture
def export(tmp_path, capsys):
    def write(form):
        call_command("export", "text", "--format", form, "--out", str(tmp_path / "out"))
        return tmp_path / "out"

    return write


def run(folder, texts):
    """Read `texts` in a process that knows nothing of this repository; return the readings and what it imported."""
    environment = {
        name: value for name, value in os.environ.items() if name not in {"PYTHONPATH", "DJANGO_SETTINGS_MODULE"}
    }
    command = [sys.executable, "-c", PROGRAM, "--", *texts]
    found = subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True, check=False)
    assert found.returncode == 0, found.stderr
    *lines, imported = found.stdout.splitlines()
    return [json.loads(line) for line in lines], imported


def expected(runtime):
    return EncoderClassifier(registry.spec("text-minilm"), MlConfig(device="cpu"), runtime).predict(TEXTS)


@pytest.mark.parametrize(
    ("form", "runtime", "weights"), [("onnx", "onnx", "model.onnx"), ("torchscript", "torch", "model.pt")]
)
def test_it_runs_alone_and_reads_as_the_product_does(export, form, runtime, weights):
    folder = export(form)
    files = {path.name for path in folder.iterdir()}
    assert {weights, "tokenizer.json", "labels.json", "calibration.json", "inference.py", "requirements.txt"} <= files
    readings, imported = run(folder, TEXTS)
    assert imported == "[]"
    for reading, prediction in zip(readings, expected(runtime), strict=True):
        assert reading["scores"] == pytest.approx(dict(prediction.scores), abs=1e-5)
        assert reading["labels"] == pytest.approx(dict(prediction.labels), abs=1e-5)
        assert (reading["mood"], reading["sure"]) == (prediction.mood, prediction.is_sure)
        assert reading["warnings"] == list(prediction.warnings)


def test_a_folder_that_holds_something_is_left_alone(export, tmp_path):
    (tmp_path / "out").mkdir()
    (tmp_path / "out" / "mine.txt").write_text("mine")
    with pytest.raises(CommandError, match="not empty"):
        export("onnx")
    assert [path.name for path in (tmp_path / "out").iterdir()] == ["mine.txt"]


def test_a_model_without_these_forms_is_refused(tmp_path):
    with pytest.raises(CommandError, match="no encoder"):
        call_command("export", "text", "--model", "text-linear", "--out", str(tmp_path / "out"))
    assert not (tmp_path / "out").exists()
