"""A process that only sets Django up carries no model library."""

import subprocess
import sys
from pathlib import Path

HEAVY = (
    "torch",
    "transformers",
    "timm",
    "librosa",
    "sklearn",
    "scipy",
    "onnxruntime",
    "onnx",
    "tokenizers",
    "safetensors",
    "numpy",
)
PROGRAM = f"""
import os, sys
os.environ["DJANGO_SETTINGS_MODULE"] = "moodflix_site.settings"
import django
django.setup()
import moodflix_site.urls
print([name for name in {HEAVY!r} if name in sys.modules])
"""


def test_setting_django_up_loads_no_heavy_library():
    root = Path(__file__).resolve().parent.parent
    run = subprocess.run([sys.executable, "-c", PROGRAM], cwd=root, capture_output=True, text=True, check=True)
    assert run.stdout.strip() == "[]"
