"""Pretrained weights: the encoder of Moonshine tiny, read out of the package that carries it for speech-to-text.

The package `moonshine-voice` (MIT, code and English model) holds it as an ONNX Runtime graph with 8-bit products. The
graph is read by ONNX Runtime's own flatbuffer classes, and its numbers are put back to floats.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from ml.errors import BadRecipe, RuntimeMissing
from ml.weights import sha256

if TYPE_CHECKING:
    import numpy as np
    import torch
    from numpy.typing import NDArray

PACKAGE, VERSION, LICENCE = "moonshine-voice", "0.1.0", "MIT"
FILE: Final = Path("assets", "tiny-en", "encoder_model.ort")
SHA256: Final = "94e90a4654fc45cdfedb77c4c08e1739f48862998e58fada384b25118134f221"
_READERS: Final = "onnxruntime.tools.ort_format_model"
_TYPES: Final = {1: "float32", 2: "uint8", 3: "int8"}  # of ONNX's tensors
_PRODUCT: Final = re.compile(r"layers\.(\d)/(self_attn|mlp)/(\w+?)/")
_NORM: Final = {"onnx::Mul_2080": "stem.norm.weight", "onnx::Add_2081": "stem.norm.bias"}  # as this very file has them
_CONVOLUTIONS: Final = {"conv1": "first", "conv2": "second", "conv3": "third"}


@dataclass(frozen=True, slots=True)
class Node:
    """An operation of the graph: its name and the names of what goes in."""

    name: str
    inputs: tuple[str, ...]


def source() -> dict[str, str]:
    """Return where the weights come from, for a card."""
    return {"package": PACKAGE, "version": VERSION, "licence": LICENCE, "file": FILE.as_posix(), "sha256": SHA256}


def locate() -> Path:
    """Return the file. RuntimeMissing without the package, BadRecipe when its file is another than the known one."""
    found = find_spec("moonshine_voice")
    if found is None or found.origin is None:
        raise RuntimeMissing(f"{PACKAGE}=={VERSION} is not installed.")
    path = Path(found.origin).parent / FILE
    if not path.is_file() or sha256(path) != SHA256:
        raise BadRecipe(f"{PACKAGE} does not carry the encoder of version {VERSION}.")
    return path


def pretrained(layers: int) -> dict[str, torch.Tensor]:
    """Return the stem and, for both branches, the first `layers` layers, as `ml.voice.torch_module` names them."""
    import torch

    constants, nodes = _read(locate())
    state: dict[str, torch.Tensor] = {}
    for name, array in _arrays(constants, nodes):
        if name.startswith("stem."):
            state[name] = torch.tensor(array)
        elif _layer(name) < layers:
            state |= {f"{branch}.{name}": torch.tensor(array) for branch in ("tuned", "general")}
    return state


def _layer(name: str) -> int:
    return int(name.split(".")[1])


def _arrays(constants: Mapping[str, NDArray[Any]], nodes: list[Node]) -> Iterator[tuple[str, NDArray[np.float32]]]:
    """Yield every parameter: products, what stands plainly under its name, convolutions as products, the norm."""
    import numpy as np

    for node in nodes:
        quantised = next((name for name in node.inputs if name.endswith("_quantized") and name in constants), None)
        if quantised and (found := _PRODUCT.search(node.name)):
            yield f"layers.{found[1]}.{found[2]}.{found[3]}.weight", _floats(constants, quantised).T.copy()
    for name, array in constants.items():
        stem, _, kind = name.removesuffix("_add_tensor").partition(".")
        if name.startswith("layers.") and name.endswith((".weight", ".bias")):
            yield name, array
        elif stem in _CONVOLUTIONS and kind in {"weight", "bias"}:
            flat = stem == "conv1" or kind == "bias"
            value = array if flat else np.ascontiguousarray(array.transpose(0, 2, 1)).reshape(len(array), -1)
            yield f"stem.{_CONVOLUTIONS[stem]}.{kind}", value
        elif name in _NORM:
            yield _NORM[name], array.reshape(-1)


def _floats(constants: Mapping[str, NDArray[Any]], quantised: str) -> NDArray[np.float32]:
    import numpy as np

    base = quantised.removesuffix("_quantized")
    values = constants[quantised].astype(np.float32) - constants[f"{base}_zero_point"].astype(np.float32)
    return np.asarray(values * constants[f"{base}_scale"], dtype=np.float32)


def _read(path: Path) -> tuple[dict[str, NDArray[Any]], list[Node]]:
    """Return the graph's constants and operations."""
    import numpy as np

    graph = _session_type().GetRootAs(path.read_bytes(), 0).Model().Graph()
    constants = {}
    for at in range(graph.InitializersLength()):
        one = graph.Initializers(at)
        if one.DataType() in _TYPES and one.RawDataLength():
            shape = tuple(one.DimsAsNumpy()) if one.DimsLength() else ()
            values = one.RawDataAsNumpy().view(np.dtype(_TYPES[one.DataType()]))
            constants[one.Name().decode()] = values.reshape(shape).copy()
    nodes = [graph.Nodes(at) for at in range(graph.NodesLength())]
    return constants, [
        Node(one.Name().decode(), tuple(one.Inputs(at).decode() for at in range(one.InputsLength()))) for one in nodes
    ]


def _session_type() -> Any:
    """Return the reader's class; its modules go by a name of their own, which their parent makes known."""
    try:
        import_module(_READERS)
        return import_module("ort_flatbuffers_py.fbs.InferenceSession").InferenceSession
    except ImportError as error:
        raise RuntimeMissing(f"{error.name} is not installed.") from error
