"""From the trained torch module to the one committed artefact: an ONNX graph with 8-bit weights.

Matrix products are quantised dynamically, one scale a column and 7 of 8 bits (so that processors without VNNI cannot
overflow); the embedding table has one scale a row; the head keeps full precision. A sidecar says which initialisers
make up each torch parameter, found by comparing arrays, so that the same file also runs as a torch module.
"""

from __future__ import annotations

import json
import logging
import tempfile
import warnings
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from ml.text.torch_module import restore

if TYPE_CHECKING:
    import numpy as np
    import onnx
    import torch
    from numpy.typing import NDArray

EMBEDDING: Final = "encoder.embeddings.word_embeddings.weight"
HEADS: Final = "heads."


@contextmanager
def _quiet() -> Iterator[None]:
    """Keep to itself what exporter and quantiser tell the root logger of every node."""
    before = logging.root.manager.disable
    logging.disable(logging.WARNING)
    try:
        yield
    finally:
        logging.disable(before)


def to_onnx(module: torch.nn.Module) -> onnx.ModelProto:
    """Return the fp32 graph: `input_ids`, `attention_mask` (batch, tokens) int64 -> the heads' logits and `pooled`."""
    import torch

    ids, mask = torch.ones(2, 7, dtype=torch.long), torch.ones(2, 7, dtype=torch.long)
    axes = {0: torch.export.Dim("batch"), 1: torch.export.Dim("tokens", max=512)}
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # the exporter's own notices on axis names and missing torchvision
        program = torch.onnx.export(
            module.eval(),
            (ids, mask),
            dynamo=True,
            verbose=False,
            input_names=["input_ids", "attention_mask"],
            output_names=[*(name for name, _ in module.get_submodule("heads").named_children()), "pooled"],
            dynamic_shapes={"input_ids": axes, "attention_mask": axes},
        )
    if program is None:
        raise RuntimeError("torch.onnx.export gave no program")
    return program.model_proto


def quantise(model: onnx.ModelProto) -> onnx.ModelProto:
    """Return a copy with 8-bit matrix products and embedding table."""
    import onnx
    from onnxruntime.quantization import QuantType, quantize_dynamic

    copy = onnx.ModelProto()
    copy.CopyFrom(model)
    del copy.graph.value_info[:]  # the exporter's shapes contradict the quantiser's new nodes
    head = [node.name for node in copy.graph.node if any(name.startswith(HEADS) for name in node.input)]
    keep = [*head, *(f"{name}_MatMul" for name in head)]  # what the quantiser calls a Gemm once it has split it
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "int8.onnx"
        quantize_dynamic(
            copy,
            path,
            op_types_to_quantize=["MatMul", "Gemm"],
            nodes_to_exclude=keep,
            per_channel=True,
            reduce_range=True,
            weight_type=QuantType.QInt8,
        )
        result = onnx.load(path)
    _quantise_embedding(result)
    without_traces(result)
    onnx.checker.check_model(result)
    return result


def without_traces(model: onnx.ModelProto) -> None:
    """Drop the exporter's notes in place: stack traces that name files of the machine it ran on, and no numbers."""
    graph = model.graph
    for part in (model, graph, *graph.node, *graph.input, *graph.output, *graph.value_info, *graph.initializer):
        del part.metadata_props[:]
        part.doc_string = ""


def _quantise_embedding(model: onnx.ModelProto) -> None:
    """Replace the embedding's Gather by one over int8 rows, times each row's scale."""
    import numpy as np
    from onnx import TensorProto, helper, numpy_helper

    graph = model.graph
    table = next(tensor for tensor in graph.initializer if tensor.name == EMBEDDING)
    place, gather = next((at, node) for at, node in enumerate(graph.node) if EMBEDDING in node.input)
    values = numpy_helper.to_array(table)
    scale = (np.abs(values).max(axis=1, keepdims=True) / 127).clip(min=1e-12).astype(np.float32)
    rows = np.round(values / scale).astype(np.int8)
    graph.initializer.remove(table)
    graph.initializer.extend(
        [numpy_helper.from_array(rows, f"{EMBEDDING}_quantized"), numpy_helper.from_array(scale, f"{EMBEDDING}_scale")]
    )
    ids, out = gather.input[1], gather.output[0]
    graph.node.remove(gather)
    for node in (
        helper.make_node("Mul", ["row_floats", "row_scales"], [out], name="embedding_mul"),
        helper.make_node("Cast", ["row_values"], ["row_floats"], name="embedding_cast", to=TensorProto.FLOAT),
        helper.make_node("Gather", [f"{EMBEDDING}_scale", ids], ["row_scales"], name="embedding_scales"),
        helper.make_node("Gather", [f"{EMBEDDING}_quantized", ids], ["row_values"], name="embedding_rows"),
    ):
        graph.node.insert(place, node)


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
        source = _source(name, value, arrays)
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


def _source(name: str, value: NDArray[np.float32], arrays: Mapping[str, NDArray[Any]]) -> str | None:
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


def export(module: torch.nn.Module, folder: Path) -> None:
    """Write `model.onnx` and `torch.json` (encoder config and parameter map) into `folder`."""
    import onnx

    with _quiet():
        full = to_onnx(module)
        small = quantise(full)
    folder.mkdir(parents=True, exist_ok=True)
    config = module.get_submodule("encoder").config.to_diff_dict()  # type: ignore[union-attr, operator]
    sidecar = {"config": config, "parameters": parameter_map(module, full, small)}
    onnx.save(small, folder / "model.onnx")
    (folder / "torch.json").write_text(json.dumps(sidecar, indent=1) + "\n", encoding="utf-8")
