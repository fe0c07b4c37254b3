"""From the trained voice module to the one committed artefact: an ONNX graph with 8-bit weights, and its sidecar.

Stem and layers compute in 8 bits; the first convolution, which sees the waveform, the pooling and the heads do not.
Nor does the stem's last product, whose inputs have rare high peaks: rounding these cost 0.8 of the logits' correlation
with the exact ones. Its weights are kept in 8 bits all the same, and put back to floats when the graph is loaded.
"""

from __future__ import annotations

import warnings
from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Final

from ml.training.onnx_export import (
    parameter_map,
    quantise_products,
    quiet,
    save,
    source_of,
    store_in_bytes,
    without_traces,
)
from ml.types import SAMPLE_RATE
from ml.voice.torch_module import SHORTEST, Shape

if TYPE_CHECKING:
    import onnx
    import torch

INPUT, LOGITS, SHARES = "samples", "logits", "shares"
LONGEST: Final = 60 * SAMPLE_RATE  # samples that the graph's shapes allow
PEAKED: Final = "stem.third.weight"
FULL: Final = (PEAKED, "tuned.pool.", "tuned.head.", "general.head.")  # parameters of products in full precision


def to_onnx(module: torch.nn.Module) -> onnx.ModelProto:
    """Return the fp32 graph: `samples` (1, n) -> `logits` (1, classes) and `shares` (1, frames)."""
    import torch

    length = torch.export.Dim("samples", min=2 * SHORTEST, max=LONGEST)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # the exporter's own notices on axis names and missing torchvision
        program = torch.onnx.export(
            module.eval(),
            (torch.zeros(1, SAMPLE_RATE),),
            dynamo=True,
            verbose=False,
            input_names=[INPUT],
            output_names=[LOGITS, SHARES],
            dynamic_shapes={INPUT: {1: length}},
        )
    if program is None:
        raise RuntimeError("torch.onnx.export gave no program")
    return program.model_proto


def export(module: torch.nn.Module, shape: Shape, folder: Path) -> None:
    """Write `model.onnx` and `torch.json` (shape and parameter map) into `folder`."""
    import onnx

    with quiet():
        full = to_onnx(module)
        small = quantise_products(full, [*_kept(module, full)])
        store_in_bytes(small, _name_in(full, module, PEAKED))
        without_traces(small)
        onnx.checker.check_model(small)
    save(folder, small, asdict(shape), parameter_map(module, full, small))


def _kept(module: torch.nn.Module, full: onnx.ModelProto) -> Iterator[str]:
    """Yield the products with parameters in full precision, under whatever name the exporter gave these."""
    names = {_name_in(full, module, name) for name, _ in module.named_parameters() if name.startswith(FULL)}
    for node in full.graph.node:
        if names.intersection(node.input):
            yield node.name


def _name_in(full: onnx.ModelProto, module: torch.nn.Module, parameter: str) -> str:
    """Return the initialiser that holds a parameter. KeyError when the exporter has folded it away."""
    from onnx import numpy_helper

    arrays = {tensor.name: numpy_helper.to_array(tensor) for tensor in full.graph.initializer}
    found = source_of(parameter, module.get_parameter(parameter).detach().numpy(), arrays)
    if found is None:
        raise KeyError(f"{parameter} is not in the graph")
    return found
