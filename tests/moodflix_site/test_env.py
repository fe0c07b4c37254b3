"""Settings that cannot be meant stop the start, and the error names the variable and not its value."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent.parent
SETUP = "import django; django.setup(); from django.conf import settings; print(settings.DEBUG, settings.LEGACY_API)"


def start(tmp_path, **variables):
    environment = {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": "moodflix_site.settings",
        "MOODFLIX_DATA_DIR": str(tmp_path),
        **variables,
    }
    return subprocess.run(
        [sys.executable, "-c", SETUP], cwd=ROOT, env=environment, capture_output=True, text=True, check=False
    )


def test_booleans_are_read_as_they_are_written(tmp_path):
    assert start(tmp_path, DEBUG="on", LEGACY_API="No").stdout.split() == ["True", "False"]


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("DEBUG", "maybe"),
        ("BEHIND_HTTPS", "tru"),
        ("MAX_TEXT_LENGTH", "0"),
        ("MAX_TEXT_LENGTH", "many"),
        ("THROTTLE_LEGACY", "abc"),
        ("THROTTLE_ANALYZE", "0/min"),
        ("REDIS_URL", "http://x"),
        ("CELERY_BROKER_URL", "foo"),
        ("DATABASE_URL", "postgres://"),
        ("DATABASE_URL", "foo"),
        ("DATABASE_URL", "postgres://u:p@h:notaport/x"),
        ("LOG_LEVEL", "LOUD"),
        ("TIME_ZONE", "Mars"),
        ("ACCOUNT_EMAIL_VERIFICATION", "perhaps"),
        ("SECRET_KEY", "short"),
        ("EMOTION_MODEL_DEVICE", "abacus"),
        ("EMOTION_MODEL_PRECISION", "fp8"),
        ("EMOTION_MODEL_QUANTIZED", "perhaps"),
        ("EMOTION_ANALYSIS_BATCH_SIZE", "0"),
        ("EMOTION_MODEL_LICENCES", "mine"),
    ],
)
def test_a_setting_that_cannot_be_meant_stops_the_start_and_is_named(tmp_path, name, value):
    run = start(tmp_path, **{name: value})
    last = run.stderr.strip().splitlines()[-1]
    assert run.returncode != 0
    assert "ImproperlyConfigured" in last
    assert name in last


@pytest.mark.parametrize(
    ("variables", "said"),
    [
        ({"EMOTION_MODEL_DEVICE": "cpu", "EMOTION_MODEL_PRECISION": "fp16"}, "fp16 needs a GPU"),
        ({"EMOTION_TEXT_MODEL": "ensemble:median:text-minilm,text-linear"}, "an ensemble is"),
        ({"EMOTION_TEXT_MODEL": "someone/model", "EMOTION_TEXT_LABELS": "nowhere.toml"}, "nowhere.toml"),
    ],
)
def test_models_that_cannot_be_meant_stop_the_start_too(tmp_path, variables, said):
    last = start(tmp_path, **variables).stderr.strip().splitlines()[-1]
    assert "ImproperlyConfigured" in last
    assert said in last


def test_a_secret_may_come_from_a_file(tmp_path):
    (tmp_path / "flag").write_text("true\n")
    assert start(tmp_path, DEBUG_FILE=str(tmp_path / "flag")).stdout.split()[0] == "True"


def test_a_secret_file_that_is_missing_or_empty_is_named(tmp_path):
    (tmp_path / "empty").write_text("")
    for file in ("/nope", str(tmp_path / "empty")):
        run = start(tmp_path, SECRET_KEY_FILE=file)
        assert "SECRET_KEY" in run.stderr.strip().splitlines()[-1]
