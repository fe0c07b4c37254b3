"""Write a model as a folder of its own: weights, tokenizer, labels, calibration, and code that needs no project."""

from __future__ import annotations

import ast
import json
import re
import shutil
import warnings
from collections.abc import Iterator
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Final

from ml.config import MlConfig
from ml.errors import NotExportable
from ml.registry import build
from ml.text.encoder import EncoderClassifier
from ml.types import ModelSpec
from ml.weights import Card

ROOT: Final = Path(__file__).parents[2]
ENTRY: Final = "ml.standalone.inference"
PACKAGE: Final = "moodflix_text"
FORMATS: Final = ("onnx", "torchscript")
LABELS: Final = ("name", "labels", "heads", "width", "max_tokens")
CALIBRATION: Final = (
    "temperature",
    "threshold",
    "threshold_rule",
    "label_temperature",
    "label_thresholds",
    "unfamiliar",
)
_LIBRARIES: Final = {
    "onnx": ("numpy", "tokenizers", "safetensors", "sentencex", "onnxruntime"),
    "torchscript": ("numpy", "tokenizers", "safetensors", "sentencex", "torch"),
}
_OURS: Final = re.compile(r"^(\s*from )(ml|moodflix_site)(?=\.| import)", re.MULTILINE)


def write(spec: ModelSpec, config: MlConfig, form: str, out: Path) -> Path:
    """Write the model into `out`, which is made or must be empty, and return it.

    NotExportable for a model that is no encoder or a folder that holds something; else as the model fails to load.
    """
    classifier = build(spec, config)
    if not isinstance(classifier, EncoderClassifier):
        raise NotExportable(f"{spec.name} is no encoder: it has neither form.")
    if out.is_dir() and any(out.iterdir()):
        raise NotExportable(f"{out.name} is not empty.")
    card = EncoderClassifier(spec, config, "torch" if form == "torchscript" else "onnx").load()
    out.mkdir(parents=True, exist_ok=True)
    if form == "torchscript":
        _script(card, out)
    for name in card.files.keys() - {"torch.json", *({"model.onnx"} if form == "torchscript" else ())}:
        shutil.copy(card.folder / name, out / name)
    for name, keys in (("labels.json", LABELS), ("calibration.json", CALIBRATION)):
        values = {key: card.values[key] for key in keys if key in card.values}
        (out / name).write_text(json.dumps(values, indent=1) + "\n", encoding="utf-8")
    _code(out)
    (out / "requirements.txt").write_text("".join(_pins(form)), encoding="utf-8")
    return out


def _script(card: Card, out: Path) -> None:
    """Trace the module that torch serves, with the rounding of the 8-bit graph, for texts of any length."""
    import torch

    from ml.text.torch_module import load_module

    named = card.values.get("heads") or {"logits": card.values["labels"]}
    module = load_module(card.folder, {name: len(labels) for name, labels in named.items()})
    ids = torch.arange(5, 17)[None]
    with torch.inference_mode(), warnings.catch_warnings():
        warnings.simplefilter("ignore")  # the tracer's notices on branches; that any length reads right is tested
        traced = torch.jit.trace(module, (ids, torch.ones_like(ids)), check_trace=False)  # type: ignore[no-untyped-call]
    traced.save(str(out / "model.pt"))


def _code(out: Path) -> None:
    """Copy the entry and all of ours that it imports; only the first part of the names changes."""
    for module in sorted(needed(ENTRY)):
        text = _OURS.sub(rf"\1{PACKAGE}.\2", _path(module).read_text(encoding="utf-8"))
        path = (
            out / "inference.py" if module == ENTRY else (out / PACKAGE / Path(*module.split("."))).with_suffix(".py")
        )
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    for folder in [out / PACKAGE, *(path for path in (out / PACKAGE).rglob("*") if path.is_dir())]:
        (folder / "__init__.py").touch()


def needed(module: str) -> set[str]:
    """Return `module` and every module of the project that running it may import."""
    found, waiting = set(), [module]
    while waiting:
        name = waiting.pop()
        if name not in found:
            found.add(name)
            waiting += _imports(ast.parse(_path(name).read_text(encoding="utf-8")))
    return found


def _imports(node: ast.AST) -> Iterator[str]:
    for child in ast.iter_child_nodes(node):
        if isinstance(child, ast.If) and "TYPE_CHECKING" in ast.dump(child.test):
            continue
        if isinstance(child, ast.ImportFrom) and (child.module or "").split(".")[0] in {"ml", "moodflix_site"}:
            yield from (name for name in _modules(child) if _path(name).is_file())
        yield from _imports(child)


def _modules(node: ast.ImportFrom) -> Iterator[str]:
    yield str(node.module)
    yield from (f"{node.module}.{alias.name}" for alias in node.names)


def _path(module: str) -> Path:
    return (ROOT / Path(*module.split("."))).with_suffix(".py")


def _pins(form: str) -> Iterator[str]:
    for name in _LIBRARIES[form]:
        try:
            yield f"{name}=={version(name).partition('+')[0]}\n"
        except PackageNotFoundError:
            yield f"{name}\n"
