"""From the trained torch module to the one committed artefact: an ONNX graph with 8-bit weights.

Matrix products are quantised dynamically, one scale a column and 7 of 8 bits (so that processors without VNNI cannot
overflow); the embedding table has one scale a row; the head keeps full precision. A sidecar says which initialisers
make up each torch parameter, found by comparing arrays, so that the same file also runs as a torch module.
"""

from __future__ import annotations

import warnings
from pathlib import Path
from typing import TYPE_CHECKING, Final

from ml.training.onnx_export import parameter_map, quantise_products, quiet, save, without_traces

if TYPE_CHECKING:
    import onnx
    import torch

EMBEDDING: Final = "encoder.embeddings.word_embeddings.weight"
HEADS: Final = "heads."


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

    result = quantise_products(
        model, [node.name for node in model.graph.node if any(name.startswith(HEADS) for name in node.input)]
    )
    _quantise_embedding(result)
    without_traces(result)
    onnx.checker.check_model(result)
    return result


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


def export(module: torch.nn.Module, folder: Path) -> None:
    """Write `model.onnx` and `torch.json` (encoder config and parameter map) into `folder`."""
    with quiet():
        full = to_onnx(module)
        small = quantise(full)
    config = module.get_submodule("encoder").config.to_diff_dict()  # type: ignore[union-attr, operator]
    save(folder, small, config, parameter_map(module, full, small))
