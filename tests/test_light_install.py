"""The light requirement set: no torch, and yet everything a person can reach works."""

import json
import os
import subprocess
from pathlib import Path
from urllib.request import Request, urlopen

import pytest

from tests.server import serving

LIGHT_PYTHON = os.environ.get("LIGHT_PYTHON", "")
pytestmark = pytest.mark.skipif(not LIGHT_PYTHON and not os.environ.get("CI"), reason="`make test` makes the light set")


@pytest.fixture(scope="module")
def address(tmp_path_factory):
    with serving(Path(tmp_path_factory.mktemp("light")), python=LIGHT_PYTHON) as address:
        yield address


def post(url, body):
    request = Request(url, json.dumps(body).encode(), {"Content-Type": "application/json"})
    with urlopen(request, timeout=30) as answer:
        return json.load(answer)


def test_the_light_set_holds_no_torch():
    look = (
        "import importlib.util as u; print([n for n in ('torch', 'transformers', 'onnx', 'sklearn') if u.find_spec(n)])"
    )
    run = subprocess.run([LIGHT_PYTHON, "-c", look], capture_output=True, text=True, check=True)
    assert run.stdout.strip() == "[]"


def test_the_light_set_reads_a_mood_with_the_primary_model(address):
    with urlopen(f"{address}/api/v1/health", timeout=30) as answer:
        models = {model["name"]: model for model in json.load(answer)["models"]}
    assert models["text-minilm"]["weights_present"]
    assert post(f"{address}/predict", {"text": "I can't stop smiling today, she said yes!"})["emotion"] in {
        "joy",
        "love",
    }


def test_the_light_set_recommends_films(address):
    answer = post(f"{address}/recommendations", {"text": "I can't stop smiling today, she said yes!"})
    assert all(row["movies"] for row in answer["recommendations"])
