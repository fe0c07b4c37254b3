"""What the exports of all modalities share: 8-bit products, and the map from a graph back to torch's parameters."""

from __future__ import annotations

import json
import logging
import tempfile
from collections.abc import Collection, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ml.torch_weights import GRAPH, SIDECAR, restore

if TYPE_CHECKING:
    import numpy as np
    import onnx
    import torch
    from numpy.typing import NDArray


@contextmanager
def quiet() -> Iterator[None]:
    """Keep to itself what exporter and quantiser tell the root logger of every node."""
    before = logging.root.manager.disable
    logging.disable(logging.WARNING)
    try:
        yield
    finally:
        logging.disable(before)


def quantise_products(model: onnx.ModelProto, keep: Collection[str]) -> onnx.ModelProto:
    """Return a copy with 8-bit matrix products, but for the nodes named in `keep`.

    One scale a column, and 7 of 8 bits, so that processors without VNNI cannot overflow.
    """
    import onnx
    from onnxruntime.quantization import QuantType, quantize_dynamic

    copy = onnx.ModelProto()
    copy.CopyFrom(model)
    del copy.graph.value_info[:]  # the exporter's shapes contradict the quantiser's new nodes
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "int8.onnx"
        quantize_dynamic(
            copy,
            path,
            op_types_to_quantize=["MatMul", "Gemm"],
            nodes_to_exclude=[*keep, *(f"{name}_MatMul" for name in keep)],  # what a Gemm is called once it is split
            per_channel=True,
            reduce_range=True,
            weight_type=QuantType.QInt8,
        )
        return onnx.load(path)


def store_in_bytes(model: onnx.ModelProto, name: str) -> None:
    """Replace the weights `name` (rows, columns) of a product in place by int8 values times each column's scale.

    ONNX Runtime multiplies them out once, when it loads the graph: the product itself computes in floats.
    """
    import numpy as np
    from onnx import TensorProto, helper, numpy_helper

    graph = model.graph
    weights = next(tensor for tensor in graph.initializer if tensor.name == name)
    values = numpy_helper.to_array(weights)
    scale = (np.abs(values).max(axis=0) / 127).clip(min=1e-12).astype(np.float32)
    small = np.round(values / scale).astype(np.int8)
    graph.initializer.remove(weights)
    graph.initializer.extend(
        [numpy_helper.from_array(small, f"{name}_quantized"), numpy_helper.from_array(scale, f"{name}_scale")]
    )
    graph.node.insert(0, helper.make_node("Mul", [f"{name}_floats", f"{name}_scale"], [name]))
    graph.node.insert(0, helper.make_node("Cast", [f"{name}_quantized"], [f"{name}_floats"], to=TensorProto.FLOAT))


def without_traces(model: onnx.ModelProto) -> None:
    """Drop the exporter's notes in place: stack traces that name files of the machine it ran on, and no numbers."""
    graph = model.graph
    for part in (model, graph, *graph.node, *graph.input, *graph.output, *graph.value_info, *graph.initializer):
        del part.metadata_props[:]
        part.doc_string = ""


def parameter_map(module: torch.nn.Module, full: onnx.ModelProto, small: onnx.ModelProto) -> dict[str, dict[str, Any]]:
    """Return for each torch parameter the initialisers of `small` that make it up, and whether it is transposed.

    What the exporter has folded away (DeBERTa's projections of relative positions) is added to `small` in 16 bits, as
    an initialiser that no node reads, so that the one file still holds all of the module.
    """
    import numpy as np
    from onnx import numpy_helper

    arrays = {tensor.name: numpy_helper.to_array(tensor) for tensor in full.graph.initializer}
    tensors = {tensor.name: tensor for tensor in small.graph.initializer}
    found = {}
    for name, parameter in module.named_parameters():
        value = parameter.detach().numpy()
        source = source_of(name, value, arrays)
        if source is None:
            source = f"{name}_folded"
            tensors[source] = numpy_helper.from_array(value.astype(np.float16), source)
            small.graph.initializer.append(tensors[source])
        suffixes = {"values": "_quantized", "scale": "_scale", "zero_point": "_zero_point"}
        entry: dict[str, Any] = {part: source + end for part, end in suffixes.items() if source + end in tensors}
        entry.setdefault("values", source)
        entry["transposed"] = _is_transposed(value, restore(tensors, {**entry, "transposed": False}))
        found[name] = entry
    return found


def source_of(name: str, value: NDArray[np.float32], arrays: Mapping[str, NDArray[Any]]) -> str | None:
    """Return the initialiser that holds exactly `value`, by its own name or under one that the exporter gave it."""
    import numpy as np

    if name in arrays and np.array_equal(arrays[name], value):
        return name
    for candidate, array in arrays.items():
        if np.array_equal(array, value) or np.array_equal(array, value.T):
            return candidate
    return None


def _is_transposed(value: NDArray[np.float32], restored: NDArray[np.float32]) -> bool:
    import numpy as np

    if restored.shape != value.shape:
        return True
    square = value.T.shape == value.shape
    return square and bool(np.abs(restored.T - value).mean() < np.abs(restored - value).mean())


def save(
    folder: Path, small: onnx.ModelProto, config: Mapping[str, Any], parameters: Mapping[str, Mapping[str, Any]]
) -> None:
    """Write the graph, and the sidecar that says how the module is built and where its parameters are."""
    import onnx

    folder.mkdir(parents=True, exist_ok=True)
    onnx.save(small, folder / GRAPH)
    sidecar = {"config": config, "parameters": parameters}
    (folder / SIDECAR).write_text(json.dumps(sidecar, indent=1) + "\n", encoding="utf-8")
